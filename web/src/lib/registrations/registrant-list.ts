import { hasArrived, isMissed } from '@foyer/shared/arrivals';
import { factsBy } from '@foyer/shared/group-rules';
import { hasStanding, placeOf } from '@foyer/shared/standings';
import type { Group } from '@foyer/shared/groups';
import type { Locale } from '@foyer/shared/locales';
import { barePerson, displayName, type Person } from '@foyer/shared/people';
import type { MailState, Registration } from '@foyer/shared/registrations';
import { nameKey, nameText } from '#lib/i18n/name-order.ts';
import { phoneText } from '#lib/i18n/phone-digits.ts';
import { fold } from '#lib/i18n/search-text.ts';
import { letThrough, type Filter } from '#lib/lists/filters.ts';
import type { Found, Indexing } from '#lib/lists/row-search.ts';
import { sortKey } from '#lib/lists/sort-key.ts';
import { customText, type SearchedFields } from '#lib/custom-fields/custom-text.ts';
import type { Standings } from '#lib/people/standings.ts';

/** What somebody is known as in the directory, where this device holds it. */
export type PersonOf = (row: Registration) => Person | undefined;

export const registrantTabs = [
	'registered',
	'waiting_mail',
	'rejected',
	'waiting_list',
	'arrived',
	'absent',
	'cancelled'
] as const;
export type RegistrantTab = (typeof registrantTabs)[number];

/** Mail that hasn't left yet, or hasn't come to an end. */
const awaited: ReadonlySet<MailState> = new Set(['not_sent', 'scheduled', 'queued', 'deferred']);

/** Who stands in each tab. Mail matters to nobody who cancelled; who came has come, whatever became of it since. */
export const inTab: Record<RegistrantTab, (row: Registration) => boolean> = {
	registered: ({ status }) => status === 'registered',
	waiting_mail: ({ status, mailState, email }) =>
		status !== 'cancelled' && email !== null && awaited.has(mailState),
	rejected: ({ status, mailState }) => mailState === 'rejected' && status !== 'cancelled',
	waiting_list: ({ status }) => status === 'waiting_list',
	arrived: hasArrived,
	absent: isMissed,
	cancelled: ({ status }) => status === 'cancelled'
};

/** What filters ask of who is registered. */
interface Asked {
	/** The event whose list it is. */
	eventId: string;
	groups: ReadonlyMap<string, Group>;
	stand: Pick<Standings, 'of'>;
	/** Who somebody is, or was merged into; undefined where this device holds no directory. */
	find(personId: string): Person | undefined;
}

/** A filter of an event's list, which needs no telling that it asks for this event. */
const asHere =
	(eventId: string) =>
	(filter: Filter): Filter =>
		'eventId' in filter && filter.eventId === null ? { ...filter, eventId } : filter;

/**
 * Lets through whom filters fit, which may ask for other events as well: a group's rule does. Of this one each row
 * stands for itself.
 */
export function filtered(
	filters: readonly Filter[],
	{ eventId: here, groups, stand, find }: Asked
): (row: Registration) => boolean {
	const lets = letThrough(filters.map(asHere(here)));
	return (row) => {
		const known = find(row.personId);
		const elsewhere = stand.of(known?.id ?? row.personId);
		const inRow = factsBy((standing) => hasStanding(placeOf(row), standing));
		const at = (eventId: string | null) => (eventId === here ? inRow : elsewhere);
		return lets({
			...elsewhere,
			groups,
			person: known ?? { ...barePerson, ...row, language: row.language as Locale },
			registered: (eventId) => at(eventId).registered(eventId),
			mailed: (eventId, state) => at(eventId).mailed(eventId, state),
			attended: (eventId) => at(eventId).attended(eventId)
		});
	};
}

/** The tab that an address names. */
export const tabIn = (params: URLSearchParams): RegistrantTab =>
	registrantTabs.find((tab) => tab === params.get('tab')) ?? 'registered';

/**
 * The tabs that say something. Until anybody comes, or the event begins, everybody is yet to come.
 * @param begun whether it is live or over
 */
