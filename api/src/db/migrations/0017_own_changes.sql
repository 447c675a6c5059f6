-- What attendees changed of their own registration from their link, and what stood there before: for the
-- organizer, who would wonder. Appended, never changed.
create table own_changes (
	organisation_id uuid not null,
	id bigint generated always as identity,
	event_id uuid not null,
	registration_id uuid not null,
	change text not null,
	before text,
	at timestamptz not null,
	primary key (organisation_id, id),
	foreign key (organisation_id, event_id) references events on delete cascade,
	foreign key (organisation_id, registration_id) references registrations on delete cascade
)
--
create index own_changes_registration on own_changes (organisation_id, registration_id, id)
--
create index own_changes_event on own_changes (organisation_id, event_id)
--
alter table own_changes enable row level security
--
create policy tenant on own_changes to foyer_tenant using (organisation_id = current_setting('foyer.organisation')::uuid)
--
grant select, insert on own_changes to foyer_tenant
