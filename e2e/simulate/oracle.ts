import {
	fragments,
	fragmentNames,
	type EntityName,
	type FragmentName
} from '@foyer/shared/entities';
import type { WireRow } from '@foyer/shared/sync';
import { deriveCode, deriveKey, deriveRoleKey } from '../../api/src/access/access-keys.ts';
import type { Context } from '../../api/src/context.ts';
import type { Partition } from '../../web/src/lib/sync/partitions.ts';
import type { Rights } from './rights.ts';
import { tablesFrom, type Tables } from './tables.ts';

/**
 * What a member may hold, said once more and otherwise than the product does: by fragment and row, from
 * plain selects. Null for who is no member.
 */
export class Oracle {
	readonly #rows: ReadonlyMap<FragmentName, readonly WireRow[]>;
	readonly #member: Member;

	private constructor(rows: ReadonlyMap<FragmentName, readonly WireRow[]>, member: Member) {
		this.#rows = rows;
		this.#member = member;
	}

	static async read(context: Context, organisationId: string, member: Member): Promise<Oracle> {
		const tables = new Map<EntityName, readonly Row[]>();
		for (const entity of new Set(fragmentNames.map((name) => fragments[name].entity)))
			tables.set(entity, await readTable(context, organisationId, entity));
		const rows = new Map<FragmentName, WireRow[]>();
		for (const name of fragmentNames) {
			const { entity, columns } = fragments[name];
			rows.set(
				name,
				(tables.get(entity) ?? [])
					.filter((row) => mayHold[name](member, String(row[fragments[name].dividedBy ?? 'id'])))
					.map((row) => [
						row.id as string,
						...columns.map((column) =>
							name === 'eventRoles' && column === 'key'
								? roleKeyOf(context, organisationId, row)
								: valueOf(context, row, column)
						)
					])
			);
		}
		return new Oracle(rows, member);
	}

	/** A delivered row, as it must be in this snapshot; undefined where it must not be delivered. */
	find(fragment: FragmentName, id: string): WireRow | undefined {
		return this.#rows.get(fragment)?.find(([known]) => known === id);
	}

	/** Whether a stored row may be held. */
	gives(fragment: FragmentName, partition: Partition, row: WireRow): boolean {
		return givesRow(this.#member, fragment, partition, row);
	}

	/** The rows put together as a device does. */
	get tables(): Tables {
		return tablesFrom([...this.#rows].map(([fragment, rows]) => ({ fragment, rows })));
	}
}

/** Whether a member may hold a row of a partition. */
export function givesRow(
	member: Member,
	fragment: FragmentName,
	partition: Partition,
	row: WireRow
): boolean {
	const { dividedBy, columns } = fragments[fragment];
	const values = new Map<string, unknown>([
		['id', row[0]],
		// Where the row itself doesn't say it.
		['eventId', partition],
		...columns.map((column, index) => [column, row[index + 1]] as const)
	]);
	return mayHold[fragment](member, String(values.get(dividedBy ?? 'id')));
}

type Row = Record<string, unknown>;

async function readTable(
	{ db }: Context,
	organisationId: string,
	entity: EntityName
): Promise<readonly Row[]> {
	const rows = await db
		.selectFrom(entity as 'registrations')
		.selectAll()
		.where('organisationId', '=', organisationId)
		.execute();
	return rows;
}

const derivations: Record<string, typeof deriveKey> = { key: deriveKey, code: deriveCode };

function valueOf(context: Context, row: Row, column: string): unknown {
	const derive = derivations[column];
	if (!derive) return row[column];
	return row.email === null
		? null
		: derive(context.config.secret, row.id as string, row.keyVersion as number);
}

/** Whose device it is. */
export type Member = Rights & { userId: string };

const roleKeyOf = (context: Context, organisationId: string, row: Row) =>
	row.revokedAt === null
		? deriveRoleKey(
				context.config.secret,
				organisationId,
				row.id as string,
				row.keyVersion as number
			)
		: null;

/** @param of the event or user that divides the rows, where one does */
type MayHold = (member: Member, of: string) => boolean;

const reaches = ({ host, events }: Rights, eventId: string) =>
	host || events === 'all' || events.includes(eventId);
const holds = (
	rights: Rights,
	area: 'events' | 'people' | 'checkin' | 'invitations',
	...levels: string[]
): boolean => rights.host || levels.includes(rights.levels[area]);
const some = ['view', 'edit', 'manage'];
const seesEvent: MayHold = (rights, eventId) =>
	reaches(rights, eventId) &&
	(holds(rights, 'events', ...some) || holds(rights, 'checkin', ...some));
const editsEvent: MayHold = (rights, eventId) =>
	reaches(rights, eventId) && holds(rights, 'events', 'edit', 'manage');
const seesDirectory: MayHold = (rights) =>
	(rights.host || rights.events === 'all') && holds(rights, 'people', ...some);

const mayHold: Record<FragmentName, MayHold> = {
	events: seesEvent,
	registrations: seesEvent,
	registrationContacts: (rights, eventId) =>
		reaches(rights, eventId) && holds(rights, 'people', ...some),
	registrationKeys: (rights, eventId) =>
		reaches(rights, eventId) &&
		(holds(rights, 'people', 'edit', 'manage') || holds(rights, 'checkin', ...some)),
	eventStages: editsEvent,
	eventRoles: editsEvent,
	people: seesDirectory,
	customFields: seesDirectory,
	imports: seesDirectory,
	groupRules: seesDirectory,
	invitations: (rights, of) => seesDirectory(rights, of) && holds(rights, 'invitations', ...some),
	groups: (rights, eventId) =>
		seesDirectory(rights, eventId) ||
		((rights.host || rights.events.length > 0) &&
			(holds(rights, 'events', ...some) || holds(rights, 'checkin', ...some))),
	savedViews: ({ userId }, of) => userId === of
};
