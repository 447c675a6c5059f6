import { createHash } from 'node:crypto';
import { stageDeeds } from '@foyer/shared/roles';
import type { OpenStage, StagePage, StageSaid, StageView } from '@foyer/shared/pages';
import type { Context as HonoContext } from 'hono';
import { pageEvent } from '../access/access-pages.ts';
import type { PublicEvent } from '../access/access.reads.ts';
import { about, render, type PageParts } from '../pages/public-pages.ts';
import type { Credentials, OnStage } from './on-stage.ts';
import { readAttendeesOf, readOtherLiveTitle } from './stage-facts.ts';
import type { StageCounts } from './stage-counts.ts';

/** What the stage is shown with. */
export interface StageParts extends PageParts {
	counts: StageCounts;
}

/** How many attendees stand on the page at most. */
const mostAttendees = 500;

/** Changes when something changes that the page shows. */
export function stageRevision({ event, who, host }: OnStage): string {
	const told = JSON.stringify([event, who.kind, who.rights, host]);
	return createHash('sha256').update(told).digest('base64url').slice(0, 12);
}

/** The stage as it is shown to who stands on it. */
export async function openStage(
	{ context, counts }: StageParts,
	{ organisation, id }: PublicEvent,
	on: OnStage,
	{ role, key }: Credentials,
	said: StageSaid | null
): Promise<OpenStage> {
	const { event, who } = on;
	const deeds = stageDeeds(event, who);
	const place = { organisationId: organisation.id, eventId: id };
	return {
		state: 'open',
		role,
		key,
		kind: who.kind,
		host: on.host,
		name: on.participant.name,
		agenda: event.agenda,
		notes: event.notes,
		message: event.message,
		status: event.status,
		startedAt: event.startedAt,
		endedAt: event.endedAt,
		now: context.now(),
		revision: stageRevision(on),
		deeds,
		crowd: await counts.of(organisation.id, id),
		attendees:
			deeds.attendees === 'none'
				? null
				: await readAttendeesOf(context, place, {
						contacts: deeds.attendees === 'contacts',
						most: mostAttendees
					}),
		said,
		otherLive: said === 'another_live' ? await readOtherLiveTitle(context, place) : null
	};
}

/** Renders the stage. It belongs to one person: no index, no cache, no referrer. */
export async function renderStage(
	parts: StageParts,
	c: HonoContext,
	event: PublicEvent,
	view: StageView,
	status = 200
): Promise<Response> {
	const page: StagePage = {
		page: 'stage',
		...about(parts, c, event),
		event: pageEvent(event),
		view
	};
	const answer = await render(parts, page, status);
	answer.headers.set('referrer-policy', 'no-referrer');
	answer.headers.set('x-robots-tag', 'noindex');
	if (view.state === 'entering') answer.headers.set('refresh', `0;url=${view.url}`);
	return answer;
}
