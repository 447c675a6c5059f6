-- The device that changed somebody, so that what one of a user's devices replaces of what another wrote is told.
alter table person_changes add column client_id uuid
--
alter table person_changes alter column client_id set default nullif(current_setting('foyer.client', true), '')::uuid
--
-- The import that made a group, until somebody changes it: it is theirs from then on.
alter table groups add column import_id uuid
--
alter table groups alter column import_id set default nullif(current_setting('foyer.import', true), '')::uuid
--
create index groups_import on groups (organisation_id, import_id) where import_id is not null
--
create function groups_changed() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
	new.import_id := null;
	return new;
end $$
--
create trigger groups_changed before update on groups for each row
	when ((old.name, old.smart, old.rule) is distinct from (new.name, new.smart, new.rule))
	execute function groups_changed()
