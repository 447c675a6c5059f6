-- A key is derived from the registration's id. Devices choose ids: whoever gave a registration of their own
-- organisation the id of another's would read the other's key from it.
create unique index registrations_id on registrations (id)
