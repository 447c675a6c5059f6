import { sql, type RawBuilder } from 'kysely';
import {
	fragments,
	fragmentsOf,
	isByEvent,
	type FragmentName,
	type Part
} from '@foyer/shared/entities';
import { parseScope, type Scope } from '@foyer/shared/scopes';
import type { FragmentChange, PackedRows, Place, WireRow } from '@foyer/shared/sync';
import { comparableText } from '../db/comparable-text.ts';
import type { TenantTx } from '../db/tenant.ts';
import { isStored, rowsOf, storedColumns, toWire, wireValues } from './feed.reads.ts';

interface Snapshot {
	tx: TenantTx;
	organisationId: string;
	secret: string;
}

/** Some rows of a scope on their way to a device that is new to it. */
export interface Pages {
	changes: FragmentChange[];
	rowCount: number;
	/** The last row; null after the last page. */
	after: Place | null;
}

/** How many rows a scope has in all its fragments. */
export async function countRows({ tx, organisationId }: Snapshot, scope: Scope): Promise<number> {
	const { part, of: event } = parsed(scope);
	let count = 0;
	for (const fragment of fragmentsOf(part)) {
		const { rows } = await inScope(tx, organisationId, fragment, event)
			.select((eb) => eb.fn.countAll<number>().as('rows'))
			.executeTakeFirstOrThrow();
		count += Number(rows);
	}
	return count;
}

/** The events whose registrations a first sync of all events brings before the others': those nearest to now. */
export async function readNearEvents(
	{ tx, organisationId }: Snapshot,
	now: number,
	most: number
): Promise<string[]> {
	const events = await tx
		.selectFrom('events')
		.select('id')
		.where('organisationId', '=', organisationId)
		.where('deletedAt', 'is', null)
		.orderBy(sql`status = 'live' desc`)
		.orderBy(sql`abs(extract(epoch from starts_at) - ${now / 1000}::float8)`)
		.limit(most)
		.execute();
	return events.map(({ id }) => id);
}

/** Fragments whose rows come in the order in which they are listed: who waits sees a list grow at its end. */
const isListed = (fragment: FragmentName): boolean => fragment === 'people';

/** Whether a first sync can go on at a place: not where it was begun before people came in the order of their names. */
export const goesOn = (place: Place | undefined): boolean => {
	if (!place) return true;
	const [fragment, , id] = place;
	return !isListed(fragment) || id === '' || listedBy(place) !== undefined;
};

const listedBy = (place: Place): string | undefined => (place.length === 4 ? place[3] : undefined);

/**
 * The next rows of a scope: by fragment, event and primary key, those of near events first, and people as they are
 * listed. Who is renamed meanwhile may come twice, or only among what changed; nobody is left out.
 */
export async function readPages(
	snapshot: Snapshot,
	scope: Scope,
	{ after, near, room }: { after: Place | undefined; near: readonly string[]; room: number }
): Promise<Pages> {
	const { part, of: event } = parsed(scope);
	const stretches = stretchesOf(part, event, near);
	const pages: Pages = { changes: [], rowCount: 0, after: null };
	const begin = after ? stretches.findIndex((stretch) => holds(stretch, after)) : 0;
	for (const [index, stretch] of stretches.entries()) {
		if (index < begin) continue;
		const limit = room - pages.rowCount;
		if (limit <= 0) return { ...pages, after: startOf(stretch) };
		const { changes, rowCount, last } = await readStretch(
			snapshot,
			stretch,
			after && index === begin ? after : startOf(stretch),
			limit
		);
		pages.changes.push(...changes);
		pages.rowCount += rowCount;
		if (last && rowCount === limit) return { ...pages, after: placeOf(stretch.fragment, last) };
	}
	return pages;
}

/** A part of a first sync: a fragment's rows as a whole, of one event, or of all events but some. */
interface Stretch {
	fragment: FragmentName;
	event: string | null;
	except: readonly string[];
}

function stretchesOf(part: Part, event: string | null, near: readonly string[]): Stretch[] {
	return fragmentsOf(part).flatMap((fragment) => {
		if (!isByEvent(fragment))
			return [{ fragment, event: event === '*' ? null : event, except: [] }];
		if (event !== '*') return [{ fragment, event, except: [] }];
		return [
			...near.map((one) => ({ fragment, event: one, except: [] })),
			{ fragment, event: null, except: near }
		];
	});
}

const holds = (stretch: Stretch, [fragment, event]: Place): boolean =>
	stretch.fragment === fragment &&
	(!isByEvent(fragment) ||
		(stretch.event === null ? !stretch.except.includes(event) : stretch.event === event));

/** A UUID's letters. */
const idLength = 36;

const placeOf = (fragment: FragmentName, { event, by }: Last): Place =>
	isListed(fragment) ? [fragment, event, by.slice(-idLength), by] : [fragment, event, by];

