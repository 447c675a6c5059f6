-- Who went into the room, and when: their seat is held until the event ends. And whose seat the organizer gave to others.
alter table stage_seats
	add column entered_at timestamptz,
	add column freed_at timestamptz
--
-- When something became of the latest mail with a role's link, and which mail that was, as far as it has gone: a
-- delivery report names it.
alter table event_roles
	add column mail_at timestamptz,
	add column mail_id uuid
--
create index event_roles_mail on event_roles (mail_id) where mail_id is not null
--
select sync_reattach('event_roles', 'eventRoles', 'event_id', array['kind', 'name', 'email', 'rights', 'key_version', 'sent_by', 'sent_at', 'mail_state', 'mail_reason', 'revoked_at', 'created_at', 'mail_at'])
