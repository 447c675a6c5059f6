-- The states that a mail had before its present one, in order: since when, and why. A trigger notes them, whoever
-- writes; of a mail that was there before, only that it waited is known.
alter table mails add column earlier jsonb not null default '[]'
--
update mails set earlier = jsonb_build_array(jsonb_build_object('state', 'queued', 'at', created_at, 'reason', null))
where state <> 'queued'
--
create function mails_earlier() returns trigger language plpgsql as $$
begin
	new.earlier := old.earlier || jsonb_build_object('state', old.state, 'at', old.updated_at, 'reason', old.reason);
	return new;
end $$
--
create trigger mails_earlier before update of state on mails for each row
	when (new.state is distinct from old.state) execute function mails_earlier()