export const toldTabs = (
	counts: Readonly<Record<RegistrantTab, number>>,
	{ shown, begun }: { shown: RegistrantTab; begun: boolean }
): RegistrantTab[] =>
	registrantTabs.filter((tab) => {
		if (tab === 'registered' || tab === shown) return true;
		return counts[tab] > 0 && (tab !== 'absent' || begun || counts.arrived > 0);
	});

/** How many stand in each tab. */
export function tabCounts(rows: readonly Registration[]): Record<RegistrantTab, number> {
	const tests = registrantTabs.map((tab) => inTab[tab]);
	const counts = tests.map(() => 0);
	// Of 100,000 rows: names of tabs would be looked up for each.
	for (const row of rows)
		for (let at = 0; at < tests.length; at++)
			if (tests[at]?.(row)) counts[at] = (counts[at] ?? 0) + 1;
	return Object.fromEntries(registrantTabs.map((tab, at) => [tab, counts[at] ?? 0])) as Record<
		RegistrantTab,
		number
	>;
}

/** How registrants are listed and found. */
interface Listed {
	/** What they are listed by, folded, before their name. */
	sortBy?: ((row: Registration) => string | null) | undefined;
	/** What somebody is known as in the directory, where this device holds it. */
	personOf?: PersonOf;
	/** The organisation's own fields. */
	searched?: SearchedFields;
}

/**
 * Registrants are found by name and address and, where the device holds the directory, by company, telephone
 * number and own fields. By their keys not so: each of its letters is in most keys.
 */
export const registrantIndexing = ({
	sortBy,
	personOf = () => undefined,
	searched = new Map()
}: Listed = {}): Indexing<Registration> => ({
	keyOf(row) {
		const name = nameKey(row);
		return sortBy ? sortKey(sortBy(row), name) : name;
	},
	textOf(row) {
		const person = personOf(row);
		const more = person
			? ` ${fold(person.company)}${phoneText(person.phone)}${customText(person, searched)}`
			: '';
		return `${nameText(row)}${more}`;
	},
	alike: (a, b) =>
		a.firstName === b.firstName &&
		a.lastName === b.lastName &&
		a.email === b.email &&
		(sortBy === undefined || sortBy(a) === sortBy(b)),
	beside: personOf
});

/** Those whose key begins so; null: nobody's does. */
export function withKey(
	{ rows }: Found<Registration>,
	beginning: string
): Found<Registration> | null {
	const places: number[] = [];
	rows.forEach(({ key }, place) => {
		if (key?.startsWith(beginning)) places.push(place);
	});
	return places.length > 0 ? { rows, places: Uint32Array.from(places) } : null;
}

/** Who hasn't been sent a confirmation and could be. */
export const unsent = (rows: readonly Registration[]): Registration[] =>
	rows.filter(
		({ mailState, status, email }) =>
			mailState === 'not_sent' && status !== 'cancelled' && email !== null
	);

/**
 * Who waits and could have a place, as they came.
 * @param free how many places are left, less than none where more were given
 */
export const nextInLine = (rows: readonly Registration[], free: number): Registration[] =>
	free <= 0
		? []
		: rows
				.filter(inTab.waiting_list)
				.sort((a, b) => a.createdAt - b.createdAt || a.id.localeCompare(b.id))
				.slice(0, free);

/** Whether a link can be sent to somebody. */
export const isReachable = ({ status, email }: Registration): boolean =>
	email !== null && status !== 'cancelled';

/** Whom a link can be sent to. */
export const reachable = (rows: readonly Registration[]): Registration[] =>
	rows.filter(isReachable);

/** Whom the desk can mark as arrived. */
export const markable = (rows: readonly Registration[]): Registration[] => rows.filter(isMissed);

/** The name to show for a registrant: an address where there is none. */
export const registrantName = (row: Registration): string => displayName(row);

/** Those who were given new links together. */
export interface Rotation {
	id: string;
	rows: readonly Registration[];
}

/** The largest rotation of several people that can still be taken back. */
export function largestRotation(rows: readonly Registration[]): Rotation | null {
	const rotated = rows.filter(({ keyRotation }) => keyRotation);
	const [largest] = [...Map.groupBy(rotated, ({ keyRotation }) => keyRotation ?? '')].sort(
		([, a], [, b]) => b.length - a.length
	);
	if (!largest || largest[1].length < 2) return null;
	return { id: largest[0], rows: largest[1] };
}
