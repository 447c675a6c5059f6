-- By which devices a link was opened lately: of each a hash of its network and browser under the server's secret,
-- which tells neither, and nothing across two registrants. Kept for a day at most.
create table link_devices (
	organisation_id uuid not null,
	registration_id uuid not null,
	key_version integer not null,
	device text not null,
	at timestamptz not null,
	primary key (organisation_id, registration_id, device),
	foreign key (organisation_id, registration_id) references registrations on delete cascade
)
--
create index link_devices_at on link_devices (at)
--
alter table link_devices enable row level security
--
create policy tenant on link_devices to foyer_tenant using (organisation_id = current_setting('foyer.organisation')::uuid)
--
-- A new link is on no device yet.
create or replace function registrations_before_update() returns trigger language plpgsql as $$
begin
	if new.key_version > old.key_version then
		new.key_version := greatest(new.key_version, old.keys_made + 1);
	end if;
	new.keys_made := greatest(old.keys_made, new.key_version);
	if new.key_version <> old.key_version then
		new.devices_seen := null;
	end if;
	if new.email is distinct from old.email then
		new.key_rotation := null;
		new.key_before := null;
	end if;
	return new;
end $$
--
-- Somebody looked at it and found nothing amiss: what was seen until then is forgotten, but for the devices that
-- hold a place.
create function registrations_devices_dismissed() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
begin
	delete from link_devices where organisation_id = new.organisation_id and registration_id = new.id;
	update device_claims c set devices = c.devices[1:e.device_limit]
	from events e
	where c.organisation_id = new.organisation_id and c.registration_id = new.id
		and e.organisation_id = c.organisation_id and e.id = c.event_id and e.device_limit is not null;
	return null;
end $$
--
create trigger registrations_devices_dismissed after update on registrations for each row
	when (old.devices_seen is not null and new.devices_seen is null)
	execute function registrations_devices_dismissed()
