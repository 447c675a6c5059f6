-- Who was merged keeps the address they had, so that it leads to who they were merged into; it is free for others.
drop index people_email
--
create unique index people_email on people (organisation_id, email) where deleted_at is null and email is not null and merged_into is null
--
create index people_email_merged on people (organisation_id, email) where deleted_at is null and email is not null and merged_into is not null
--
-- Registrations carry their person's name and address. One that has another address than its person had came from
-- somebody who was merged: its link names that address, so it stays. What a person who was merged has kept
-- follows whom they were merged into, but for the address.
create or replace function registrations_follow_people() returns trigger language plpgsql as $$
begin
	update registrations r
	set first_name = n.first_name, last_name = n.last_name, language = n.language, group_ids = n.group_ids,
		email = case when r.email is not distinct from o.email then n.email else r.email end,
		key_version = r.key_version + (r.email is not distinct from o.email and n.email is distinct from o.email)::int
	from new_rows n join old_rows o on o.organisation_id = n.organisation_id and o.id = n.id
	where r.organisation_id = n.organisation_id and r.person_id = n.id
		and (n.first_name, n.last_name, n.language, n.email, n.group_ids)
			is distinct from (o.first_name, o.last_name, o.language, o.email, o.group_ids);
	update registrations r
	set first_name = n.first_name, last_name = n.last_name, language = n.language, group_ids = n.group_ids
	from new_rows n join old_rows o on o.organisation_id = n.organisation_id and o.id = n.id
	join people m on m.organisation_id = n.organisation_id and m.merged_into = n.id
	where r.organisation_id = n.organisation_id and r.person_id = m.id
		and (n.first_name, n.last_name, n.language, n.group_ids)
			is distinct from (o.first_name, o.last_name, o.language, o.group_ids);
	return null;
end $$
--
-- Who was merged is gone when the person is: no mail goes to what they kept. Asked first, because an update of no
-- rows would call this again.
create function merged_follow_people() returns trigger language plpgsql as $$
begin
	if exists (
		select from new_rows n join old_rows o on o.organisation_id = n.organisation_id and o.id = n.id
		join people m on m.organisation_id = n.organisation_id and m.merged_into = n.id
		where n.deleted_at is distinct from o.deleted_at and m.deleted_at is distinct from n.deleted_at
	) then
		update people m set deleted_at = n.deleted_at
		from new_rows n join old_rows o on o.organisation_id = n.organisation_id and o.id = n.id
		where m.organisation_id = n.organisation_id and m.merged_into = n.id and n.deleted_at is distinct from o.deleted_at;
	end if;
	return null;
end $$
--
create trigger merged_follow_people after update on people
	referencing new table as new_rows old table as old_rows
	for each statement execute function merged_follow_people()
