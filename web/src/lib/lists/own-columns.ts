import type { CustomField } from '@foyer/shared/custom-fields';
import type { Group } from '@foyer/shared/groups';
import type { Person } from '@foyer/shared/people';
import { formatList } from '#lib/i18n/format.ts';
import { fold } from '#lib/i18n/search-text.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Column } from './columns.ts';
import { customValueWords } from './condition-words.ts';
import { numberKey } from './sort-key.ts';

type Own = Pick<Person, 'custom'> | undefined;

const ofCustom = 'custom.';

/** What people are listed by in the column of an organisation's own field; undefined: the column is none. */
export function ownSort(column: string): ((person: Own) => string | null) | undefined {
	if (!column.startsWith(ofCustom)) return undefined;
	const id = column.slice(ofCustom.length);
	return (person) => {
		const value = person?.custom[id];
		if (value === undefined) return null;
		if (typeof value === 'number') return numberKey(value);
		return typeof value === 'boolean' ? (value ? '0' : '1') : fold(value);
	};
}

/** A column for each of the organisation's own fields. */
export const ownColumns = <Row>(
	fields: readonly CustomField[],
	personOf: (row: Row) => Own
): Column<Row>[] =>
	fields.map(({ id, name, kind }) => {
		const column = ofCustom + id;
		const sortBy = ownSort(column);
		return {
			id: column,
			label: name,
			width: 160,
			atEnd: kind === 'number',
			text: (row) => customValueWords(personOf(row)?.custom[id], kind),
			...(sortBy && { sortBy: (row: Row) => sortBy(personOf(row)) })
		};
	});

/** The manual groups that a row lists. */
export function groupsColumn<Row extends Pick<Person, 'groupIds'>>(
	groups: readonly Group[]
): Column<Row> {
	const names = new Map(groups.map(({ id, name }) => [id, name]));
	return {
		id: 'groups',
		label: m.people_groups(),
		width: 200,
		text: ({ groupIds }) => formatList(groupIds.flatMap((id) => names.get(id) ?? []))
	};
}
