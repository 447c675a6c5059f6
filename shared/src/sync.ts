import * as v from 'valibot';
import { idSchema, instantSchema } from './fields.ts';
import { fragmentNames, type FragmentName } from './entities.ts';
import type { Locale } from './locales.ts';
import type { Notice, Refusal } from './mutation.ts';
import type { RoomServerChoice } from './rooms.ts';
import type { Scope } from './scopes.ts';
import type { MemberActor } from './team.ts';

/**
 * The protocol's version and history.
 * 1 (2026-11): first.
 * 2 (2026-11): events say what holds them up.
 * 3 (2026-11): registrations travel by event, those of the nearest events first.
 * 4 (2026-11): registrations say which rotation of their key can be taken back.
 * 5 (2026-11): a first sync's rows travel as the text that the device stores.
 * 6 (2026-11): events have rooms on servers.
 * 7 (2026-11): registrants have codes, which events may open by.
 * 8 (2026-11): events limit devices, spread entries, time their replay and have a message for who waits; registrants
 *   stop reminders and ask to be erased.
 * 9 (2026-11): groups, fields of the organisation's own, and views that users save.
 * 10 (2026-11): who is on an event's stage, and what the stage needs.
 * 11 (2026-11): when something became of the mail with a role's link.
 * 12 (2026-11): what was brought in by which spreadsheet, and taken back.
 * 13 (2026-11): a group's rule may ask for one of the values of each field.
 * 14 (2026-11): mails that wait are taken back.
 * 15 (2026-11): who came to an event, and a group's rule that asks for it.
 * 16 (2026-11): links sent to who is on stage, and people registered, are taken back.
 * 17 (2026-11): who isn't the same person as who seemed to be.
 * 18 (2026-11): invitations, and a group's rule that asks for them.
 * 19 (2026-11): people travel as one, their contacts with them.
 * 20 (2026-11): a first sync brings people in the order in which they are listed.
 */
export const protocolVersion = 20;

/**
 * A row's place in a first sync; without event or id (empty): before the first one.
 * With what it is listed by, of a fragment whose rows come in that order.
 */
export type Place =
	| [fragment: FragmentName, event: string, id: string]
	| [fragment: FragmentName, event: string, id: string, listedBy: string];

/** Where a device stands in one scope. */
export interface Cursor {
	/** The organisation's version up to which the scope's rows are held. */
	version: number;
	/** That commit's random id: a server that doesn't know it was restored from a backup. */
	commit: string;
	/** Present while the first sync goes on: the last row held. */
	after?: Place;
	/** Present while a first sync of all events goes on: whose registrations come before the others'. */
	near?: string[];
	/** Present with `after`: how many rows of the scope have come, and about how many there are. */
	progress?: [done: number, of: number];
}

/** The most events whose registrations come before the others'. */
export const nearEvents = 12;

const placeEntries = [
	v.picklist(fragmentNames),
	v.union([v.literal(''), idSchema]),
	v.union([v.literal(''), idSchema])
] as const;

/** Longer than what people are listed by ever is: 120 letters of their names, whatever folding makes of them, and their id. */
const listedBySchema = v.pipe(v.string(), v.maxLength(1000));

const cursorSchema = v.object({
	version: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
	commit: v.string(),
	after: v.optional(
		v.union([v.strictTuple(placeEntries), v.strictTuple([...placeEntries, listedBySchema])])
	),
	near: v.optional(v.pipe(v.array(idSchema), v.maxLength(nearEvents))),
	progress: v.optional(v.tuple([v.number(), v.number()]))
});

/** How much of the usual an answer to a pull may bring: less where little arrives in time, more where much does. */
export const pace = { least: 1 / 8, usual: 1, most: 2 };

export const pullSchema = v.object({
	protocol: v.number(),
	organisationId: idSchema,
	clientId: idSchema,
	cursors: v.record(v.string(), cursorSchema),
	pace: v.optional(v.pipe(v.number(), v.minValue(pace.least), v.maxValue(pace.most)))
});
export type PullRequest = {
	protocol: number;
	organisationId: string;
	clientId: string;
	cursors: Record<Scope, Cursor>;
	pace?: number | undefined;
};

/** A row on the wire: its id, then its fragment's values in the fragment's order of columns. */
export type WireRow = [id: string, ...values: unknown[]];

/** Rows as JSON: made by the database, stored by the device and read by its pages, without anybody looking at them on the way. */
export interface PackedRows {
	count: number;
	json: string;
}

export const isPacked = (rows: readonly WireRow[] | PackedRows): rows is PackedRows =>
	'json' in rows;

