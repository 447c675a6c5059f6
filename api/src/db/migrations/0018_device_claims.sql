-- The devices that claimed a place by a link, where the event limits them, the newest first. A device is named by
-- the hash of a token that it was given at its claim; what it is isn't known.
create table device_claims (
	organisation_id uuid not null,
	registration_id uuid not null,
	event_id uuid not null,
	-- Of the link by which they came: another link's are forgotten.
	key_version integer not null,
	devices text[] not null,
	claimed_at timestamptz not null,
	primary key (organisation_id, registration_id),
	foreign key (organisation_id, registration_id) references registrations on delete cascade,
	foreign key (organisation_id, event_id) references events on delete cascade
)
--
create index device_claims_event on device_claims (organisation_id, event_id)
--
alter table device_claims enable row level security
--
create policy tenant on device_claims to foyer_tenant using (organisation_id = current_setting('foyer.organisation')::uuid)
