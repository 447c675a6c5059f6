-- Groups of people. Whom a manual one lists stands with the people; whom a smart one holds follows from its rule.
create table groups (
	organisation_id uuid not null references organisations on delete cascade,
	id uuid not null,
	name text not null,
	smart boolean not null,
	rule jsonb,
	created_at timestamptz not null,
	deleted_at timestamptz,
	primary key (organisation_id, id),
	check (smart = (rule is not null))
)
--
-- What an organisation notes of its people beside what everybody notes. Values stand with the people.
create table custom_fields (
	organisation_id uuid not null references organisations on delete cascade,
	id uuid not null,
	name text not null,
	kind text not null check (kind in ('text', 'number', 'date', 'choice', 'yes_no')),
	choices text[] not null,
	position double precision not null,
	created_at timestamptz not null,
	deleted_at timestamptz,
	primary key (organisation_id, id)
)
--
-- Lists as a user wants them again.
create table saved_views (
	organisation_id uuid not null references organisations on delete cascade,
	id uuid not null,
	user_id uuid not null,
	name text not null,
	list text not null,
	query text not null,
	columns jsonb,
	created_at timestamptz not null,
	deleted_at timestamptz,
	primary key (organisation_id, id),
	foreign key (organisation_id, user_id) references members on delete cascade
)
--
create index saved_views_user on saved_views (organisation_id, user_id)
--
alter table groups enable row level security
--
create policy tenant on groups to foyer_tenant using (organisation_id = current_setting('foyer.organisation')::uuid)
--
grant select, insert, update, delete on groups to foyer_tenant
--
alter table custom_fields enable row level security
--
create policy tenant on custom_fields to foyer_tenant using (organisation_id = current_setting('foyer.organisation')::uuid)
--
grant select, insert, update, delete on custom_fields to foyer_tenant
--
alter table saved_views enable row level security
--
create policy tenant on saved_views to foyer_tenant using (organisation_id = current_setting('foyer.organisation')::uuid)
--
grant select, insert, update, delete on saved_views to foyer_tenant
--
alter table people
	add column group_ids uuid[] not null default '{}',
	add column custom jsonb not null default '{}'
--
-- Whom a group lists.
create index people_groups on people using gin (group_ids)
--
alter table registrations add column group_ids uuid[] not null default '{}'
--
create or replace function registrations_follow_people() returns trigger language plpgsql as $$
begin
	update registrations r
	set first_name = n.first_name, last_name = n.last_name, language = n.language, email = n.email, group_ids = n.group_ids,
		key_version = r.key_version + (r.email is distinct from n.email)::int
	from new_rows n join old_rows o on o.organisation_id = n.organisation_id and o.id = n.id
	where r.organisation_id = n.organisation_id and r.person_id = n.id
		and (n.first_name, n.last_name, n.language, n.email, n.group_ids)
			is distinct from (o.first_name, o.last_name, o.language, o.email, o.group_ids);
	return null;
end $$
--
select sync_attach('groups', 'groups', null, array['name', 'smart', 'created_at', 'deleted_at'])
--
select sync_attach('groups', 'groupRules', null, array['rule'])
--
select sync_attach('custom_fields', 'customFields', null, array['name', 'kind', 'choices', 'position', 'created_at', 'deleted_at'])
--
select sync_attach('saved_views', 'savedViews', 'user_id', array['user_id', 'name', 'list', 'query', 'columns', 'created_at', 'deleted_at'])
--
select sync_reattach('people', 'people', null, array['first_name', 'last_name', 'company', 'language', 'merged_into', 'created_at', 'deleted_at', 'group_ids', 'custom'])
--
select sync_reattach('registrations', 'registrations', 'event_id', array['person_id', 'status', 'source', 'first_name', 'last_name', 'language', 'mail_state', 'mail_reason', 'mail_at', 'created_at', 'reminders_stopped', 'erasure_asked_at', 'devices_seen', 'group_ids'])
