-- A mutation keeps its own id (`entry`) wherever a user's devices send it from: processed once, answered ever
-- after. `resent` marks the records of later answers, under another client or number.
alter table sync_outcomes add column user_id uuid, add column entry uuid, add column resent boolean not null default false
--
update sync_outcomes o set user_id = c.user_id from sync_clients c where c.organisation_id = o.organisation_id and c.id = o.client_id
--
alter table sync_outcomes alter column user_id set not null
--
create unique index sync_outcomes_entry on sync_outcomes (organisation_id, user_id, entry) where not resent
