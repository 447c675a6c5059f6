-- How many wait for an event in each process, as it last said: nothing about any of them. A process says it again
-- while they wait, and what is old counts no more. Not logged: after a crash nobody waits any longer.
create unlogged table waiting_counts (
	organisation_id uuid not null,
	event_id uuid not null,
	process uuid not null,
	waiting integer not null,
	at timestamptz not null,
	primary key (organisation_id, event_id, process),
	foreign key (organisation_id, event_id) references events on delete cascade
)
--
create index waiting_counts_process on waiting_counts (process)
--
alter table waiting_counts enable row level security
--
create policy tenant on waiting_counts to foyer_tenant using (organisation_id = current_setting('foyer.organisation')::uuid)
--
grant select on waiting_counts to foyer_tenant
