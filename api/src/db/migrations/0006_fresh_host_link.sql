-- A process that starts beside another leaves alone the one-time link which that one has just printed.
alter table user_tokens add column created_at timestamptz not null default now()
