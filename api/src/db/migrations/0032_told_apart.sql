-- Who was proposed as the same person and isn't: their ids, at one of the two.
alter table people add column told_apart uuid[] not null default '{}'
--
select sync_reattach('people', 'people', null, array['first_name', 'last_name', 'company', 'language', 'merged_into', 'created_at', 'deleted_at', 'group_ids', 'custom', 'told_apart'])
--
-- Nothing happened to who was told apart from somebody.
create or replace function person_facts(person jsonb) returns jsonb language sql immutable as $$
	select (person - array['organisation_id', 'id', 'created_at', 'custom', 'told_apart'])
		|| coalesce((select jsonb_object_agg('custom.' || key, value) from jsonb_each(person -> 'custom')), '{}')
$$
