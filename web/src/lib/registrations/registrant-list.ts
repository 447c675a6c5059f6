import { displayName } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';
import { fits, fold } from '#lib/i18n/search-text.ts';

export const registrantTabs = ['registered', 'waiting_list', 'cancelled', 'rejected'] as const;
export type RegistrantTab = (typeof registrantTabs)[number];

const inTab: Record<RegistrantTab, (row: Registration) => boolean> = {
	registered: ({ status }) => status === 'registered',
	waiting_list: ({ status }) => status === 'waiting_list',
	cancelled: ({ status }) => status === 'cancelled',
	rejected: ({ status, mailState }) => mailState === 'rejected' && status !== 'cancelled'
};

/** How many stand in each tab. */
export function tabCounts(rows: readonly Registration[]): Record<RegistrantTab, number> {
	const counts = { registered: 0, waiting_list: 0, cancelled: 0, rejected: 0 };
	for (const row of rows) for (const tab of registrantTabs) if (inTab[tab](row)) counts[tab]++;
	return counts;
}

// Rows are replaced, never changed: what was folded once holds. 10,000 names fold in tens of ms.
const folded = new WeakMap<Registration, string>();

function foldedOf(row: Registration): string {
	let text = folded.get(row);
	if (text === undefined) {
		text = fold(`${row.firstName} ${row.lastName} ${row.email ?? ''}`);
		folded.set(row, text);
	}
	return text;
}

const byName = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });
const sortName = (row: Registration): string => row.lastName || row.firstName || row.email || '';

/** By last name, then first name; the waiting list as they came. */
export function inOrder(rows: readonly Registration[], tab: RegistrantTab): Registration[] {
	const within = rows.filter(inTab[tab]);
	if (tab === 'waiting_list') return within.sort((a, b) => a.createdAt - b.createdAt);
	return within.sort(
		(a, b) => byName.compare(sortName(a), sortName(b)) || byName.compare(a.firstName, b.firstName)
	);
}

/** Those whose name or address fits a search. */
export const fitting = (rows: readonly Registration[], query: string): readonly Registration[] =>
	query.trim() === '' ? rows : rows.filter((row) => fits(foldedOf(row), query));

/** Who hasn't been sent a confirmation and could be. */
export const unsent = (rows: readonly Registration[]): Registration[] =>
	rows.filter(
		({ mailState, status, email }) =>
			mailState === 'not_sent' && status !== 'cancelled' && email !== null
	);

/** Whom a link can be sent to. */
export const reachable = (rows: readonly Registration[]): Registration[] =>
	rows.filter(({ status, email }) => email !== null && status !== 'cancelled');

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
