-- A person's contacts travel with the rest (docs/decisions/0041-people-travel-as-one.md). Devices put
-- together what they hold, so what they have yet to hear of is kept.
select sync_reattach('people', 'people', null, array['first_name', 'last_name', 'company', 'language', 'merged_into', 'created_at', 'deleted_at', 'group_ids', 'custom', 'told_apart', 'email', 'phone', 'note'])
--
drop trigger "sync_peopleContacts_insert" on people
--
drop trigger "sync_peopleContacts_update" on people
--
drop trigger "sync_peopleContacts_delete" on people
--
drop function "sync_peopleContacts_insert"()
--
drop function "sync_peopleContacts_update"()
--
drop function "sync_peopleContacts_delete"()
--
insert into sync_rows (organisation_id, fragment, event_id, id, tx, gone)
select organisation_id, 'people', event_id, id, tx, gone from sync_rows where fragment = 'peopleContacts'
on conflict (organisation_id, fragment, event_id, id) do update
	set tx = greatest(sync_rows.tx, excluded.tx), gone = sync_rows.gone and excluded.gone
--
delete from sync_rows where fragment = 'peopleContacts'
