-- What somebody sent from an event's page, until it is done: by then they have their answer, the same at the same
-- cost whether their address is known or not.
create table page_requests (
	organisation_id uuid not null,
	-- In the order in which they came: the first takes the last place.
	id bigint generated always as identity,
	event_id uuid not null,
	kind text not null check (kind in ('sign_up', 'link')),
	email text not null,
	-- Of who signs up.
	first_name text,
	last_name text,
	language text,
	asked_at timestamptz not null,
	due_at timestamptz not null,
	primary key (organisation_id, id),
	foreign key (organisation_id, event_id) references events on delete cascade
)
--
create index page_requests_due on page_requests (due_at)
--
create index page_requests_event on page_requests (organisation_id, event_id)
--
alter table page_requests enable row level security
--
create policy tenant on page_requests to foyer_tenant using (organisation_id = current_setting('foyer.organisation')::uuid)
--
grant select, insert, update, delete on page_requests to foyer_tenant