export const unpacked = (rows: readonly WireRow[] | PackedRows): readonly WireRow[] =>
	isPacked(rows) ? (JSON.parse(rows.json) as WireRow[]) : rows;

/** What changed in one fragment of a scope, of one event where events divide it. */
export interface FragmentChange {
	fragment: FragmentName;
	/** The event that the rows belong to; null for fragments that are held as a whole. */
	event: string | null;
	rows: readonly WireRow[] | PackedRows;
	/** Ids that left the scope. */
	gone: string[];
}

export interface ScopeChange {
	scope: Scope;
	/** What is held of the scope is to be dropped before these rows are stored. */
	reset: boolean;
	changes: FragmentChange[];
	cursor: Cursor;
}

/** Who the device's user is in the organisation: decides what the interface offers, and shown in it. */
export interface Membership {
	user: { id: string; name: string; email: string };
	organisation: {
		id: string;
		name: string;
		pageName: string;
		locale: Locale;
		timeZone: string;
		/** Whether several events may be live at once; not known before the next contact. */
		parallelEvents?: boolean;
	};
	actor: MemberActor;
	/** The room servers that events may choose among, for who edits events; not known before the next contact. */
	roomServers?: RoomServerChoice[];
}

export interface PullAnswer {
	membership: Membership;
	/** Scopes that the device holds and may no longer hold. */
	removed: Scope[];
	scopes: ScopeChange[];
	/**
	 * The client's last processed mutation, read in the rows' snapshot. Null while changes remain that
	 * this answer had no room for: the queue is then still shown over the rows.
	 */
	lastMutationId: number | null;
	/** That mutation's own id; null where it isn't known. */
	lastEntry?: string | null;
	/** The digest of what became of that client's mutations up to the last; null where it isn't known. */
	outcomesDigest?: number | null;
	/** Whether to pull again at once. */
	more: boolean;
	/** The server's clock, UTC ms. */
	serverTime: number;
	/** How long the device may show what it holds without contact, in ms. */
	lease: number;
}

const queuedMutationSchema = v.object({
	id: v.pipe(v.number(), v.integer(), v.minValue(1)),
	/**
	 * The mutation's own id, kept wherever it is sent from and under whichever number: what the server has
	 * processed for this user it answers, and doesn't do again. Devices of the first days send none.
	 */
	entry: v.optional(idSchema),
	/** `people.update@1` */
	name: v.pipe(v.string(), v.maxLength(100)),
	args: v.unknown(),
	/** The device's corrected clock, UTC ms: data, never an arbiter. */
	occurredAt: instantSchema
});
export type QueuedMutation = v.InferOutput<typeof queuedMutationSchema>;

/** The most mutations of one push. */
export const longestPush = 50;

export const pushSchema = v.object({
	protocol: v.number(),
	organisationId: idSchema,
	clientId: idSchema,
	mutations: v.pipe(v.array(queuedMutationSchema), v.maxLength(longestPush))
});
export type PushRequest = v.InferOutput<typeof pushSchema>;

/** What became of one mutation, for good. */
export type Outcome =
	{ outcome: 'applied'; notices: Notice[] } | { outcome: 'refused'; refusal: Refusal };

/**
 * A digest of what became of a client's mutations, in their order: who has heard of the same outcomes has the
 * same one. FNV-1a (32 bits); it is to notice a difference, not to withstand an attacker.
 * @param before of those before this one; 0 where there are none
 */
export function digestWith(before: number, { outcome }: Outcome): number {
	let digest = before ^ 0x811c9dc5;
	for (const character of outcome) digest = Math.imul(digest ^ character.charCodeAt(0), 0x01000193);
	return digest >>> 0;
}

export interface PushAnswer {
	/** In the order of the request. Shorter than the request where a passing fault stopped it. */
	results: { id: number; outcome: Outcome }[];
	lastMutationId: number;
}

/**
 * Why a sync call as a whole is refused; the queue stays. Sent as the error's message.
 * - `client_gone`: this client id is somebody else's too; the device goes on under a new one
 * - `mutation_gap`: the server lacks mutations before the first one sent
 * - `server_behind`: a process that is yet to be replaced was reached by an app newer than itself; to the device
 *   it is as good as away, and the call is made again later
 */
export type SyncFault =
	'client_gone' | 'mutation_gap' | 'not_a_member' | 'server_behind' | 'update_required';

/** What a device's stream carries: an organisation's data reached this version. Never data. */
export interface Poke {
	organisationId: string;
	version: number;
}
