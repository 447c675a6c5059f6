-- What an event may say beside: a limit of devices, the spread of an entry, the replay's window, a message to who waits.
alter table events
	add column device_limit integer check (device_limit > 0),
	add column entry_spread integer check (entry_spread >= 0),
	add column replay_from timestamptz,
	add column replay_until timestamptz check (replay_until > replay_from),
	add column message text not null default ''
--
-- What registrants ask for themselves, and whether their link is on conspicuously many devices.
alter table registrations
	add column reminders_stopped boolean not null default false,
	add column erasure_asked_at timestamptz,
	add column devices_seen integer
--
-- Attaches a fragment with other columns than it had.
create function sync_reattach(target text, fragment text, event_column text, columns text[]) returns void
language plpgsql as $$
declare
	operation text;
begin
	for operation in select unnest(array['insert', 'update', 'delete']) loop
		execute format('drop trigger %I on %I', format('sync_%s_%s', fragment, operation), target);
		execute format('drop function %I()', format('sync_%s_%s', fragment, operation));
	end loop;
	perform sync_attach(target, fragment, event_column, columns);
end $$
--
-- What devices hold lacks the new columns, which is what they say as yet: nothing is brought to them anew.
select sync_reattach('events', 'events', 'id', array['title', 'description', 'permalink', 'starts_at', 'ends_at', 'time_zone', 'language', 'room_url', 'replay_url', 'early_entry', 'starts_by', 'reminders', 'capacity', 'status', 'started_at', 'ended_at', 'created_at', 'deleted_at', 'held_up_by', 'room', 'opens_by_code', 'device_limit', 'entry_spread', 'replay_from', 'replay_until', 'message'])
--
select sync_reattach('registrations', 'registrations', 'event_id', array['person_id', 'status', 'source', 'first_name', 'last_name', 'language', 'mail_state', 'mail_reason', 'mail_at', 'created_at', 'reminders_stopped', 'erasure_asked_at', 'devices_seen'])
