-- A rotation can be taken back until its key is used: its id, and the version that it made void.
alter table registrations add column key_rotation uuid, add column key_before integer, add column keys_made integer
--
update registrations set keys_made = key_version
--
alter table registrations alter column keys_made set not null
--
create function registrations_before_insert() returns trigger language plpgsql as $$
begin
	new.keys_made := new.key_version;
	return new;
end $$
--
create trigger registrations_before_insert before insert on registrations
	for each row execute function registrations_before_insert()
--
-- A version that was given once is never given again, whoever raises it: after a rotation was taken back
-- somebody may still have its key.
create function registrations_before_update() returns trigger language plpgsql as $$
begin
	if new.key_version > old.key_version then
		new.key_version := greatest(new.key_version, old.keys_made + 1);
	end if;
	new.keys_made := greatest(old.keys_made, new.key_version);
	if new.email is distinct from old.email then
		new.key_rotation := null;
		new.key_before := null;
	end if;
	return new;
end $$
--
create trigger registrations_before_update before update on registrations
	for each row execute function registrations_before_update()
--
-- Which key opened the door. Null: none was right, or the row is older than this column.
alter table access_log add column key_version integer
