import { ownColumn } from '@foyer/shared/people-columns';
import type { Locale } from '@foyer/shared/locales';
import type { PersonFields } from '@foyer/shared/people';
import { formatList } from '#lib/i18n/format.ts';
import { localeNames } from '#lib/i18n/locale.ts';
import { customWords } from '#lib/people/custom-values.ts';
import { columnWords } from './import-words.ts';
import type { PeopleImport } from './people-import.svelte.ts';
import type { KnownPerson } from './weigh.ts';

/** One change as it is read. */
export interface ToldChange {
	label: string;
	/** Empty where nothing was said. */
	before: string;
	after: string;
}

const plainWords = (field: keyof PersonFields, value: string | null | undefined): string =>
	field === 'language' && value ? localeNames[value as Locale] : (value ?? '');

/** What changes of a person, field by field. */
export function toldChanges({ person, after }: KnownPerson, importing: PeopleImport): ToldChange[] {
	const { custom, groupIds, ...fields } = after;
	const plain = Object.entries(fields).map(([key, value]) => {
		const field = key as keyof PersonFields;
		return {
			label: columnWords[field](),
			before: plainWords(field, person[field]),
			after: plainWords(field, value as string | null)
		};
	});
	const own = Object.keys(custom ?? {})
		.filter((id) => custom?.[id] !== person.custom[id])
		.flatMap((id): ToldChange[] => {
			const field = importing.fieldOf(ownColumn({ id }));
			if (!field) return [];
			return [
				{
					label: field.name,
					before: customWords(field, person.custom[id]),
					after: customWords(field, custom?.[id])
				}
			];
		});
	const names = (ids: readonly string[] | undefined) =>
		formatList((ids ?? []).map((id) => importing.groupName(id)).filter(Boolean));
	const groups = groupIds
		? [{ label: columnWords.groups(), before: names(person.groupIds), after: names(groupIds) }]
		: [];
	return [...plain, ...own, ...groups];
}
