-- An event may open by its registrants' codes too. Codes are derived as keys are, so none is stored.
alter table events add column opens_by_code boolean not null default false
--
drop trigger sync_events_insert on events
--
drop trigger sync_events_update on events
--
drop trigger sync_events_delete on events
--
drop function sync_events_insert(), sync_events_update(), sync_events_delete()
--
select sync_attach('events', 'events', 'id', array['title', 'description', 'permalink', 'starts_at', 'ends_at', 'time_zone', 'language', 'room_url', 'replay_url', 'early_entry', 'starts_by', 'reminders', 'capacity', 'status', 'started_at', 'ended_at', 'created_at', 'deleted_at', 'held_up_by', 'room', 'opens_by_code'])
--
-- What devices hold of events and keys lacks the new columns: all of it is brought to them anew.
insert into sync_rows (organisation_id, fragment, event_id, id, tx, gone)
select organisation_id, 'registrationKeys', event_id, id, sync_tx(), false from registrations
on conflict (organisation_id, fragment, event_id, id) do update set tx = excluded.tx, gone = excluded.gone
--
insert into sync_rows (organisation_id, fragment, event_id, id, tx, gone)
select organisation_id, 'events', id, id, sync_tx(), false from events
on conflict (organisation_id, fragment, event_id, id) do update set tx = excluded.tx, gone = excluded.gone
--
insert into sync_commits (organisation_id, tx)
select distinct organisation_id, sync_tx() from events
on conflict do nothing
