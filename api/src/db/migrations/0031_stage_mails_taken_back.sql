-- The sending that had the latest mail with a role's link sent, and how the link had been handed over until then: so
-- that a mail that waits can be taken back.
alter table event_roles add column mailing uuid, add column mail_before jsonb
