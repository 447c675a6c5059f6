-- That somebody came: marked by the team, by which marking, and first led into the live room by their link. Nobody
-- is marked twice.
alter table registrations
	add column admitted_at timestamptz,
	add column admission_id uuid,
	add column led_in_at timestamptz,
	add check ((admitted_at is null) = (admission_id is null))
--
select sync_reattach('registrations', 'registrations', 'event_id', array['person_id', 'status', 'source', 'first_name', 'last_name', 'language', 'mail_state', 'mail_reason', 'mail_at', 'created_at', 'reminders_stopped', 'erasure_asked_at', 'devices_seen', 'group_ids', 'admitted_at', 'admission_id', 'led_in_at'])
--
create or replace function registration_facts(registration jsonb) returns jsonb language sql immutable as $$
	select jsonb_object_agg(key, registration -> key)
	from unnest(array['person_id', 'status', 'key_version', 'reminders_stopped', 'erasure_asked_at', 'admitted_at', 'admission_id', 'led_in_at']) key
$$
--
-- That a link led somebody in is in the access log already; that it was taken back is not.
create or replace function registrations_changed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
	insert into person_changes (organisation_id, person_id, registration_id, actor, deed, occurred_at, before, after)
	select n.organisation_id, n.person_id, n.id, w.actor, w.deed, w.occurred_at, c.before, c.after
	from new_rows n join old_rows o on o.organisation_id = n.organisation_id and o.id = n.id
		-- Mails change thousands of rows at once, and none of this.
		and ((n.person_id, n.status, n.key_version, n.reminders_stopped, n.erasure_asked_at, n.admission_id)
				is distinct from (o.person_id, o.status, o.key_version, o.reminders_stopped, o.erasure_asked_at, o.admission_id)
			or n.led_in_at is distinct from o.led_in_at and o.led_in_at is not null)
	cross join writer() w
	cross join lateral changed_facts(registration_facts(to_jsonb(o)), registration_facts(to_jsonb(n))) c;
	return null;
end $$
--
-- Who came before arrivals were noted: whose link led into the room, as far as the log reaches back.
update registrations r set led_in_at = l.at
from (
	select organisation_id, registration_id, min(at) as at from access_log
	where registration_id is not null and state = 'live' and not automated
	group by organisation_id, registration_id
) l
where r.organisation_id = l.organisation_id and r.id = l.registration_id
