import * as v from 'valibot';
import { arrivalOf } from './arrivals.ts';
import type { CustomField, CustomValue } from './custom-fields.ts';
import type { ExportWords } from './export-words.ts';
import { idSchema, localeSchema } from './fields.ts';
import { groupNameText } from './group-cells.ts';
import type { Group } from './groups.ts';
import type { InvitedState } from './invitations.ts';
import type { Locale } from './locales.ts';
import type { Person } from './people.ts';
import type { Registration } from './registrations.ts';
import { can, type MemberActor } from './team.ts';
import { toWallTime } from './time-zones.ts';
import { writtenNumber } from './written-numbers.ts';

/** The files that can be made. */
export const exportFormats = ['xlsx', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What stands between the cells of a CSV: where a comma divides decimals, Excel wants a semicolon. */
export const delimiterOf = (locale: Locale): ',' | ';' => (locale === 'en' ? ',' : ';');

/** A column of a file. */
export interface ExportColumn<Row> {
	/** The list's column that it stands for: two may stand for one. */
	of: string;
	header: string;
	text: (row: Row) => string;
	/** Of a column of numbers, the number that the text writes, if there is one. */
	number?: (row: Row) => number | undefined;
	/** Whether it lets whoever reads it in. */
	opens?: boolean;
}

/** The column that says whom a row stands for: it is of no list, and stands beside the columns of one. */
export const idColumn = 'id';

/** A cell of a file: a text, or a number, which a workbook holds as such. */
export type ExportCell = string | { number: number; text: string };

/** The cells of a row. */
export const exportCells = <Row>(columns: readonly ExportColumn<Row>[], row: Row): ExportCell[] =>
	columns.map((column) => {
		const [text, number] = [column.text(row), column.number?.(row)];
		return number === undefined ? text : { number, text };
	});

/** What a cell says where every cell is a text. */
export const cellText = (cell: ExportCell): string => (typeof cell === 'string' ? cell : cell.text);

/** What columns need to know of the organisation. */
interface Known {
	/** Its own fields that are not deleted, in their order. */
	fields: readonly CustomField[];
	/** Its groups that are not deleted. */
	groups: readonly Group[];
	/** Where instants are told as clocks show them. */
	timeZone: string;
}

/** Between the names of several groups. */
const betweenNames = '; ';

const moment = (at: number, zone: string): string => {
	const { date, time } = toWallTime(at, zone);
	return `${date} ${time}`;
};

/** First and last name stand apart, so that what was exported can be brought in again. */
const names = <Row extends Pick<Person, 'firstName' | 'lastName'>>(
	words: ExportWords
): ExportColumn<Row>[] => [
	{ of: 'name', header: words.firstName, text: ({ firstName }) => firstName },
	{ of: 'name', header: words.lastName, text: ({ lastName }) => lastName }
];

const spoken = <Row extends { language: string | null }>(
	words: ExportWords
): ExportColumn<Row> => ({
	of: 'language',
	header: words.language,
	text: ({ language }) => language ?? ''
});

const address = <Row extends { email: string | null }>(words: ExportWords): ExportColumn<Row> => ({
	of: 'email',
	header: words.email,
	text: ({ email }) => email ?? ''
});

/** The manual groups that a row lists, in the order of their names. */
function groupsColumn<Row extends Pick<Person, 'groupIds'>>(
	groups: readonly Group[],
	words: ExportWords
): ExportColumn<Row> {
	const known = new Map(groups.map(({ id, name }) => [id, groupNameText(name)]));
	return {
		of: 'groups',
		header: words.groups,
		text: ({ groupIds }) =>
			groupIds
				.flatMap((id) => known.get(id) ?? [])
				.sort()
				.join(betweenNames)
	};
}

function customText(value: CustomValue | undefined, words: ExportWords): string {
	if (typeof value === 'boolean') return value ? words.yes : words.no;
	return typeof value === 'number' ? writtenNumber(value, words.decimal) : (value ?? '');
}

/** What the directory alone says of somebody. */
export type Profile = Pick<Person, 'company' | 'phone' | 'note' | 'custom'>;

type ProfileOf<Row> = (row: Row) => Profile | undefined;

const inProfile = <Row>(
	profileOf: ProfileOf<Row>,
	of: 'company' | 'phone' | 'note',
	words: ExportWords
): ExportColumn<Row> => ({ of, header: words[of], text: (row) => profileOf(row)?.[of] ?? '' });

/** Numbers stand in full and dates as they are stored, so that an import reads what was meant. */
const ownColumns = <Row>(
	fields: readonly CustomField[],
	profileOf: ProfileOf<Row>,
	words: ExportWords
): ExportColumn<Row>[] =>
	fields.map(({ id, name }) => ({
		of: `custom.${id}`,
		header: name,
		text: (row) => customText(profileOf(row)?.custom[id], words),
		number: (row) => {
			const value = profileOf(row)?.custom[id];
			return typeof value === 'number' ? value : undefined;
		}
	}));

const themselves = (person: Person): Profile => person;

interface KnownOfPeople extends Known {
	/** Where somebody stands as who is invited. Left out where that may not be seen. */
	invitedOf?: ((personId: string) => InvitedState) | undefined;
}

const invitation = (
	invitedOf: (personId: string) => InvitedState,
	words: ExportWords
): ExportColumn<Person> => ({
	of: 'invitation',
	header: words.invitation,
	text: ({ id }) => {
		const state = invitedOf(id);
		return state === 'none' ? '' : words.invitations[state];
	}
});

/** All that can be exported of people. */
export const peopleExport = (
	{ fields, groups, timeZone, invitedOf }: KnownOfPeople,
	words: ExportWords
): ExportColumn<Person>[] => [
	...names<Person>(words),
	address<Person>(words),
	inProfile(themselves, 'company', words),
	inProfile(themselves, 'phone', words),
	spoken<Person>(words),
	inProfile(themselves, 'note', words),
	{ of: 'since', header: words.added, text: ({ createdAt }) => moment(createdAt, timeZone) },
	...(invitedOf ? [invitation(invitedOf, words)] : []),
	groupsColumn<Person>(groups, words),
	...ownColumns(fields, themselves, words),
	{ of: idColumn, header: words.id, text: ({ id }) => id }
];

/** What is exported of a registration. */
export type ExportedRegistration = Pick<
	Registration,
	| 'personId'
	| 'firstName'
	| 'lastName'
	| 'email'
	| 'language'
	| 'status'
	| 'mailState'
	| 'source'
	| 'createdAt'
	| 'groupIds'
	| 'admittedAt'
	| 'ledInAt'
>;

/** What lets a registrant in. */
export interface OwnAccess {
	key: string;
	link: string;
}

interface KnownOfEvent<Row> extends Known {
	/** What the directory says of a registrant. Left out where it isn't seen. */
	profileOf?: ProfileOf<Row> | undefined;
	/** A registrant's own access; null: none to give out. Left out where keys and links may not be taken out. */
	accessOf?: ((row: Row) => OwnAccess | null) | undefined;
}

/** All that can be exported of an event's registrants. Who has cancelled has no link. */
export function registrantExport<Row extends ExportedRegistration>(
	{ fields, groups, timeZone, profileOf, accessOf }: KnownOfEvent<Row>,
	words: ExportWords
): ExportColumn<Row>[] {
	const access = (row: Row) => (row.status === 'cancelled' ? null : accessOf?.(row));
	return [
		...names<Row>(words),
		address<Row>(words),
		...(profileOf
			? [inProfile(profileOf, 'company', words), inProfile(profileOf, 'phone', words)]
			: []),
		spoken<Row>(words),
		...(profileOf ? [inProfile(profileOf, 'note', words)] : []),
		{ of: 'since', header: words.registered, text: ({ createdAt }) => moment(createdAt, timeZone) },
		{ of: 'status', header: words.status, text: ({ status }) => words.statuses[status] },
		{
			of: 'arrived',
			header: words.arrived,
			text: (row) => {
				const arrival = arrivalOf(row);
				return arrival ? moment(arrival.at, timeZone) : '';
			}
		},
		{ of: 'mail', header: words.mail, text: ({ mailState }) => words.mails[mailState] },
		{ of: 'source', header: words.source, text: ({ source }) => words.sources[source] },
		groupsColumn<Row>(groups, words),
		...(profileOf ? ownColumns(fields, profileOf, words) : []),
		{ of: idColumn, header: words.id, text: ({ personId }) => personId },
		...(accessOf
			? [
					{
						of: 'key',
						header: words.key,
						text: (row: Row) => access(row)?.key ?? '',
						opens: true
					},
					{
						of: 'link',
						header: words.link,
						text: (row: Row) => access(row)?.link ?? '',
						opens: true
					}
				]
			: [])
	];
}

/** Those of a list's columns that are shown, in the list's order. */
export const shownOf = <Row>(
	all: readonly ExportColumn<Row>[],
	shown: readonly string[]
): ExportColumn<Row>[] => shown.flatMap((id) => all.filter((column) => column.of === id));

/** An export that the server is asked to make, of everything. */
export const exportRequestSchema = v.object({
	organisationId: idSchema,
	/** Whose registrants; null: the organisation's people. */
	eventId: v.nullable(idSchema),
	/** The list's columns, in order; null: all. */
	columns: v.nullable(v.pipe(v.array(v.pipe(v.string(), v.maxLength(100))), v.maxLength(200))),
	format: v.picklist(exportFormats),
	locale: localeSchema
});
export type ExportRequest = v.InferOutput<typeof exportRequestSchema>;

/**
 * Whether somebody may export an event's registrants, or (null) the organisation's people: whoever sees them with
 * their addresses. The door, which sees names alone, exports nobody.
 */
export function mayExport(actor: MemberActor, eventId: string | null): boolean {
	if (eventId === null) return can(actor, { area: 'people', level: 'view' });
	const sees = (area: 'events' | 'checkin') => can(actor, { area, level: 'view', eventId });
	return (
		can(actor, { area: 'people', level: 'view', eventId }) && (sees('events') || sees('checkin'))
	);
}

/**
 * Whether their file may hold the access links: a level above seeing who comes, the one by which links are shown,
 * sent and renewed. A device at the door holds keys to know them again, and hands none out.
 */
export const mayExportLinks = (actor: MemberActor, eventId: string): boolean =>
	mayExport(actor, eventId) && can(actor, { area: 'people', level: 'edit', eventId });

/** For how long a file that was asked for can be fetched, in ms. */
export const exportLifeMs = 24 * 3_600_000;

/**
 * How an export stands that was asked for.
 * - `outdated`: somebody who stands in it was erased
 * - `refused`: who asked may no longer export it
 */
export type ExportState = 'making' | 'ready' | 'expired' | 'outdated' | 'refused' | 'failed';
