-- For the daily job that deletes what no cursor reaches any more (docs/decisions/0015-what-is-deleted-in-time.md).
create index sync_rows_gone on sync_rows (organisation_id, tx) where gone
--
-- A feed begins with its organisation. A device that synced before anything else happened holds a commit, too,
-- by which it can be told that it stayed away for too long.
create function sync_begin() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
	insert into sync_commits (organisation_id, tx) values (new.id, sync_tx()) on conflict do nothing;
	return null;
end $$
--
create trigger sync_begin after insert on organisations for each row execute function sync_begin()
--
insert into sync_commits (organisation_id, tx)
select id, sync_tx() from organisations where id not in (select organisation_id from sync_organisations)
