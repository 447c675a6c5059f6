import { emailMeant } from '@foyer/shared/access';
import { phoneDigits } from '#lib/i18n/phone-digits.ts';

/** The parameters of a whole link; null where a query is none. */
function linkIn(query: string): URLSearchParams | null {
	const text = query.trim();
	return /^https?:\/\/\S+$/i.test(text) && URL.canParse(text) ? new URL(text).searchParams : null;
}

/** What of a query may be an access key, or its beginning: of the key itself, or of a whole link. */
export function keyIn(query: string): string | null {
	const text = linkIn(query)?.get('key') ?? query.trim();
	return /^[0-9a-f]{6,22}$/i.test(text) ? text.toLowerCase() : null;
}

/** What a query looks for among texts: of a whole link, the address in it. */
export function textIn(query: string): string {
	const email = linkIn(query)?.get('email');
	return email ? emailMeant(email) : query;
}

/** The same as it is looked for: a telephone number by its digits, as rows have them. */
export const soughtIn = (query: string): string => phoneDigits(query) || textIn(query);

/** A number is no more than a number: so few keys are digits alone. */
const isNumber = (text: string): boolean => /^\d{1,15}$/.test(text);

/** What of a query may stand in the address of the page, which histories keep: no key, and no link that has one. */
export function tellable(query: string): string {
	const text = query.trim();
	const secret = linkIn(text)?.has('key') || (keyIn(text) !== null && !isNumber(text));
	return secret ? '' : text;
}
