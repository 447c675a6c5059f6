import { flatText } from '#lib/i18n/flat-text.ts';

/** Keys of rows that say nothing in the column they are listed by begin with it: they come last, both ways. */
export const unsaid = '1';

/** @param value null or empty: nothing is said. @param then what rows of one value are listed by */
export const sortKey = (value: string | null, then: string): string =>
	value ? flatText('0', value, '\t', then) : flatText(unsaid, then);

const bytes = new DataView(new ArrayBuffer(8));
const signBit = 1n << 63n;
const allBits = (1n << 64n) - 1n;

/** A number as text that is compared by code units as the numbers are. */
export function numberKey(value: number): string {
	bytes.setFloat64(0, value);
	const bits = bytes.getBigUint64(0);
	const ordered = bits & signBit ? ~bits & allBits : bits | signBit;
	return ordered.toString(16).padStart(16, '0');
}
