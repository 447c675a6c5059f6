import { sql } from 'kysely';
import { fragments, isInstant, type FragmentName } from '@foyer/shared/entities';
import type { Cursor, WireRow } from '@foyer/shared/sync';
import { deriveCode, deriveKey, deriveRoleKey } from '../access/access-keys.ts';
import { anyOf } from '../db/any-of.ts';
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
	const changes: Change[] = [];
	const commitOf = new Map<number, string>();
	let atOnce = fewCommits;
	for (let from: number | undefined = after; from !== undefined;) {
		const commits = await readCommits(tx, organisationId, from, atOnce);
		for (const { version, commitId } of commits) commitOf.set(version, commitId);
		// One by one: an import's are more than a call takes arguments.
		for (const change of await readChangesOf(tx, organisationId, commits, wanted))
			changes.push(change);
		if (changes.length > most) break;
		from = commits.length < atOnce ? undefined : commits.at(-1)?.version;
		atOnce = Math.min(manyCommits, atOnce * 4);
	}
	const beyond = changes[most]?.version;
	if (beyond === undefined) return { changes, end: null };
	const whole = changes.filter(({ version }) => version < beyond);
	const kept =
		whole.length > 0 ? whole : changes.filter(({ version }) => version === changes[0]?.version);
	const version = kept.at(-1)?.version ?? after;
	return { changes: kept, end: { version, commit: commitOf.get(version) ?? '' } };
}

/**
 * How many commits' rows are read in one step: few at first, as those of an import's first ten are more than an
 * answer carries, and more where they turn out to be small.
 */
const fewCommits = 10;
const manyCommits = 160;

interface Commit {
	tx: number;
	version: number;
	commitId: string;
}

/** The next commits after a version, in order. */
async function readCommits(
	tx: TenantTx,
	organisationId: string,
	after: number,
	most: number
): Promise<Commit[]> {
	const commits = await tx
		.selectFrom('syncCommits')
		.select(['tx', 'version', 'commitId'])
		.where('organisationId', '=', organisationId)
		.where('version', '>', after)
		.orderBy('version')
		.limit(most)
		.execute();
	return commits as Commit[];
}

/**
 * What commits changed, in their order. Asked for by the commits' values: joined to them, the planner takes
 * each for as large as the largest, an import say, and reads all rows there are.
 */
async function readChangesOf(
	tx: TenantTx,
	organisationId: string,
	commits: readonly Commit[],
	wanted: readonly FragmentName[]
): Promise<Change[]> {
	if (commits.length === 0) return [];
	const versionOf = new Map(commits.map(({ tx: of, version }) => [of, version]));
	const rows = await tx
		.selectFrom('syncRows')
		.select(['tx', 'fragment', 'eventId', 'id'])
		.where('organisationId', '=', organisationId)
		.where('tx', '=', sql<number>`any(${sql.val([...versionOf.keys()])}::bigint[])`)
		.where('fragment', '=', sql<string>`any(${sql.val(wanted)}::text[])`)
		.execute();
	return rows
		.map((row) => ({
			version: versionOf.get(row.tx) ?? 0,
			fragment: row.fragment as FragmentName,
			event: row.eventId === noEvent ? null : row.eventId,
			id: row.id
		}))
		.sort((a, b) => a.version - b.version);
}

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
		.where('id', '=', anyOf(ids))
		.execute();
	return rows.map((row) => toWire(fragment, row, { organisationId, secret }));
}

type Columns = Record<string, unknown> & { id: string };

/** Columns that are not stored but made for the wire. */
const derived = new Set(['key', 'code']);

/** Whether all of a fragment's values are stored as they travel, so that the database can say its rows. */
export const isStored = (fragment: FragmentName): boolean =>
	fragments[fragment].columns.every((column) => !derived.has(column));

/**
 * A fragment's values in SQL, the id first, as they travel: instants as UTC ms. In floating point, which takes a
 * fraction of the time of `extract`'s decimals: what is stored in µs is off by less than half of one.
 */
export const wireValues = (fragment: FragmentName) =>
	['id', ...fragments[fragment].columns].map((column) =>
		isInstant(column)
			? sql`floor(date_part('epoch', ${sql.ref(column)}) * 1000 + 0.0005)::bigint`
			: sql.ref(column)
	);

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

/** What keys are derived under. */
interface Deriving {
	organisationId: string;
	secret: string;
}

/** A stored row as it travels. */
export function toWire(
	fragment: FragmentName,
	row: { id: string },
	{ organisationId, secret }: Deriving
): WireRow {
	const values = row as Columns;
	const derive = (column: string): string | null =>
		fragment === 'eventRoles'
			? deriveRoleColumn(values, { organisationId, secret })
			: deriveColumn(column, values, secret);
	return [
		row.id,
		...fragments[fragment].columns.map((column) =>
			derived.has(column) ? derive(column) : values[column]
		)
	];
}

/** A role's key; none for who was taken off the stage. */
const deriveRoleColumn = (
	{ id, keyVersion, revokedAt }: Columns,
	{ organisationId, secret }: Deriving
): string | null =>
	revokedAt === null ? deriveRoleKey(secret, organisationId, id, keyVersion as number) : null;

/** Key and code lead in with an address alone, so who has none has neither. */
function deriveColumn(
	column: string,
	{ id, keyVersion, email }: Columns,
	secret: string
): string | null {
	if (email === null) return null;
	return (column === 'key' ? deriveKey : deriveCode)(secret, id, keyVersion as number);
}
