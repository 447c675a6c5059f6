-- What people are listed by, as devices have it (docs/decisions/0043-people-come-in-the-order-of-names.md): folded as
-- far as the letters of Latin-1, which any encoding has and whose order no locale changes.
alter table people add column listed_by text collate "C" not null generated always as (
	case
		when btrim(first_name || last_name) = '' then '1'
		else '0' || translate(
			lower(left(
				case when last_name = '' then first_name || E'\t' else last_name || E'\t' || first_name end,
				120
			)),
			'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿ',
			'aaaaaaaceeeeiiiinoooooouuuuyaaaaaaaceeeeiiiinoooooouuuuyy'
		)
	end || E'\t' || id::text
) stored
--
create index people_listed on people (organisation_id, listed_by)
--
-- It follows the names, so it is nothing that happened to somebody.
create or replace function person_facts(person jsonb) returns jsonb language sql immutable as $$
	select (person - array['organisation_id', 'id', 'created_at', 'custom', 'told_apart', 'listed_by'])
		|| coalesce((select jsonb_object_agg('custom.' || key, value) from jsonb_each(person -> 'custom')), '{}')
$$
