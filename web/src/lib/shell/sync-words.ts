import type { Part } from '@foyer/shared/entities';
import { formatBytes } from '#lib/i18n/format-bytes.ts';
import {
	formatList,
	formatMoment,
	formatNumber,
	formatRelative,
	viewerZone
} from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';
import type { FirstSync, Stop, SyncStatus } from '#lib/sync/engine.ts';

/** How things stand between this device and the server. Instants are UTC ms by the corrected clock. */
export interface SyncSummary extends SyncStatus {
	/** The organisation's name, where it is known. */
	organisation: string;
	/** Bytes left on the device where they are few; null: there is room. */
	left: number | null;
	/** Whether the browser clears nothing of what is here on its own; null: unknown. */
	kept: boolean | null;
}

export type SyncKind =
	| 'saved'
	| 'waiting'
	| 'offline'
	| 'attention'
	| 'first'
	| 'full'
	| 'nearly_full'
	| 'only_here'
	| 'not_kept'
	| Stop;

/** A change younger than this, in ms, is about to be sent: "All saved" doesn't flicker. */
export const patience = 2000;

/** How long before it locks an offline device says so, in ms: 3 days. */
const locksSoon = 3 * 86_400_000;

/**
 * From how old on a change that is nowhere else is told of before all that is quiet, in ms, where the browser
 * may clear it: 1 hour.
 */
const onlyHereFor = 3_600_000;

const isOnlyHere = ({ kept, waiting, oldestWaitingAt }: SyncSummary, now: number): boolean =>
	kept === false && waiting > 0 && oldestWaitingAt !== null && now - oldestWaitingAt >= onlyHereFor;

/** Nothing is said of how long the browser keeps it before there is something to keep. */
const mayGo = ({ kept, listOf, waiting }: SyncSummary): boolean =>
	kept === false && (listOf !== null || waiting > 0);

const waits = ({ waiting, oldestWaitingAt }: SyncSummary, now: number): boolean =>
	waiting > 0 && (oldestWaitingAt === null || now - oldestWaitingAt >= patience);

/** All that is worth telling, what matters most first. */
function kindsOf(sync: SyncSummary, now: number): SyncKind[] {
	const offline = sync.offlineSince !== null;
	const first = sync.phase === 'first' || (sync.first !== null && sync.first.here.length > 0);
	const kinds: (SyncKind | false | null)[] = [
		sync.stopped,
		sync.full && 'full',
		sync.attention > 0 && 'attention',
		sync.left !== null && !sync.full && 'nearly_full',
		isOnlyHere(sync, now) && 'only_here',
		offline && 'offline',
		first && 'first',
		waits(sync, now) && 'waiting'
	];
	const told = kinds.filter((kind) => kind !== false && kind !== null);
	return told.length > 0 ? told : ['saved'];
}

/** What is worth telling first. */
export const syncKind = (sync: SyncSummary, now: number): SyncKind =>
	kindsOf(sync, now)[0] ?? 'saved';

const counted = (count: number) => ({ count, shown: formatNumber(count) });
const moment = (at: number, now: number): string => formatMoment(at, viewerZone(), now);

const shortWords: Record<SyncKind, (sync: SyncSummary, now: number) => string> = {
	saved: () => m.sync_saved(),
	waiting: ({ waiting }) => m.sync_waiting(counted(waiting)),
	offline: offlineWords,
	attention: ({ attention }) => m.sync_attention(counted(attention)),
	first: () => m.sync_first(),
	full: () => m.sync_full(),
	nearly_full: () => m.sync_nearly_full_title(),
	only_here: ({ waiting }) => m.sync_only_here(counted(waiting)),
	not_kept: () => m.sync_not_kept_title(),
	update_required: () => m.sync_update(),
	not_a_member: () => m.sync_left(),
	signed_out: () => m.sync_signed_out()
};

/** The state in a few words: "3 changes waiting", "Offline · list of 14:02". */
export const syncWords = (sync: SyncSummary, now: number): string =>
	shortWords[syncKind(sync, now)](sync, now);

