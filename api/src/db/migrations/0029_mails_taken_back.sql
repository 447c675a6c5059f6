-- The deed that had the latest mail to a registrant sent, one id for all whom it is sent to, and what was shown until
-- then: so that a mail that waits can be taken back.
alter table registrations add column mailing uuid, add column mail_before jsonb
--
alter table mails add column mailing uuid, add column replaced_by uuid
