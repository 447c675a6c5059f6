-- The servers on which an organisation's rooms are made. Devices hear their names alone. What proves the organisation
-- to the server (a shared secret, a private key) is sealed under the installation's own secret.
create table room_servers (
	organisation_id uuid not null references organisations on delete cascade,
	id uuid not null,
	kind text not null check (kind in ('jitsi', 'jaas', 'bigbluebutton')),
	name text not null,
	base_url text not null,
	app_id text,
	key_id text,
	sealed bytea not null,
	created_at timestamptz not null,
	primary key (organisation_id, id)
)
--
alter table room_servers enable row level security
--
create policy tenant on room_servers to foyer_tenant using (organisation_id = current_setting('foyer.organisation')::uuid)
--
grant select, insert, update, delete on room_servers to foyer_tenant
--
-- Devices of who edits events hold the servers' names with who they are in the organisation: they are poked.
create function room_servers_changed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
	insert into sync_commits (organisation_id, tx)
	select id, sync_tx() from organisations where id = coalesce(new.organisation_id, old.organisation_id)
	on conflict do nothing;
	return null;
end $$
--
create trigger room_servers_changed after insert or update or delete on room_servers
for each row execute function room_servers_changed()