function offlineWords({ waiting, listOf }: SyncSummary, now: number): string {
	if (waiting > 0) return m.sync_offline_waiting(counted(waiting));
	if (listOf === null) return m.sync_offline();
	return m.sync_offline_list({ time: moment(listOf, now) });
}

/** One thing of how it stands: what happened, then what is kept and what to do. */
export interface SyncLine {
	kind: SyncKind;
	title: string;
	text: string;
	/** What is arriving, and how much of it has: 0 to 1, and in words. */
	progress?: { label: string; value: number; words: string };
}

const sentences = (...parts: (string | false | null)[]): string =>
	parts.filter((part) => part !== false && part !== null).join(' ');

const titles: Partial<typeof shortWords> = {
	offline: ({ offlineSince }, now) =>
		m.sync_offline_since({ time: moment(offlineSince ?? 0, now) }),
	full: () => m.sync_full_title(),
	update_required: () => m.sync_update_title(),
	not_a_member: () => m.sync_left_title(),
	signed_out: () => m.sync_signed_out_title()
};

const texts: typeof shortWords = {
	saved: ({ listOf }, now) =>
		sentences(m.sync_saved_help(), listOf !== null && m.sync_lists({ time: moment(listOf, now) })),
	waiting: ({ oldestWaitingAt, offlineSince }, now) =>
		sentences(
			offlineSince === null ? m.sync_waiting_help() : m.sync_waiting_offline(),
			oldestWaitingAt !== null &&
				m.sync_waiting_oldest({ when: formatRelative(oldestWaitingAt, now) })
		),
	offline: ({ listOf, locksAt }, now) =>
		sentences(
			m.sync_offline_help(),
			listOf !== null && m.sync_offline_lists({ time: moment(listOf, now) }),
			locksAt !== null && locksAt - now < locksSoon && m.sync_locks({ time: moment(locksAt, now) })
		),
	attention: () => m.sync_attention_help(),
	first: ({ first }) => sentences(m.sync_first_help(), first && hereWords(first)),
	full: () => m.sync_full_help(),
	nearly_full: ({ left }) => m.sync_nearly_full({ left: formatBytes(left ?? 0) }),
	only_here: ({ oldestWaitingAt }, now) =>
		sentences(
			oldestWaitingAt !== null &&
				m.sync_waiting_oldest({ when: formatRelative(oldestWaitingAt, now) }),
			m.sync_not_kept()
		),
	not_kept: () => m.sync_not_kept(),
	update_required: () => m.sync_update_help(),
	not_a_member: ({ organisation }) => m.sync_left_help({ organisation }),
	signed_out: () => m.sync_signed_out_help()
};

const partWords: Record<Part, () => string> = {
	event: m.sync_part_event,
	own: m.sync_part_own,
	groups: m.sync_part_groups,
	'event.contact': m.sync_part_event_contact,
	'event.keys': m.sync_part_event_keys,
	'event.stage': m.sync_part_event_stage,
	people: m.sync_part_people,
	invitations: m.sync_part_invitations
};

const hereWords = ({ here }: FirstSync): string | null =>
	here.length === 0
		? null
		: m.sync_first_here({ parts: formatList(here.map((part) => partWords[part]())) });

function progressOf({ part, done, of }: NonNullable<FirstSync['arriving']>): SyncLine['progress'] {
	// Rows that were added since they were counted come too.
	const all = Math.max(1, done, of);
	const words = m.sync_first_progress({ done: formatNumber(done), of: formatNumber(all) });
	return { label: capitalised(partWords[part]()), value: done / all, words };
}

const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** The same, and last what is said to who asks alone. */
function allKindsOf(sync: SyncSummary, now: number): SyncKind[] {
	const kinds = kindsOf(sync, now);
	return mayGo(sync) && !kinds.includes('only_here') ? [...kinds, 'not_kept'] : kinds;
}

/** How things stand, all of it, what matters most first. */
export const syncLines = (sync: SyncSummary, now: number): SyncLine[] =>
	allKindsOf(sync, now).map((kind) => {
		const arriving = kind === 'first' ? sync.first?.arriving : null;
		return {
			kind,
			title: (titles[kind] ?? shortWords[kind])(sync, now),
			text: texts[kind](sync, now),
			...(arriving && { progress: progressOf(arriving) })
		};
	});
