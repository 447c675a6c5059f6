import type { CustomField } from '@foyer/shared/custom-fields';
import type { Group } from '@foyer/shared/groups';
import { invitedStates, type InvitedState } from '@foyer/shared/invitations';
import type { Person } from '@foyer/shared/people';
import { formatNumber, formatShortDay } from '#lib/i18n/format.ts';
import { localeNames } from '#lib/i18n/locale.ts';
import { fold } from '#lib/i18n/search-text.ts';
import { invitedWords } from '#lib/invitations/invitation-words.ts';
import type { Column } from '#lib/lists/columns.ts';
import { groupsColumn, ownColumns, ownSort } from '#lib/lists/own-columns.ts';
import { numberKey } from '#lib/lists/sort-key.ts';
import { m } from '#lib/paraglide/messages.js';
import { nameWords } from './people-words.ts';

const languageOf = ({ language }: Person): string => (language ? localeNames[language] : '');

const sorts: Record<string, (person: Person) => string | null> = {
	email: ({ email }) => email,
	company: ({ company }) => fold(company),
	language: (person) => fold(languageOf(person)),
	phone: ({ phone }) => phone,
	since: ({ createdAt }) => numberKey(createdAt)
};

/** What stands beside people, by which they may be listed; undefined: not known yet, or not asked for. */
interface Beside {
	/** How many events each has a place at. */
	places?: ReadonlyMap<string, number> | undefined;
	/** Where they stand as invited. */
	invitedOf?: ((personId: string) => InvitedState) | undefined;
}

/** What people are listed by in a column, before their name; undefined: by their name alone. */
export function peopleSort(
	column: string,
	{ places, invitedOf }: Beside = {}
): ((person: Person) => string | null) | undefined {
	if (column === placesColumn) return places && (({ id }) => placesKey(places.get(id)));
	if (column === invitationColumn) return invitedOf && (({ id }) => invitedKey(invitedOf(id)));
	return sorts[column] ?? ownSort(column);
}

/** The column that says how many events people have a place at. */
export const placesColumn = 'registrations';

/** The column that says where people stand as invited: listed from what is under way to what is over. */
export const invitationColumn = 'invitation';

const invitedKey = (state: InvitedState | undefined): string | null =>
	!state || state === 'none' ? null : String(invitedStates.indexOf(state));

const placesKey = (count: number | undefined): string | null => (count ? numberKey(count) : null);

/** What the columns need of the device. */
interface Known {
	fields: readonly CustomField[];
	groups: readonly Group[];
	/** How many events somebody has a place at; undefined: not known yet. */
	placesOf: (personId: string) => number | undefined;
	/** Where somebody stands as who is invited; undefined: not known yet. Left out where that may not be seen. */
	invitedOf?: ((personId: string) => InvitedState | undefined) | undefined;
	timeZone: string;
}

const columnOfInvitations = (
	invitedOf: (personId: string) => InvitedState | undefined
): Column<Person> => ({
	id: invitationColumn,
	label: m.invitations_column(),
	width: 140,
	text: ({ id }) => {
		const state = invitedOf(id) ?? 'none';
		return state === 'none' ? '' : invitedWords(state);
	},
	sortBy: ({ id }) => invitedKey(invitedOf(id))
});

/** Every column that the list of people can have, the name first. */
export function peopleColumns({
	fields,
	groups,
	placesOf,
	invitedOf,
	timeZone
}: Known): Column<Person>[] {
	const sorted = (column: Column<Person>): Column<Person> => {
		const sortBy = peopleSort(column.id);
		return sortBy ? { ...column, sortBy } : column;
	};
	return [
		// Sorted by name where nothing else is asked for.
		{ id: 'name', label: m.people_name(), width: 240, text: nameWords, sortBy: nameWords },
		...[
			{
				id: 'email',
				label: m.people_email(),
				width: 240,
				first: true,
				text: ({ email }: Person) => email ?? ''
			},
			{
				id: 'company',
				label: m.people_company(),
				width: 180,
				first: true,
				text: ({ company }: Person) => company
			},
			{ id: 'language', label: m.people_language(), width: 110, first: true, text: languageOf },
			{ id: 'phone', label: m.people_phone(), width: 150, text: ({ phone }: Person) => phone },
			{
				id: 'since',
				label: m.people_since(),
				width: 140,
				text: ({ createdAt }: Person) => formatShortDay(createdAt, timeZone)
			}
		].map(sorted),
		{
			id: placesColumn,
			label: m.people_registrations_short(),
			width: 84,
			atEnd: true,
			first: true,
			text: ({ id }) => {
				const count = placesOf(id) ?? 0;
				return count > 0 ? formatNumber(count) : '';
			},
			sortBy: ({ id }) => placesKey(placesOf(id))
		},
		...(invitedOf ? [columnOfInvitations(invitedOf)] : []),
		groupsColumn<Person>(groups),
		...ownColumns<Person>(fields, (person) => person)
	];
}
