-- A spreadsheet that was brought in, and what became of it: so that it can be taken back as a whole.
create table imports (
	organisation_id uuid not null references organisations on delete cascade,
	id uuid not null,
	user_id uuid not null,
	user_name text not null,
	file_name text not null,
	event_id uuid,
	row_count integer not null,
	parts integer not null,
	made integer not null,
	changed integer not null,
	registered integer not null,
	created_at timestamptz not null,
	undone_at timestamptz,
	undone_parts integer[] not null,
	removed integer not null,
	put_back integer not null,
	cancelled integer not null,
	-- What had to stay when it was taken back: of how many people, and whom, as far as they are named.
	kept jsonb not null,
	primary key (organisation_id, id),
	foreign key (organisation_id, event_id) references events on delete cascade
)
--
create index imports_event on imports (organisation_id, event_id)
--
alter table imports enable row level security
--
create policy tenant on imports to foyer_tenant using (organisation_id = current_setting('foyer.organisation')::uuid)
--
grant select, insert, update, delete on imports to foyer_tenant
--
-- Devices don't know how others are called.
create function imports_named() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
	new.user_name := coalesce((select name from users where id = new.user_id), '');
	return new;
end $$
--
create trigger imports_named before insert on imports for each row execute function imports_named()
--
select sync_attach('imports', 'imports', null, array['user_id', 'user_name', 'file_name', 'event_id', 'row_count', 'parts', 'made', 'changed', 'registered', 'created_at', 'undone_at', 'undone_parts', 'removed', 'put_back', 'cancelled', 'kept'])
--
-- Which part of which import changed somebody, as the writer says it.
alter table person_changes add column import_id uuid, add column import_part integer
--
alter table person_changes
	alter column import_id set default nullif(current_setting('foyer.import', true), '')::uuid,
	alter column import_part set default nullif(current_setting('foyer.import_part', true), '')::integer
--
create index person_changes_import on person_changes (organisation_id, import_id, import_part) where import_id is not null
