-- Statements are separated by lines that hold only `--`: neither driver takes several at once.
-- Rows of an organisation are read and written under this role, which row-level security binds.
do $$
begin
	create role foyer_tenant nologin;
exception
	when duplicate_object or unique_violation then null;
end $$
--
do $$
begin
	if not pg_has_role(current_user, 'foyer_tenant', 'member') then
		execute format('grant foyer_tenant to %I', current_user);
	end if;
end $$
--
create table installation (
	only_row boolean primary key default true check (only_row),
	secret_fingerprint text not null
)
--
create table organisations (
	id uuid primary key,
	name text not null,
	page_name text not null unique,
	locale text not null,
	time_zone text not null,
	parallel_events boolean not null default false,
	created_at timestamptz not null default now()
)
--
create table users (
	id uuid primary key,
	email text not null unique,
	name text not null,
	locale text not null,
	password_hash text,
	created_at timestamptz not null default now()
)
--
create table sessions (
	id text primary key,
	user_id uuid not null references users on delete cascade,
	secret_hash bytea not null,
	created_at timestamptz not null default now(),
	used_at timestamptz not null default now()
)
--
create index sessions_user on sessions (user_id)
--
-- Links that work once: making the host's account or letting its host back in, setting a new password.
create table user_tokens (
	id text primary key,
	purpose text not null check (purpose in ('host', 'password')),
	-- Null where the link makes the first account.
	user_id uuid references users on delete cascade,
	secret_hash bytea not null,
	-- Null: until it is used.
	expires_at timestamptz
)
--
-- Only the newest of the host's links is good.
create unique index user_tokens_host on user_tokens (purpose) where purpose = 'host'
--
create table throttles (
	key text primary key,
	count integer not null,
	resets_at timestamptz not null
)
--
create table members (
	organisation_id uuid not null references organisations on delete cascade,
	user_id uuid not null references users on delete cascade,
	host boolean not null default false,
	levels jsonb not null,
	all_events boolean not null default true,
	until timestamptz,
	primary key (organisation_id, user_id)
)
--
create index members_user on members (user_id)
--
create table people (
	organisation_id uuid not null references organisations on delete cascade,
	id uuid not null,
	first_name text not null default '',
	last_name text not null default '',
	company text not null default '',
	language text,
	email text,
	phone text not null default '',
	note text not null default '',
	merged_into uuid,
	created_at timestamptz not null,
	deleted_at timestamptz,
	primary key (organisation_id, id),
	foreign key (organisation_id, merged_into) references people (organisation_id, id)
)
--
-- For the foreign key, when people go.
create index people_merged on people (organisation_id, merged_into) where merged_into is not null
--
create unique index people_email on people (organisation_id, email) where deleted_at is null and email is not null
--
create table events (
	organisation_id uuid not null references organisations on delete cascade,
	id uuid not null,
	title text not null,
	description text not null default '',
	permalink text not null,
	starts_at timestamptz not null,
	ends_at timestamptz not null check (ends_at > starts_at),
	time_zone text not null,
	language text not null,
	room_url text,
	replay_url text,
	early_entry integer not null default 0,
	starts_by text not null check (starts_by in ('clock', 'hand')),
	reminders integer[] not null default '{}',
	capacity integer check (capacity > 0),
	status text not null check (status in ('scheduled', 'live', 'ended', 'cancelled')),
	started_at timestamptz,
	ended_at timestamptz,
	-- The live event that kept this one from starting when its time had come.
	held_up_by uuid,
	created_at timestamptz not null,
	deleted_at timestamptz,
	-- Rises with each change that calendars show (RFC 5545, 3.8.7.4).
	revision integer not null default 0,
	-- Reminders whose time is not after this instant have gone out or don't apply.
	reminded_until timestamptz not null,
	primary key (organisation_id, id),
	foreign key (organisation_id, held_up_by) references events (organisation_id, id) on delete set null (held_up_by)
)
--
create unique index events_permalink on events (organisation_id, permalink) where deleted_at is null
--
-- What the clock has to start.
create index events_due on events (starts_at) where status = 'scheduled' and starts_by = 'clock' and deleted_at is null
--
-- What is to be reminded of.
create index events_ahead on events (starts_at) where status = 'scheduled' and deleted_at is null
--
-- What the clock has to end.
create index events_open on events (ends_at) where status in ('scheduled', 'live') and deleted_at is null
--
-- For the foreign key, when an event goes.
create index events_held_up on events (organisation_id, held_up_by) where held_up_by is not null
--
create table member_events (
	organisation_id uuid not null,
	user_id uuid not null,
	event_id uuid not null,
	primary key (organisation_id, user_id, event_id),
	foreign key (organisation_id, user_id) references members on delete cascade,
	foreign key (organisation_id, event_id) references events on delete cascade
)
--
create table registrations (
	organisation_id uuid not null,
	id uuid not null,
	event_id uuid not null,
	person_id uuid not null,
	status text not null check (status in ('registered', 'waiting_list', 'cancelled')),
	source text not null,
	first_name text not null default '',
	last_name text not null default '',
	email text,
	language text,
	mail_state text not null,
	mail_reason text,
	mail_at timestamptz,
	key_version integer not null default 1,
	created_at timestamptz not null,
	primary key (organisation_id, id),
	constraint registrations_person unique (organisation_id, event_id, person_id),
	foreign key (organisation_id, event_id) references events on delete cascade,
	foreign key (organisation_id, person_id) references people on delete cascade
)
--
create index registrations_event on registrations (organisation_id, event_id, id)
--
create index registrations_email on registrations (organisation_id, event_id, email)
--
create index registrations_of_person on registrations (organisation_id, person_id)
--
-- Registrations carry their person's name and address, for devices that hold no people.
-- A changed address makes a new key: the old link went to somebody else.
create function registrations_follow_people() returns trigger language plpgsql as $$
begin
	update registrations r
	set first_name = n.first_name, last_name = n.last_name, language = n.language, email = n.email,
		key_version = r.key_version + (r.email is distinct from n.email)::int
	from new_rows n join old_rows o on o.organisation_id = n.organisation_id and o.id = n.id
	where r.organisation_id = n.organisation_id and r.person_id = n.id
		and (n.first_name, n.last_name, n.language, n.email) is distinct from (o.first_name, o.last_name, o.language, o.email);
	return null;