/** Before the first row. */
const startOf = ({ fragment, event }: Stretch): Place => [
	fragment,
	isByEvent(fragment) ? (event ?? '') : '',
	''
];

interface Stretched {
	changes: FragmentChange[];
	rowCount: number;
	last: Last | null;
}

/** The last row of a stretch's page. */
interface Last {
	event: string;
	/** What it comes by: its id, or what it is listed by, which ends with its id. */
	by: string;
}

async function readStretch(
	{ tx, organisationId, secret }: Snapshot,
	{ fragment, event, except }: Stretch,
	after: Place,
	limit: number
): Promise<Stretched> {
	const [, afterEvent, afterId] = after;
	const afterListed = listedBy(after);
	const divided = isByEvent(fragment);
	const acrossEvents = divided && event === null;
	const page = inScope(tx, organisationId, fragment, event)
		.$if(except.length > 0, (query) =>
			query.where(sql<boolean>`event_id <> all(${sql.val(except)}::uuid[])`)
		)
		.$if(afterId !== '' && (!acrossEvents || afterEvent !== ''), (query) => {
			if (acrossEvents)
				return query.where(sql<boolean>`(event_id, id) > (${afterEvent}::uuid, ${afterId}::uuid)`);
			return afterListed === undefined
				? query.where('id', '>', afterId)
				: query.where(sql<boolean>`listed_by > ${comparableText(afterListed)}`);
		})
		.$if(acrossEvents, (query) => query.orderBy('eventId'))
		.orderBy(isListed(fragment) ? sql`listed_by` : 'id')
		.limit(limit);
	const packed = isStored(fragment)
		? await packedByDatabase(tx, fragment, page)
		: packedHere(await page.select(storedColumns(fragment)).select('eventId').execute(), (row) =>
				toWire(fragment, row, { organisationId, secret })
			);
	const end = packed.at(-1);
	return {
		changes: packed.map(({ event: of, count, json }) => ({
			fragment,
			event: divided ? of : null,
			rows: { count, json },
			gone: []
		})),
		rowCount: packed.reduce((sum, { count }) => sum + count, 0),
		last: end ? { event: divided ? end.event : '', by: end.last } : null
	};
}

/** Neighbours of one event, which travel together. */
interface Packed extends PackedRows {
	/** Empty where no event divides the fragment. */
	event: string;
	/** What the last row comes by. */
	last: string;
}

/** As text from the database: a row costs this process next to nothing. */
async function packedByDatabase(
	tx: TenantTx,
	fragment: FragmentName,
	page: ReturnType<typeof inScope>
): Promise<Packed[]> {
	const row = sql<string>`json_build_array(${sql.join(wireValues(fragment))})::text`;
	const count = sql<number>`count(*)::int4`.as('count');
	const by = isListed(fragment) ? sql<string>`listed_by` : sql<string>`id::text collate "C"`;
	const last = sql<string>`max("by")`.as('last');
	const json = (rows: RawBuilder<string>) => sql<string>`'[' || ${rows} || ']'`.as('json');
	if (!isByEvent(fragment)) {
		// Sorting once more what comes in order takes as long as reading it.
		const whole = await tx
			.selectFrom(page.select([by.as('by'), row.as('row')]).as('page'))
			.select([count, json(sql`string_agg("row", ',')`), last])
			.executeTakeFirstOrThrow();
		return whole.count === 0 ? [] : [{ ...whole, event: '' }];
	}
	return tx
		.selectFrom(
			page
				.select(['id', by.as('by'), sql<string>`event_id::text`.as('event'), row.as('row')])
				.as('page')
		)
		.select(['event', count, json(sql`string_agg("row", ',' order by id)`), last])
		.groupBy('event')
		.orderBy(sql`event collate "C"`)
		.execute();
}

function packedHere<Row extends { id: string; eventId: string }>(
	rows: readonly Row[],
	toWireRow: (row: Row) => WireRow
): Packed[] {
	return [...Map.groupBy(rows, ({ eventId }) => eventId)].map(([event, of]) => ({
		event,
		count: of.length,
		json: JSON.stringify(of.map(toWireRow)),
		last: of.at(-1)?.id ?? ''
	}));
}

const inScope = (
	tx: TenantTx,
	organisationId: string,
	fragment: FragmentName,
	event: string | null
) =>
	rowsOf(tx, organisationId, fragment).$if(event !== null && event !== '*', (query) =>
		query.where(sql.ref(fragments[fragment].dividedBy ?? 'id'), '=', event ?? '')
	);

function parsed(scope: Scope): { part: Part; of: string | null } {
	const known = parseScope(scope);
	if (!known) throw new Error(`not a scope: ${scope}`);
	return known;
}
