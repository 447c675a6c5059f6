import type { CustomField, CustomValue } from '@foyer/shared/custom-fields';
import { formatShortDay } from '#lib/i18n/format.ts';
import { phoneDigits } from '#lib/i18n/phone-digits.ts';
import type { SearchedFields } from './custom-text.ts';

type Searched = Pick<CustomField, 'id' | 'kind' | 'name'>;

/** Fields with the ways in which people write their values. */
export const searchedFields = (fields: readonly Searched[]): SearchedFields =>
	new Map(fields.map((field) => [field.id, (value) => written[field.kind](value, field)]));

const written: Record<CustomField['kind'], (value: CustomValue, field: Searched) => string> = {
	text: (value) => {
		const digits = phoneDigits(String(value));
		return digits ? `${value} ${digits}` : String(value);
	},
	choice: String,
	number: (value) => {
		const text = String(value);
		return text.includes('.') ? `${text} ${text.replace('.', ',')}` : text;
	},
	date: (value) => `${value} ${shownDay(String(value))}`,
	// Nobody looks for “yes”: of who is a vegetarian, that they are.
	yes_no: (value, { name }) => (value === true ? name : '')
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
