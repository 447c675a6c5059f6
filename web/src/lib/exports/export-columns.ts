import type { CustomField } from '@foyer/shared/custom-fields';
import type { Event } from '@foyer/shared/events';
import type { Group } from '@foyer/shared/groups';
import type { Person } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';
import { toWallTime } from '@foyer/shared/time-zones';
import { groupsColumn, ownColumns } from '#lib/lists/own-columns.ts';
import { m } from '#lib/paraglide/messages.js';
import { columnWords } from '#lib/people-import/import-words.ts';
import { ownLink } from '#lib/registrations/access-link.ts';
import { registrantColumns } from '#lib/registrations/registrant-columns.ts';
import type { PersonOf } from '#lib/registrations/registrant-list.ts';

/** A column of a file. */
export interface ExportColumn<Row> {
	/** The list's column that it stands for: two may stand for one. */
	of: string;
	header: string;
	text: (row: Row) => string;
	/** Whether it lets whoever reads it in. */
	opens?: boolean;
}

const moment = (at: number, zone: string): string => {
	const { date, time } = toWallTime(at, zone);
	return `${date} ${time}`;
};

/** First and last name stand apart, so that what was exported can be brought in again. */
const names = <Row extends Pick<Person, 'firstName' | 'lastName'>>(): ExportColumn<Row>[] => [
	{ of: 'name', header: columnWords.firstName(), text: ({ firstName }) => firstName },
	{ of: 'name', header: columnWords.lastName(), text: ({ lastName }) => lastName }
];

const spoken = <Row extends { language: string | null }>(): ExportColumn<Row> => ({
	of: 'language',
	header: columnWords.language(),
	text: ({ language }) => language ?? ''
});

interface Known {
	fields: readonly CustomField[];
	groups: readonly Group[];
	timeZone: string;
}

/** All that can be exported of people. */
export function peopleExport({ fields, groups, timeZone }: Known): ExportColumn<Person>[] {
	const lists = [groupsColumn<Person>(groups), ...ownColumns<Person>(fields, (row) => row)];
	return [
		...names<Person>(),
		{ of: 'email', header: columnWords.email(), text: ({ email }) => email ?? '' },
		{ of: 'company', header: columnWords.company(), text: ({ company }) => company },
		{ of: 'phone', header: columnWords.phone(), text: ({ phone }) => phone },
		spoken<Person>(),
		{ of: 'note', header: columnWords.note(), text: ({ note }) => note },
		{ of: 'since', header: m.people_since(), text: ({ createdAt }) => moment(createdAt, timeZone) },
		...lists.map(({ id, label, text }) => ({ of: id, header: label, text }))
	];
}

interface KnownOfEvent extends Omit<Known, 'timeZone'> {
	event: Event;
	personOf: PersonOf;
	/** Whether keys and links may be taken out. */
	keys: boolean;
}

const plain = new Set(['status', 'mail', 'source']);

/** All that can be exported of an event's registrants. A link that waits to be synced is left empty. */
export function registrantExport(known: KnownOfEvent): ExportColumn<Registration>[] {
	const { event, fields, groups, personOf, keys } = known;
	const lists = [
		...registrantColumns(known).filter(({ id }) => plain.has(id)),
		groupsColumn<Registration>(groups),
		...ownColumns<Registration>(fields, personOf)
	];
	const linkOf = (row: Registration): string => {
		const own = ownLink(event, row);
		return own.state === 'ready' && row.status !== 'cancelled' ? own.link : '';
	};
	return [
		...names<Registration>(),
		{ of: 'email', header: columnWords.email(), text: ({ email }) => email ?? '' },
		spoken<Registration>(),
		{
			of: 'since',
			header: m.registrations_since(),
			text: ({ createdAt }) => moment(createdAt, event.timeZone)
		},
		...lists.map(({ id, label, text }) => ({ of: id, header: label, text })),
		...(keys
			? [
					{
						of: 'key',
						header: m.exports_key(),
						text: (row: Registration) => (linkOf(row) ? (row.key ?? '') : ''),
						opens: true
					},
					{ of: 'link', header: m.exports_link(), text: linkOf, opens: true }
				]
			: [])
	];
}

/** Those of a list's columns that are shown, in the list's order. */
export const shownOf = <Row>(
	all: readonly ExportColumn<Row>[],
	shown: readonly string[]
): ExportColumn<Row>[] => shown.flatMap((id) => all.filter((column) => column.of === id));
