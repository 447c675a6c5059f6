-- What happened to people and their registrations: what changed from what to what, when, by whom, by which
-- mutation. Triggers write it, so that it covers every writer, raw SQL too. `actor` is a user's id or
-- `attendee`; null where the writer didn't say. No foreign key to either: who is gone is told as somebody.
create table person_changes (
	organisation_id uuid not null,
	id bigint generated always as identity,
	person_id uuid not null,
	-- Of a registration of theirs.
	registration_id uuid,
	at timestamptz not null default now(),
	actor text,
	deed text,
	-- When the device did it, which may be long before it reached the server.
	occurred_at timestamptz,
	-- The fields that changed, as they were and as they became; null where the row came to be.
	before jsonb,
	after jsonb,
	primary key (organisation_id, id),
	foreign key (organisation_id, person_id) references people on delete cascade
)
--
create index person_changes_person on person_changes (organisation_id, person_id, id)
--
alter table person_changes enable row level security
--
create policy tenant on person_changes to foyer_tenant using (organisation_id = current_setting('foyer.organisation')::uuid)
--
-- Nobody writes it but the triggers; what is erased goes by the tenant's hand.
grant select, delete on person_changes to foyer_tenant
--
-- A person's row as fields that can be compared: values of the organisation's own stand beside the others.
create function person_facts(person jsonb) returns jsonb language sql immutable as $$
	select (person - array['organisation_id', 'id', 'created_at', 'custom'])
		|| coalesce((select jsonb_object_agg('custom.' || key, value) from jsonb_each(person -> 'custom')), '{}')
$$
--
create function registration_facts(registration jsonb) returns jsonb language sql immutable as $$
	select jsonb_object_agg(key, registration -> key)
	from unnest(array['person_id', 'status', 'key_version', 'reminders_stopped', 'erasure_asked_at']) key
$$
--
create function changed_facts(old_facts jsonb, new_facts jsonb, out before jsonb, out after jsonb) language sql immutable as $$
	select jsonb_object_agg(key, o.value), jsonb_object_agg(key, n.value)
	from jsonb_each(old_facts) o full join jsonb_each(new_facts) n using (key)
	where n.value is distinct from o.value
$$
--
-- Who writes in this transaction, as far as they said.
create function writer(out actor text, out deed text, out occurred_at timestamptz) language sql stable as $$
	select nullif(current_setting('foyer.actor', true), ''), nullif(current_setting('foyer.deed', true), ''),
		least(nullif(current_setting('foyer.occurred_at', true), '')::timestamptz, now())
$$
--
-- An id that leads to a known person is nobody new.
create function people_added() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
	insert into person_changes (organisation_id, person_id, actor, deed, occurred_at)
	select n.organisation_id, n.id, w.actor, w.deed, w.occurred_at from new_rows n cross join writer() w
	where n.merged_into is null;
	return null;
end $$
--
create trigger people_added after insert on people
	referencing new table as new_rows
	for each statement execute function people_added()
--
create function people_changed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
	insert into person_changes (organisation_id, person_id, actor, deed, occurred_at, before, after)
	select n.organisation_id, n.id, w.actor, w.deed, w.occurred_at, c.before, c.after
	from new_rows n join old_rows o on o.organisation_id = n.organisation_id and o.id = n.id
	cross join writer() w
	cross join lateral changed_facts(person_facts(to_jsonb(o)), person_facts(to_jsonb(n))) c
	where c.after is not null;
	return null;
end $$
--
create trigger people_changed after update on people
	referencing new table as new_rows old table as old_rows
	for each statement execute function people_changed()
--
create function registrations_added() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
	insert into person_changes (organisation_id, person_id, registration_id, actor, deed, occurred_at)
	select n.organisation_id, n.person_id, n.id, w.actor, w.deed, w.occurred_at from new_rows n cross join writer() w;
	return null;
end $$
--
create trigger registrations_added after insert on registrations
	referencing new table as new_rows
	for each statement execute function registrations_added()
--
create function registrations_changed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
	insert into person_changes (organisation_id, person_id, registration_id, actor, deed, occurred_at, before, after)
	select n.organisation_id, n.person_id, n.id, w.actor, w.deed, w.occurred_at, c.before, c.after
	from new_rows n join old_rows o on o.organisation_id = n.organisation_id and o.id = n.id
		-- Mails change thousands of rows at once, and none of this.
		and (n.person_id, n.status, n.key_version, n.reminders_stopped, n.erasure_asked_at)
			is distinct from (o.person_id, o.status, o.key_version, o.reminders_stopped, o.erasure_asked_at)
	cross join writer() w
	cross join lateral changed_facts(registration_facts(to_jsonb(o)), registration_facts(to_jsonb(n))) c;
	return null;
end $$
--
create trigger registrations_changed after update on registrations
	referencing new table as new_rows old table as old_rows
	for each statement execute function registrations_changed()
