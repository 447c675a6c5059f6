-- What goes with an attendee who is erased: what they changed themselves, and by which devices they came.
grant delete on own_changes to foyer_tenant
--
grant select, delete on device_claims to foyer_tenant
--
grant select, delete on link_devices to foyer_tenant
