import type { CustomValue } from '@foyer/shared/custom-fields';
import type { Person } from '@foyer/shared/people';
import { fold } from '#lib/i18n/search-text.ts';

/** The organisation's own fields that are searched, each with how its values are written. */
export type SearchedFields = ReadonlyMap<string, (value: CustomValue) => string>;

/** Folded values of the organisation's own fields, each after a space. */
export function customText({ custom }: Pick<Person, 'custom'>, searched: SearchedFields): string {
	let text = '';
	for (const id in custom) {
		const [written, value] = [searched.get(id), custom[id]];
		if (written && value !== undefined) text += ` ${fold(written(value))}`;
	}
	return text;
}
