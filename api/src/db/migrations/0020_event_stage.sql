-- What an event's stage needs: for who edits the event, and, some of it, for who is on stage.
alter table events
	add column agenda text not null default '',
	add column notes text not null default '',
	add column presenter_url text,
	add column speaker_url text,
	add column moderator_url text
--
select sync_attach('events', 'eventStages', 'id', array['agenda', 'notes', 'presenter_url', 'speaker_url', 'moderator_url'])
--
-- How many presenters, speakers and moderators of the account may be on stage at once; the host's own seat is beside them.
alter table organisations add column presenter_seats integer not null default 4 check (presenter_seats >= 0)
--
-- Who is on an event's stage, each by a link whose key is derived and stored nowhere.
create table event_roles (
	organisation_id uuid not null references organisations on delete cascade,
	id uuid not null,
	event_id uuid not null,
	kind text not null check (kind in ('presenter', 'speaker', 'moderator')),
	name text not null,
	email text,
	rights text[] not null default '{}',
	key_version integer not null default 1,
	sent_by text,
	sent_at timestamptz,
	mail_state text not null default 'not_sent',
	mail_reason text,
	revoked_at timestamptz,
	created_at timestamptz not null,
	primary key (organisation_id, id),
	foreign key (organisation_id, event_id) references events on delete cascade
)
--
create index event_roles_event on event_roles (organisation_id, event_id, id)
--
select sync_attach('event_roles', 'eventRoles', 'event_id', array['kind', 'name', 'email', 'rights', 'key_version', 'sent_by', 'sent_at', 'mail_state', 'mail_reason', 'revoked_at', 'created_at'])
--
-- The outbox of role links. A row goes when its mail has gone; what became of it stands with the role.
create table role_mails (
	organisation_id uuid not null,
	id uuid not null,
	role_id uuid not null,
	due_at timestamptz not null,
	attempts integer not null default 0,
	claimed_until timestamptz,
	created_at timestamptz not null,
	primary key (organisation_id, id),
	foreign key (organisation_id, role_id) references event_roles on delete cascade
)
--
create index role_mails_due on role_mails (due_at)
--
create index role_mails_role on role_mails (organisation_id, role_id)
--
-- Who is on stage now: a lease that their page renews, over all processes. It counts until it runs out, is given
-- back, or its link is void.
create table stage_seats (
	organisation_id uuid not null,
	role_id uuid not null,
	key_version integer not null,
	until timestamptz not null,
	primary key (organisation_id, role_id),
	foreign key (organisation_id, role_id) references event_roles on delete cascade
)
--
do $$
declare
	tenant_table text;
begin
	foreach tenant_table in array array['event_roles', 'role_mails', 'stage_seats'] loop
		execute format('alter table %I enable row level security', tenant_table);
		execute format('create policy tenant on %I to foyer_tenant using (organisation_id = current_setting(''foyer.organisation'')::uuid)', tenant_table);
	end loop;
end $$
--
grant select, insert, update, delete on event_roles, role_mails, stage_seats to foyer_tenant
