import type { CustomValue } from '@foyer/shared/custom-fields';
import type { Person } from '@foyer/shared/people';
import { customText, type SearchedFields } from '#lib/custom-fields/custom-text.ts';
import { nameKey, nameText } from '#lib/i18n/name-order.ts';
import { phoneText } from '#lib/i18n/phone-digits.ts';
import { fold } from '#lib/i18n/search-text.ts';
import type { Indexing } from '#lib/lists/row-search.ts';
import { sortKey } from '#lib/lists/sort-key.ts';

type Values = Readonly<Record<string, CustomValue>>;

function sameValues(a: Values, b: Values): boolean {
	if (a === b) return true;
	for (const id in a) if (a[id] !== b[id]) return false;
	for (const id in b) if (!(id in a)) return false;
	return true;
}

const noFields: SearchedFields = new Map();

/**
 * People are found by name, address, company, telephone number and what is noted in fields of the organisation's own.
 * "Moreau Inès" is found as "Inès Moreau" is: a query's words are looked for one by one.
 * @param searched the fields that there are
 * @param sortBy what they are listed by, folded, before their name
 */
export function peopleIndexing(
	searched: SearchedFields = noFields,
	sortBy?: (person: Person) => string | null
): Indexing<Person> {
	return {
		keyOf(person) {
			const name = nameKey(person);
			return sortBy ? sortKey(sortBy(person), name) : name;
		},
		textOf(person) {
			return `${nameText(person)} ${fold(person.company)}${phoneText(person.phone)}${customText(person, searched)}`;
		},
		alike: (a, b) =>
			a.firstName === b.firstName &&
			a.lastName === b.lastName &&
			a.email === b.email &&
			a.company === b.company &&
			a.phone === b.phone &&
			sameValues(a.custom, b.custom) &&
			(sortBy === undefined || sortBy(a) === sortBy(b))
	};
}
