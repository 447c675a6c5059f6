-- The feed: per organisation a gap-free version in commit order, and for each row of a fragment the
-- transaction that changed it last (docs/decisions/0002-commit-ordered-feed.md).
create table sync_organisations (
	organisation_id uuid primary key references organisations on delete cascade,
	version bigint not null,
	commit_id uuid not null
)
--
create table sync_commits (
	organisation_id uuid not null references organisations on delete cascade,
	tx bigint not null,
	-- Null until the transaction commits.
	version bigint,
	commit_id uuid,
	at timestamptz not null default now(),
	primary key (organisation_id, tx)
)
--
create unique index sync_commits_version on sync_commits (organisation_id, version)
--
create table sync_rows (
	organisation_id uuid not null references organisations on delete cascade,
	fragment text not null,
	-- The nil UUID for fragments that no event divides.
	event_id uuid not null,
	id uuid not null,
	tx bigint not null,
	gone boolean not null,
	primary key (organisation_id, fragment, event_id, id)
)
--
create index sync_rows_tx on sync_rows (organisation_id, tx)
--
create sequence sync_tx
--
create function sync_tx() returns bigint language plpgsql as $$
declare
	known text := current_setting('foyer.sync_tx', true);
begin
	if known is null or known = '' then
		known := nextval('sync_tx')::text;
		perform set_config('foyer.sync_tx', known, true);
	end if;
	return known::bigint;
end $$
--
-- Takes the organisation's next version at commit: the lock is held for as long as committing takes.
-- An organisation that the transaction deleted has no feed any more.
create function sync_stamp() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
	next_version bigint;
	next_commit uuid := gen_random_uuid();
begin
	insert into sync_organisations (organisation_id, version, commit_id)
	select id, 1, next_commit from organisations where id = new.organisation_id
	on conflict (organisation_id) do update
		set version = sync_organisations.version + 1, commit_id = excluded.commit_id
	returning version into next_version;
	update sync_commits set version = next_version, commit_id = next_commit
	where organisation_id = new.organisation_id and tx = new.tx;
	return null;
end $$
--
create constraint trigger sync_stamp after insert on sync_commits
	deferrable initially deferred for each row execute function sync_stamp()
--
-- Makes a table's columns a fragment of the feed. Statement triggers cover every writer, raw SQL too.
-- Rows that go with their organisation are not noted: there is nobody left to tell.
-- event_column: by which the fragment's rows are divided; null where no event divides them.
create function sync_attach(target text, fragment text, event_column text, columns text[]) returns void
language plpgsql as $attach$
declare
	event_of text := coalesce('n.' || quote_ident(event_column), '''00000000-0000-0000-0000-000000000000''::uuid');
	differs text := (select string_agg(format('n.%1$I is distinct from o.%1$I', c), ' or ') from unnest(columns) c);
	still_there text := ' join organisations g on g.id = n.organisation_id';
	trigger_for record;
begin
	for trigger_for in
		select * from (values
			('insert', 'new table as new_rows', 'new_rows n'),
			('update', 'new table as new_rows old table as old_rows',
				'new_rows n join old_rows o on o.organisation_id = n.organisation_id and o.id = n.id and (' || differs || ')' || still_there),
			('delete', 'old table as old_rows', 'old_rows n' || still_there)
		) as t (operation, tables, changed)
	loop
		execute format($create$
			create function %1$I() returns trigger language plpgsql security definer set search_path = %2$I, pg_temp as $body$
			begin
				insert into sync_rows (organisation_id, fragment, event_id, id, tx, gone)
				select n.organisation_id, %3$L, %4$s, n.id, sync_tx(), %5$L from %6$s order by n.id
				on conflict (organisation_id, fragment, event_id, id) do update set tx = excluded.tx, gone = excluded.gone;
				insert into sync_commits (organisation_id, tx)
				select distinct n.organisation_id, sync_tx() from %6$s
				on conflict do nothing;
				return null;
			end $body$
			$create$,
			format('sync_%s_%s', fragment, trigger_for.operation), current_schema(), fragment, event_of,
			trigger_for.operation = 'delete', trigger_for.changed);
		execute format('create trigger %1$I after %2$s on %3$I referencing %4$s for each statement execute function %1$I()',
			format('sync_%s_%s', fragment, trigger_for.operation), trigger_for.operation, target, trigger_for.tables);
	end loop;
end $attach$
--
select sync_attach('events', 'events', 'id', array['title', 'description', 'permalink', 'starts_at', 'ends_at', 'time_zone', 'language', 'room_url', 'replay_url', 'early_entry', 'starts_by', 'reminders', 'capacity', 'status', 'started_at', 'ended_at', 'created_at', 'deleted_at', 'held_up_by'])
--
select sync_attach('registrations', 'registrations', 'event_id', array['person_id', 'status', 'source', 'first_name', 'last_name', 'language', 'mail_state', 'mail_reason', 'mail_at', 'created_at'])
--
select sync_attach('registrations', 'registrationContacts', 'event_id', array['email'])
--
select sync_attach('registrations', 'registrationKeys', 'event_id', array['key_version', 'email'])
--
select sync_attach('people', 'people', null, array['first_name', 'last_name', 'company', 'language', 'merged_into', 'created_at', 'deleted_at'])
--
select sync_attach('people', 'peopleContacts', null, array['email', 'phone', 'note'])
--
-- Devices. A client belongs to one user in one organisation.
create table sync_clients (
	organisation_id uuid not null references organisations on delete cascade,
	id uuid not null,
	user_id uuid not null references users on delete cascade,
	last_mutation_id bigint not null default 0,
	created_at timestamptz not null default now(),
	seen_at timestamptz not null default now(),
	primary key (organisation_id, id)
)
--
create table sync_outcomes (
	organisation_id uuid not null,
	client_id uuid not null,
	mutation_id bigint not null,
	name text not null,
	outcome jsonb not null,
	occurred_at timestamptz not null,
	processed_at timestamptz not null default now(),
	primary key (organisation_id, client_id, mutation_id),
	foreign key (organisation_id, client_id) references sync_clients on delete cascade
)
--
-- Row-level security: under the tenant role only the organisation that the transaction names exists.
do $$
declare
	tenant_table text;
begin
	foreach tenant_table in array array['members', 'member_events', 'people', 'events', 'registrations', 'event_announcements', 'mails', 'access_log', 'sync_organisations', 'sync_commits', 'sync_rows', 'sync_clients', 'sync_outcomes'] loop
		execute format('alter table %I enable row level security', tenant_table);
		execute format('create policy tenant on %I to foyer_tenant using (organisation_id = current_setting(''foyer.organisation'')::uuid)', tenant_table);
	end loop;
	alter table organisations enable row level security;
	create policy tenant on organisations to foyer_tenant using (id = current_setting('foyer.organisation')::uuid);
end $$
--
grant usage on schema public to foyer_tenant
--
grant select on organisations, members, member_events, sync_organisations, sync_commits, sync_rows to foyer_tenant
--
grant select, insert, update, delete on people, events, registrations, event_announcements, mails, access_log, sync_clients, sync_outcomes to foyer_tenant
