import type { IncomingMessage } from 'node:http';
import { sql } from 'kysely';
import type { AccessState } from '@foyer/shared/access';
import type { Db } from '../db/database.ts';
import type { PublicEvent } from './access.reads.ts';
import { isAutomated } from './automated.ts';

/** One opening of an access link, as it is logged. */
export interface Opening {
	organisationId: string;
	eventId: string;
	registrationId: string | null;
	/** Of the key that was right; null where none was. */
	keyVersion: number | null;
	/** UTC ms. */
	at: number;
	method: string;
	state: OpeningState;
	automated: boolean;
}

/**
 * What an opening came to: where the link led (`live`: into the room; `place`: to the page that
 * claims a place there; `own_page`: to where a registrant sees to their registration), or that it led nowhere
 * because a browser fetched it ahead of a click, or the room's server could not be had.
 */
export type OpeningState = AccessState | 'place' | 'own_page' | 'prefetched' | 'room_unavailable';

/** Of a link's opening, what the log says of who opened it. */
interface Opener {
	id: string;
	/** Null: the key led nowhere, so that a rotation can still be taken back. */
	keyVersion: number | null;
}

/** An opening, as the request tells of it. */
export const openingOf = (
	event: PublicEvent,
	opener: Opener | null,
	state: OpeningState,
	{ method = 'GET', headers }: Pick<IncomingMessage, 'method' | 'headers'>,
	at: number
): Opening => ({
	organisationId: event.organisation.id,
	eventId: event.id,
	registrationId: opener?.id ?? null,
	keyVersion: opener?.keyVersion ?? null,
	at,
	method,
	state,
	automated: isAutomated(method, headers)
});

/** What many openings at an event's start have in common. */
type Kind = Pick<Opening, 'organisationId' | 'eventId' | 'method' | 'state' | 'automated'>;

/**
 * Appends openings in one statement; those of an event or organisation that is no longer there are left
 * out. What they have in common is told once: most of what a row costs is reading it.
 */
export async function appendOpenings(db: Db, openings: readonly Opening[]): Promise<void> {
	const kinds = new Map<string, Kind & { n: number }>();
	const numbers = openings.map((opening) => {
		const { organisationId, eventId, method, state, automated } = opening;
		const name = `${organisationId} ${eventId} ${method} ${state} ${automated}`;
		let kind = kinds.get(name);
		if (!kind) {
			kind = { n: kinds.size, organisationId, eventId, method, state, automated };
			kinds.set(name, kind);
		}
		return kind.n;
	});
	await sql`
		insert into access_log (organisation_id, event_id, registration_id, key_version, at, method, state, automated)
		select e.organisation_id, e.id, o.registration_id, o.key_version, to_timestamp(o.at), k.method, k.state, k.automated
		from unnest(
			${arrayOf(openings.map(({ registrationId }) => registrationId ?? 'null'))}::text::uuid[],
			${arrayOf(openings.map(({ keyVersion }) => keyVersion ?? 'null'))}::text::integer[],
			${arrayOf(openings.map(({ at }) => at / 1000))}::text::float8[],
			${arrayOf(numbers)}::text::integer[]
		) with ordinality as o (registration_id, key_version, at, kind, n)
		join jsonb_to_recordset(${JSON.stringify([...kinds.values()])}::text::jsonb) as k (
			n integer, "organisationId" uuid, "eventId" uuid, method text, state text, automated boolean
		) on k.n = o.kind
		join events e on e.organisation_id = k."organisationId" and e.id = k."eventId"
		order by o.n
	`.execute(db);
}

/** PostgreSQL's text for an array of what needs no quotes. */
const arrayOf = (values: readonly (string | number)[]): string => `{${values.join(',')}}`;
