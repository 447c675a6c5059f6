-- Whoever showed a registrant's key, or took it out of Foyer otherwise: by whom, when by their device's
-- clock and when it came in. Appended, never changed.
create table key_reveals (
	organisation_id uuid not null,
	id bigint generated always as identity,
	event_id uuid not null,
	registration_id uuid not null,
	user_id uuid not null references users on delete cascade,
	way text not null,
	at timestamptz not null,
	logged_at timestamptz not null,
	primary key (organisation_id, id),
	foreign key (organisation_id, event_id) references events on delete cascade,
	foreign key (organisation_id, registration_id) references registrations on delete cascade
)
--
create index key_reveals_registration on key_reveals (organisation_id, registration_id, id)
--
create index key_reveals_event on key_reveals (organisation_id, event_id)
--
create index key_reveals_user on key_reveals (user_id)
--
alter table key_reveals enable row level security
--
create policy tenant on key_reveals to foyer_tenant using (organisation_id = current_setting('foyer.organisation')::uuid)
--
grant select, insert on key_reveals to foyer_tenant
