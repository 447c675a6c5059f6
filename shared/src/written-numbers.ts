/** What stands before a number's decimals. */
export type Decimal = ',' | '.';

const spacesAndQuotes = /[\s\u00a0\u202f'’]/gu;

/** A number that only one notation writes so: what stands before its decimals. */
export function decimalIn(text: string): Decimal | undefined {
	const bare = text.replace(spacesAndQuotes, '');
	if (!/^[-+]?[\d.,]+$/u.test(bare)) return undefined;
	const [dot, comma] = [bare.lastIndexOf('.'), bare.lastIndexOf(',')];
	if (dot < 0 && comma < 0) return undefined;
	if (dot >= 0 && comma >= 0) return dot > comma ? '.' : ',';
	const mark = dot >= 0 ? '.' : ',';
	const [whole = '', ...rest] = bare.replace(/^[-+]/u, '').split(mark);
	if (rest.length > 1) return mark === '.' ? ',' : '.';
	const isThousand = rest[0]?.length === 3 && /^[1-9]\d{0,2}$/u.test(whole);
	return isThousand ? undefined : mark;
}

const grouped = {
	',': /^[-+]?\d{1,3}(?:,\d{3})+$/u,
	'.': /^[-+]?\d{1,3}(?:\.\d{3})+$/u
};

/** A number as it is written in English, French or Dutch; undefined: it is none. */
export function numberMeant(text: string, decimal: Decimal): number | undefined {
	const bare = text.replace(spacesAndQuotes, '').replace('−', '-');
	if (/^[-+]?\d+(?:\.\d+)?e[-+]?\d+$/iu.test(bare)) return finite(bare);
	const point = decimalIn(bare) ?? decimal;
	const thousands = point === '.' ? ',' : '.';
	const [whole = '', decimals, ...more] = bare.split(point);
	if (more.length > 0 || !/^\d*$/u.test(decimals ?? '')) return undefined;
	if (!grouped[thousands].test(whole) && !/^[-+]?\d*$/u.test(whole)) return undefined;
	const plain = `${whole.replaceAll(thousands, '')}.${decimals ?? ''}`;
	return /\d/u.test(plain) ? finite(plain) : undefined;
}

function finite(text: string): number | undefined {
	const number = Number(text);
	return Number.isFinite(number) ? number : undefined;
}

/** Three decimals that another language would take for thousands: `1.234`. */
const likeThousands = /^-?[1-9]\d{0,2}\.\d{3}$/;

/** A number in full, as every language reads it: where three decimals could be thousands, a fourth says that they aren't. */
export function writtenNumber(value: number, decimal: Decimal): string {
	const text = String(value);
	// What is very large or small stands with its power of ten, which is written alike everywhere.
	if (text.includes('e')) return text;
	return (likeThousands.test(text) ? `${text}0` : text).replace('.', decimal);
}
