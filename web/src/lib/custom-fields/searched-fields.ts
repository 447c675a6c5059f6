import type { CustomField, CustomValue } from '@foyer/shared/custom-fields';
import { formatShortDay } from '#lib/i18n/format.ts';
import type { SearchedFields } from './custom-text.ts';

/** Fields with the ways in which people write their values; yes and no are nothing to look for. */
export const searchedFields = (
	fields: readonly Pick<CustomField, 'id' | 'kind'>[]
): SearchedFields => new Map(fields.map(({ id, kind }) => [id, written[kind]]));

const written: Record<CustomField['kind'], (value: CustomValue) => string> = {
	text: String,
	choice: String,
	number: (value) => {
		const text = String(value);
		return text.includes('.') ? `${text} ${text.replace('.', ',')}` : text;
	},
	date: (value) => `${value} ${shownDay(String(value))}`,
	yes_no: () => ''
};

/** Days as they are shown: many people share theirs, and Intl takes its time. */
const shownDays = new Map<string, string>();

function shownDay(text: string): string {
	let shown = shownDays.get(text);
	if (shown === undefined) {
		const day = Date.parse(`${text}T00:00Z`);
		shown = Number.isNaN(day) ? '' : formatShortDay(day, 'UTC');
		shownDays.set(text, shown);
	}
	return shown;
}