end $$
--
create trigger registrations_follow_people after update on people
	referencing new table as new_rows old table as old_rows
	for each statement execute function registrations_follow_people()
--
-- What an event was when those registered last heard of it. A row is there while a change is untold;
-- it is told when due, unless the change was taken back until then.
create table event_announcements (
	organisation_id uuid not null,
	event_id uuid not null,
	starts_at timestamptz not null,
	ends_at timestamptz not null,
	time_zone text not null,
	cancelled boolean not null,
	due_at timestamptz,
	primary key (organisation_id, event_id),
	foreign key (organisation_id, event_id) references events on delete cascade
)
--
create index event_announcements_due on event_announcements (due_at)
--
create function events_before_insert() returns trigger language plpgsql as $$
begin
	new.reminded_until := coalesce(new.reminded_until, new.created_at);
	return new;
end $$
--
create trigger events_before_insert before insert on events for each row execute function events_before_insert()
--
create function events_before_update() returns trigger language plpgsql as $$
begin
	if (new.title, new.permalink, new.starts_at, new.ends_at, new.time_zone, new.status = 'cancelled')
		is distinct from (old.title, old.permalink, old.starts_at, old.ends_at, old.time_zone, old.status = 'cancelled') then
		new.revision := old.revision + 1;
	end if;
	if (new.starts_at, new.ends_at, new.time_zone, new.status = 'cancelled')
		is distinct from (old.starts_at, old.ends_at, old.time_zone, old.status = 'cancelled') then
		insert into event_announcements (organisation_id, event_id, starts_at, ends_at, time_zone, cancelled)
		values (old.organisation_id, old.id, old.starts_at, old.ends_at, old.time_zone, old.status = 'cancelled')
		on conflict do nothing;
	end if;
	-- What kept an event from starting concerns that start alone.
	if (new.status, new.starts_at, new.starts_by) is distinct from (old.status, old.starts_at, old.starts_by) then
		new.held_up_by := null;
	end if;
	return new;
end $$
--
create trigger events_before_update before update on events for each row execute function events_before_update()
--
-- The outbox: a mail is a row written with what it tells of; it is sent after the commit.
create table mails (
	organisation_id uuid not null,
	id uuid not null,
	event_id uuid not null,
	registration_id uuid not null,
	kind text not null check (kind in ('confirmation', 'reminder', 'event_moved', 'event_cancelled', 'event_reinstated')),
	-- For a reminder: the minutes before the start.
	minutes integer,
	-- For a move: when the event was to start until then.
	moved_from timestamptz,
	-- deferred: tried again by us; delayed: another server has it and tries on.
	state text not null check (state in ('queued', 'sent', 'delivered', 'deferred', 'delayed', 'rejected', 'suppressed')),
	reason text,
	due_at timestamptz not null,
	attempts integer not null default 0,
	-- Until then one process is sending it; a process that died meanwhile leaves it to another.
	claimed_until timestamptz,
	-- Whether the registration shows the state.
	reported boolean not null default true,
	created_at timestamptz not null,
	updated_at timestamptz not null,
	primary key (organisation_id, id),
	foreign key (organisation_id, event_id) references events on delete cascade,
	foreign key (organisation_id, registration_id) references registrations on delete cascade
)
--
create index mails_due on mails (due_at) where state in ('queued', 'deferred')
--
-- Delivery reports name the mail alone.
create index mails_id on mails (id)
--
create index mails_unreported on mails (organisation_id) where not reported
--
create index mails_registration on mails (organisation_id, registration_id)
--
-- Mails to users: their text, sealed under the server's secret because it holds links that sign in.
-- A row goes when its mail has gone.
create table user_mails (
	id uuid primary key,
	sealed bytea not null,
	due_at timestamptz not null,
	attempts integer not null default 0,
	claimed_until timestamptz,
	created_at timestamptz not null
)
--
create index user_mails_due on user_mails (due_at)
--
-- What happened to access links. Appended in batches; never read on the way in. No foreign key: checking
-- it costs more than the row. Whose event is gone, the trigger below erases.
create table access_log (
	organisation_id uuid not null,
	id bigint generated always as identity,
	event_id uuid not null,
	registration_id uuid,
	at timestamptz not null,
	method text not null,
	state text not null,
	automated boolean not null,
	primary key (organisation_id, id)
)
--
create index access_log_event on access_log (organisation_id, event_id, at)
--
create function access_log_follows_events() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
begin
	delete from access_log l using old_rows o where l.organisation_id = o.organisation_id and l.event_id = o.id;
	return null;
end $$
--
create trigger access_log_follows_events after delete on events
	referencing old table as old_rows
	for each statement execute function access_log_follows_events()
