-- Whom an organisation has asked to join its platform. The token in an invitation's link is derived and stored nowhere.
create table invitations (
	organisation_id uuid not null references organisations on delete cascade,
	id uuid not null,
	person_id uuid not null,
	email text not null,
	language text,
	invited_by uuid not null,
	invited_by_name text not null,
	created_at timestamptz not null,
	expires_at timestamptz not null,
	mail_state text not null,
	mail_reason text,
	mail_at timestamptz,
	opened_at timestamptz,
	accepted_at timestamptz,
	expired_at timestamptz,
	revoked_at timestamptz,
	-- Whose account accepted it. An account outlives what an organisation keeps of it.
	accepted_by uuid references users on delete set null,
	-- The sending that had the latest mail sent, and how the invitation stood until then (0039).
	mailing uuid,
	mail_before jsonb,
	primary key (organisation_id, id),
	foreign key (organisation_id, person_id) references people on delete cascade
)
--
-- One open invitation for each address: one that is expired holds it too.
create unique index invitations_open on invitations (organisation_id, email) where accepted_at is null and revoked_at is null
--
create index invitations_of_person on invitations (organisation_id, person_id)
--
-- A link names the invitation alone.
create index invitations_id on invitations (id)
--
create index invitations_due on invitations (expires_at) where expired_at is null and accepted_at is null and revoked_at is null
--
-- For the foreign key, when a user goes, and to find who an account is.
create index invitations_accepted_by on invitations (accepted_by) where accepted_by is not null
--
-- When links were opened. Appended, and nothing else changes by it.
create table invitation_openings (
	organisation_id uuid not null,
	id bigint generated always as identity,
	invitation_id uuid not null,
	at timestamptz not null,
	automated boolean not null,
	primary key (organisation_id, id),
	foreign key (organisation_id, invitation_id) references invitations on delete cascade
)
--
create index invitation_openings_of on invitation_openings (organisation_id, invitation_id, at)
--
do $$
declare
	tenant_table text;
begin
	foreach tenant_table in array array['invitations', 'invitation_openings'] loop
		execute format('alter table %I enable row level security', tenant_table);
		execute format('create policy tenant on %I to foyer_tenant using (organisation_id = current_setting(''foyer.organisation'')::uuid)', tenant_table);
	end loop;
end $$
--
grant select, insert, update, delete on invitations, invitation_openings to foyer_tenant
--
-- Devices don't know how others are called.
create function invited_by_named() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
	new.invited_by_name := coalesce((select name from users where id = new.invited_by), '');
	return new;
end $$
--
create trigger invitations_named before insert on invitations for each row execute function invited_by_named()
--
select sync_attach('invitations', 'invitations', null, array['person_id', 'email', 'language', 'invited_by', 'invited_by_name', 'created_at', 'expires_at', 'mail_state', 'mail_reason', 'mail_at', 'opened_at', 'accepted_at', 'expired_at', 'revoked_at'])
--
-- Which of some addresses belong to members of the organisation: the tenant's role reads no users.
create function team_addresses(addresses text[]) returns setof text language sql stable
security definer set search_path = public, pg_temp as $$
	select u.email from members m join users u on u.id = m.user_id
	where m.organisation_id = current_setting('foyer.organisation')::uuid and u.email = any(addresses)
$$
--
-- An invitation went to an address: where that is corrected, or the person deleted, it opens nothing. One that was
-- withdrawn with a person comes back with them, unless the address is invited anew.
create function invitations_follow_people() returns trigger language plpgsql as $$
begin
	update invitations i set revoked_at = coalesce(n.deleted_at, now())
	from new_rows n join old_rows o on o.organisation_id = n.organisation_id and o.id = n.id
	where i.organisation_id = n.organisation_id and i.person_id = n.id
		and i.accepted_at is null and i.revoked_at is null
		and ((n.deleted_at is not null and o.deleted_at is null)
			or (i.email = o.email and n.email is distinct from o.email));
	update invitations i set revoked_at = null
	from new_rows n join old_rows o on o.organisation_id = n.organisation_id and o.id = n.id
	where i.organisation_id = n.organisation_id and i.person_id = n.id
		and i.accepted_at is null and i.revoked_at = o.deleted_at and n.deleted_at is null and i.email = n.email
		and not exists (
			select from invitations other
			where other.organisation_id = i.organisation_id and other.email = i.email
				and other.accepted_at is null and other.revoked_at is null
		);
	return null;
end $$
--
create trigger invitations_follow_people after update on people
	referencing new table as new_rows old table as old_rows
	for each statement execute function invitations_follow_people()
--
-- Mails carry invitations too: each is for a registration or for an invitation.
alter table mails
	alter column event_id drop not null,
	alter column registration_id drop not null,
	add column invitation_id uuid,
	add foreign key (organisation_id, invitation_id) references invitations on delete cascade,
	drop constraint mails_kind_check,
	add constraint mails_kind_check check (kind in ('confirmation', 'reminder', 'event_moved', 'event_cancelled', 'event_reinstated', 'invitation')),
	add constraint mails_for check ((invitation_id is null) = (registration_id is not null and event_id is not null))
--
create index mails_invitation on mails (organisation_id, invitation_id) where invitation_id is not null
--
-- What happened to an invitation is told with what happened to its person (0023).
alter table person_changes add column invitation_id uuid
--
create index person_changes_invitation on person_changes (organisation_id, invitation_id) where invitation_id is not null
--
create function invitation_facts(invitation jsonb) returns jsonb language sql immutable as $$
	select jsonb_object_agg(key, invitation -> key)
	from unnest(array['expires_at', 'accepted_at', 'expired_at', 'revoked_at']) key
$$
--
create function invitations_added() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
	insert into person_changes (organisation_id, person_id, invitation_id, actor, deed, occurred_at)
	select n.organisation_id, n.person_id, n.id, w.actor, w.deed, w.occurred_at from new_rows n cross join writer() w;
	return null;
end $$
--
create trigger invitations_added after insert on invitations
	referencing new table as new_rows
	for each statement execute function invitations_added()
--
create function invitations_changed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
	insert into person_changes (organisation_id, person_id, invitation_id, actor, deed, occurred_at, before, after)
	select n.organisation_id, n.person_id, n.id, w.actor, w.deed, w.occurred_at, c.before, c.after
	from new_rows n join old_rows o on o.organisation_id = n.organisation_id and o.id = n.id
		-- Mails change thousands of rows at once, and none of this.
		and (n.expires_at, n.accepted_at, n.expired_at, n.revoked_at)
			is distinct from (o.expires_at, o.accepted_at, o.expired_at, o.revoked_at)
	cross join writer() w
	cross join lateral changed_facts(invitation_facts(to_jsonb(o)), invitation_facts(to_jsonb(n))) c;
	return null;
end $$
--
create trigger invitations_changed after update on invitations
	referencing new table as new_rows old table as old_rows
	for each statement execute function invitations_changed()
--
-- Who was invited by mistake was never invited.
create function invitations_gone() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
	delete from person_changes c using old_rows o
	where c.organisation_id = o.organisation_id and c.invitation_id = o.id;
	return null;
end $$
--
create trigger invitations_gone after delete on invitations
	referencing old table as old_rows
	for each statement execute function invitations_gone()
