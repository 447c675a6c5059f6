import { arrivalOf } from '@foyer/shared/arrivals';
import type { CustomField } from '@foyer/shared/custom-fields';
import type { Event } from '@foyer/shared/events';
import type { Group } from '@foyer/shared/groups';
import type { Locale } from '@foyer/shared/locales';
import type { Person } from '@foyer/shared/people';
import { mailStates, registrationStatuses, type Registration } from '@foyer/shared/registrations';
import { formatMoment } from '#lib/i18n/format.ts';
import { localeNames } from '#lib/i18n/locale.ts';
import { fold } from '#lib/i18n/search-text.ts';
import type { Column } from '#lib/lists/columns.ts';
import { groupsColumn, ownColumns, ownSort } from '#lib/lists/own-columns.ts';
import { numberKey } from '#lib/lists/sort-key.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';
import { arrivalTime } from './arrival-words.ts';
import { mailLook, statusLook } from './mail-words.ts';
import { registrantName, type PersonOf } from './registrant-list.ts';

const sources: Record<Registration['source'], () => string> = {
	organizer: m.registrations_source_organizer,
	import: m.registrations_source_import,
	page: m.registrations_source_page
};

const languageOf = ({ language }: Registration): string =>
	language ? (localeNames[language as Locale] ?? language) : '';

const sorts: Record<string, (row: Registration) => string | null> = {
	email: ({ email }) => email,
	status: ({ status }) => String(registrationStatuses.indexOf(status)),
	mail: ({ mailState }) => String(mailStates.indexOf(mailState)),
	language: (row) => fold(languageOf(row)),
	source: ({ source }) => source,
	since: ({ createdAt }) => numberKey(createdAt),
	arrived: (row) => {
		const arrival = arrivalOf(row);
		return arrival && numberKey(arrival.at);
	}
};

const profileSorts: Record<string, (person: Person | undefined) => string | null> = {
	company: (person) => (person?.company ? fold(person.company) : null),
	phone: (person) => person?.phone || null
};

/** What registrants are listed by in a column, before their name; undefined: by their name alone. */
export function registrantSort(
	column: string,
	personOf: PersonOf
): ((row: Registration) => string | null) | undefined {
	const inProfile = profileSorts[column] ?? ownSort(column);
	return inProfile ? (row) => inProfile(personOf(row)) : sorts[column];
}

/** What the columns need of the device. */
interface Known {
	event: Event;
	fields: readonly CustomField[];
	groups: readonly Group[];
	personOf: PersonOf;
	/** Whether it holds the directory. */
	directory: boolean;
	/** Whether it may hold keys. */
	keys: boolean;
	/** Whether it is of interest who came. */
	arrivals: boolean;
}

/** The registrant's name, or that there is none. */
export const registrantWords = (row: Registration): string =>
	registrantName(row) || m.registrations_no_name();

/** Every column that a list of registrants can have, the name first. Keys are none of the first ones. */
export function registrantColumns(known: Known): Column<Registration>[] {
	const { event, fields, groups, personOf, directory, keys, arrivals } = known;
	const plain: Column<Registration>[] = [
		{
			id: 'email',
			label: m.registrations_column_email(),
			width: 230,
			first: true,
			text: (row) =>
				registrantName(row) === row.email ? '' : (row.email ?? m.registrations_no_address())
		},
		{
			id: 'status',
			label: m.registrations_column_status(),
			width: 140,
			first: true,
			text: ({ status }) => statusLook(status).word
		},
		{
			id: 'mail',
			label: m.registrations_column_mail(),
			width: 190,
			first: true,
			text: ({ mailState }) => mailLook(mailState).word
		},
		{
			id: 'arrived',
			label: m.registrations_column_arrived(),
			width: 170,
			first: arrivals,
			text: (row) => arrivalTime(row, event.timeZone)
		},
		{
			id: 'language',
			label: m.registrations_column_language(),
			width: 110,
			text: languageOf
		},
		{
			id: 'since',
			label: m.registrations_since(),
			width: 170,
			text: ({ createdAt }) => formatMoment(createdAt, event.timeZone, local.now())
		},
		{
			id: 'source',
			label: m.registrations_column_source(),
			width: 180,
			text: ({ source }) => sources[source]()
		}
	];
	const inProfile = (id: 'company' | 'phone' | 'note', label: string, width: number) => ({
		id,
		label,
		width,
		text: (row: Registration) => personOf(row)?.[id] ?? ''
	});
	const profile = [
		inProfile('company', m.people_company(), 180),
		inProfile('phone', m.people_phone(), 150),
		inProfile('note', m.people_note(), 220)
	];
	return [
		{
			id: 'name',
			label: m.registrations_column_name(),
			width: 220,
			text: registrantWords,
			sortBy: registrantName
		},
		...[...plain, ...(directory ? profile : [])].map((column) => {
			const sortBy = registrantSort(column.id, personOf);
			return sortBy ? { ...column, sortBy } : column;
		}),
		groupsColumn<Registration>(groups),
		// Masked where it is shown (KeyCell.svelte): as text it says nothing.
		...(keys ? [{ id: 'key', label: m.registrations_key(), width: 300, text: () => '' }] : []),
		...ownColumns<Registration>(fields, personOf)
	];
}
