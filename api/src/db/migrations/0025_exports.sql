-- Exports that somebody asked the server for: a file of everything, for who asked alone, for a day.
create table exports (
	organisation_id uuid not null references organisations on delete cascade,
	id uuid not null,
	user_id uuid not null,
	-- Whose registrants; null: the organisation's people.
	event_id uuid,
	-- The list's columns, in order; null: all.
	columns text[],
	format text not null check (format in ('xlsx', 'csv')),
	locale text not null,
	state text not null check (state in ('making', 'ready', 'expired', 'outdated', 'refused', 'failed')),
	asked_at timestamptz not null,
	-- When it is to be tried, while it is being made.
	due_at timestamptz not null,
	attempts integer not null default 0,
	-- Of a file: until when it can be fetched, how many rows and bytes it has, and whether it holds access keys.
	expires_at timestamptz,
	row_count integer,
	byte_count bigint,
	opens boolean,
	primary key (organisation_id, id),
	foreign key (organisation_id, user_id) references members on delete cascade,
	foreign key (organisation_id, event_id) references events on delete cascade
)
--
-- The link names the export alone.
create unique index exports_id on exports (id)
--
-- One at a time for each member.
create unique index exports_making on exports (organisation_id, user_id) where state = 'making'
--
create index exports_due on exports (due_at) where state = 'making'
--
create index exports_expires on exports (expires_at) where state = 'ready'
--
-- For the foreign keys, when a member or an event goes.
create index exports_member on exports (organisation_id, user_id)
--
create index exports_event on exports (organisation_id, event_id) where event_id is not null
--
-- The file, sealed under the server's secret: it may hold access keys, which no stolen database is to hold.
create table export_chunks (
	organisation_id uuid not null,
	export_id uuid not null,
	position integer not null,
	sealed bytea not null,
	primary key (organisation_id, export_id, position),
	foreign key (organisation_id, export_id) references exports on delete cascade
)
--
-- What is sealed can't be made smaller.
alter table export_chunks alter column sealed set storage external
--
do $$
declare
	tenant_table text;
begin
	foreach tenant_table in array array['exports', 'export_chunks'] loop
		execute format('alter table %I enable row level security', tenant_table);
		execute format('create policy tenant on %I to foyer_tenant using (organisation_id = current_setting(''foyer.organisation'')::uuid)', tenant_table);
	end loop;
end $$
--
grant select, insert, update, delete on exports, export_chunks to foyer_tenant
--
-- A file and the mail that tells of it come to be in one transaction. Mails to users can be added, and not read.
grant insert on user_mails to foyer_tenant
