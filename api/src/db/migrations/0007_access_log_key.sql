-- In the order of the openings within an event. The only index: each costs as much as the row.
alter table access_log drop constraint access_log_pkey, add primary key (organisation_id, event_id, id)
--
drop index access_log_event
