-- The servers on which an organisation's rooms are made. Never synced to devices. What proves the organisation
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
