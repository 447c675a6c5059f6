-- An event's room on a room server: { server, name }. No foreign key: a server may be taken away from under an
-- event, whose door then says so.
alter table events add column room jsonb
--
drop trigger sync_events_insert on events
--
drop trigger sync_events_update on events
--
drop trigger sync_events_delete on events
--
drop function sync_events_insert(), sync_events_update(), sync_events_delete()
--
select sync_attach('events', 'events', 'id', array['title', 'description', 'permalink', 'starts_at', 'ends_at', 'time_zone', 'language', 'room_url', 'replay_url', 'early_entry', 'starts_by', 'reminders', 'capacity', 'status', 'started_at', 'ended_at', 'created_at', 'deleted_at', 'held_up_by', 'room'])
