import { fold } from './search-text.ts';

const written = /^\+?[\d\s()./-]+$/;
const fewestDigits = 7;
/** Three numbers of which the middle one is short. */
const day = /^\d{1,4}\D\d{1,2}\D\d{1,4}$/;

/**
 * The digits of what looks like a telephone number, however it is set out, without the zeros or the plus before
 * them: so that one is found as it is dialled from near and from afar. Empty where it looks like none.
 */
export function phoneDigits(text: string): string {
	const trimmed = text.trim();
	if (!written.test(trimmed) || day.test(trimmed)) return '';
	const digits = trimmed.replace('(0)', '').replace(/\D/g, '');
	return digits.length < fewestDigits ? '' : digits.replace(/^0+/, '');
}

/** What a telephone number is found by: as it is written, and its digits. Empty where there is none. */
export const phoneText = (phone: string): string =>
	phone && ` ${fold(phone)} ${phoneDigits(phone)}`;
