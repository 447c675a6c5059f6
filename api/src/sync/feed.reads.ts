import { sql } from 'kysely';
import { fragments, type FragmentName } from '@foyer/shared/entities';
import type { Cursor, WireRow } from '@foyer/shared/sync';
import { deriveKey } from '../access/access-keys.ts';
import type { TenantTx } from '../db/tenant.ts';

/** One row of a fragment that changed after a version. */
export interface Change {
	version: number;
	fragment: FragmentName;
	/** Null for fragments that no event divides. */
	event: string | null;
	id: string;
}

const noEvent = '00000000-0000-0000-0000-000000000000';

/** The organisation's present version; 0 before its first commit. */
export async function readHead(tx: TenantTx, organisationId: string): Promise<Cursor> {
	const head = await tx
		.selectFrom('syncOrganisations')
		.select(['version', 'commitId'])
		.where('organisationId', '=', organisationId)
		.executeTakeFirst();
	return { version: head?.version ?? 0, commit: head?.commitId ?? '' };
}

/** Which of the cursors' commits the server knows. One it doesn't know was lost with a restored backup. */
export async function readKnownCommits(
	tx: TenantTx,
	organisationId: string,
	cursors: readonly Cursor[]
): Promise<(cursor: Cursor) => boolean> {
	const versions = [...new Set(cursors.map(({ version }) => version))];
	const rows = await tx
		.selectFrom('syncCommits')
		.select(['version', 'commitId'])
		.where('organisationId', '=', organisationId)
		.where('version', '=', sql<number>`any(${sql.val(versions)}::bigint[])`)
		.execute();
	const known = new Map(rows.map(({ version, commitId }) => [version, commitId]));
	return ({ version, commit }) => (version === 0 ? commit === '' : known.get(version) === commit);
}

interface Range {
	after: number;
	fragments: readonly FragmentName[];
	/** Rows of one answer, unless a single commit changed more. */
	most: number;
}

/**
 * What changed after a version in some fragments, in commit order. Where there is more than one answer
 * carries, it ends with a whole commit.
 * @returns the changes and, where some are left, the last commit they reach
 */
export async function readChanges(
	tx: TenantTx,
	organisationId: string,
	{ after, fragments: wanted, most }: Range
): Promise<{ changes: Change[]; end: Cursor | null }> {
	const rows = await changesAfter(tx, organisationId, { after, fragments: wanted }, most + 1);
	if (rows.length <= most) return { changes: rows.map(toChange), end: null };
	const [first] = rows;
	const last = rows.at(-1);
	const whole = rows.filter(({ version }) => version !== last?.version);
	const kept =
		whole.length > 0
			? whole
			: await changesAfter(
					tx,
					organisationId,
					{ after, fragments: wanted },
					null,
					first?.version ?? undefined
				);
	const end = kept.at(-1);
	return {
		changes: kept.map(toChange),
		end: { version: end?.version ?? after, commit: end?.commitId ?? '' }
	};
}

type ChangeRow = Awaited<ReturnType<typeof changesAfter>>[number];

function changesAfter(
	tx: TenantTx,
	organisationId: string,
	{ after, fragments: wanted }: Omit<Range, 'most'>,
	limit: number | null,
	upTo?: number
) {
	return tx
		.selectFrom('syncCommits as c')
		.innerJoin('syncRows as r', (join) =>
			join.onRef('r.organisationId', '=', 'c.organisationId').onRef('r.tx', '=', 'c.tx')
		)
		.select(['c.version', 'c.commitId', 'r.fragment', 'r.eventId', 'r.id'])
		.where('c.organisationId', '=', organisationId)
		.where('c.version', '>', after)
		.$if(upTo !== undefined, (query) => query.where('c.version', '<=', upTo ?? 0))
		.where('r.fragment', '=', sql<string>`any(${sql.val(wanted)}::text[])`)
		.orderBy('c.version')
		.$if(limit !== null, (query) => query.limit(limit ?? 0))
		.execute();
}

const toChange = (row: ChangeRow): Change => ({
	version: row.version ?? 0,
	fragment: row.fragment as FragmentName,
	event: row.eventId === noEvent ? null : row.eventId,
	id: row.id
});

/** A fragment's present rows by id, as they travel. Ids without a row are left out. */
export async function readWireRows(
	tx: TenantTx,
	organisationId: string,
	fragment: FragmentName,
	ids: readonly string[],
	secret: string
): Promise<WireRow[]> {
	if (ids.length === 0) return [];
	const rows = await rowsOf(tx, organisationId, fragment)
		.select(storedColumns(fragment))
		.where('id', '=', sql<string>`any(${sql.val(ids)}::uuid[])`)
		.execute();
	return rows.map((row) => toWire(fragment, row, secret));
}

type Columns = Record<string, unknown> & { id: string };

/** Columns that are not stored but made for the wire. */
const derived = new Set(['key']);

/** The columns that a fragment's rows are made from. */
export function storedColumns(fragment: FragmentName): 'id'[] {
	const stored = ['id', ...fragments[fragment].columns.filter((column) => !derived.has(column))];
	return (fragment === 'registrationKeys' ? [...stored, 'email'] : stored) as 'id'[];
}

/** The rows that a fragment is made of. */
export const rowsOf = (tx: TenantTx, organisationId: string, fragment: FragmentName) =>
	tx
		.selectFrom(fragments[fragment].entity as 'registrations')
		.where('organisationId', '=', organisationId);

/** A stored row as it travels. */
export function toWire(fragment: FragmentName, row: { id: string }, secret: string): WireRow {
	const values = row as Columns;
	return [
		row.id,
		...fragments[fragment].columns.map((column) =>
			column === 'key' ? keyOf(values, secret) : values[column]
		)
	];
}

/** A link needs an address, so who has none has no key. */
const keyOf = ({ id, keyVersion, email }: Columns, secret: string): string | null =>
	email === null ? null : deriveKey(secret, id, keyVersion as number);
