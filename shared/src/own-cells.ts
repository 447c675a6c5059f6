import {
	customValueSchema,
	fitsField,
	type CustomField,
	type CustomValue
} from './custom-fields.ts';
import * as v from 'valibot';
import { decimalIn, numberMeant, type Decimal } from './written-numbers.ts';

/** How a column's numbers and dates are written, where that could be read in two ways. */
export interface Notation {
	/** What stands before the decimals: `1.234` is a thousand and more, or one and a bit. */
	decimal: Decimal;
	/** Whether `03/04/2026` is the third of April. */
	dayFirst: boolean;
}

/** What is wrong with the value of an organisation's own field. */
export type OwnProblemCode =
	'not_a_number' | 'not_a_date' | 'not_a_choice' | 'not_yes_no' | 'too_long' | 'control_character';

/** A text to be compared: without case and accents, its spaces folded. */
export const folded = (text: string): string =>
	text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/gu, ' ').trim();

const months = [
	'january janvier januari',
	'february fevrier februari',
	'march mars maart mrt',
	'april avril',
	'may mai mei',
	'june juin juni',
	'july juillet juli',
	'august aout augustus',
	'september septembre',
	'october octobre oktober',
	'november novembre',
	'december decembre'
].map((names) => names.split(' '));

/** The month that a word names, or begins to name: 1 to 12. */
function monthNamed(word: string): number | undefined {
	const key = folded(word);
	if (key.length < 3) return undefined;
	const named = months.flatMap((names, at) =>
		names.some((name) => name.startsWith(key)) ? [at + 1] : []
	);
	return named.length === 1 ? named[0] : undefined;
}

/** As Excel reads years of two digits. */
const fullYear = (year: string): number => {
	const number = Number(year);
	return year.length > 2 ? number : number < 30 ? 2000 + number : 1900 + number;
};

const isoDate = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/u;
const numericDate = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[ ,].*)?$/u;
const dayThenMonth =
	/^(?:\p{L}+\.?,? )?(\d{1,2})(?:er|st|nd|rd|th|e)?\.?[ -](\p{L}+)\.?,?[ -](\d{4}|\d{2})$/u;
const monthThenDay = /^(?:\p{L}+, )?(\p{L}+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/u;

function dateOf(year: string, month: number | undefined, day: string): string | undefined {
	if (month === undefined) return undefined;
	const two = (part: number) => String(part).padStart(2, '0');
	const date = `${fullYear(year)}-${two(month)}-${two(Number(day))}`;
	return fitsField({ kind: 'date', choices: [] }, date) ? date : undefined;
}

/** A day as `YYYY-MM-DD`, from how it is written in English, French or Dutch; undefined: it is none. */
export function dateMeant(text: string, dayFirst: boolean): string | undefined {
	const bare = text.trim().replace(/\s+/gu, ' ');
	const [, isoYear = '', isoMonth, isoDay = ''] = isoDate.exec(bare) ?? [];
	if (isoMonth !== undefined) return dateOf(isoYear, Number(isoMonth), isoDay);
	const [, one = '', other = '', year] = numericDate.exec(bare) ?? [];
	if (year !== undefined) {
		const first = dayFirstIn(bare) ?? dayFirst;
		return first ? dateOf(year, Number(other), one) : dateOf(year, Number(one), other);
	}
	const [, day = '', month, inYear = ''] = dayThenMonth.exec(bare) ?? [];
	if (month !== undefined) return dateOf(inYear, monthNamed(month), day);
	const [, named, ofMonth = '', ofYear = ''] = monthThenDay.exec(bare) ?? [];
	return named === undefined ? undefined : dateOf(ofYear, monthNamed(named), ofMonth);
}

/** Whether the day comes first, where a date can be read in one way alone. */
function dayFirstIn(text: string): boolean | undefined {
	const [, one, other] = numericDate.exec(text.trim()) ?? [];
	if (one === undefined || Number(one) > 12 === Number(other) > 12) return undefined;
	return Number(one) > 12;
}

/** How a column is written: by the first of its cells that can be read in one way alone. */
export function notationOf(texts: Iterable<string>, otherwise: Notation): Notation {
	let decimal: Decimal | undefined;
	let dayFirst: boolean | undefined;
	for (const text of texts) {
		decimal ??= decimalIn(text);
		dayFirst ??= dayFirstIn(text);
		if (decimal !== undefined && dayFirst !== undefined) break;
	}
	return {
		decimal: decimal ?? otherwise.decimal,
		dayFirst: dayFirst ?? otherwise.dayFirst
	};
}

const yes = new Set('true vrai waar yes oui ja y o j 1'.split(' '));
const no = new Set('false faux onwaar no non nee neen n 0'.split(' '));

/** Yes or no in English, French or Dutch, as Excel writes it too; undefined: it is neither. */
export function yesNoMeant(text: string): boolean | undefined {
	const key = folded(text);
	return yes.has(key) ? true : no.has(key) ? false : undefined;
}

type Meant = { value: CustomValue } | { problem: OwnProblemCode };

const orProblem = (value: CustomValue | undefined, problem: OwnProblemCode): Meant =>
	value === undefined ? { problem } : { value };

function textMeant(text: string): Meant {
	const parsed = v.safeParse(customValueSchema, text, { abortEarly: true });
	if (parsed.success && typeof parsed.output === 'string') return { value: parsed.output };
	return { problem: text.length > 500 ? 'too_long' : 'control_character' };
}

/** The value of an own field that a cell, which isn't empty, means. */
export function ownValueMeant(
	{ kind, choices }: Pick<CustomField, 'kind' | 'choices'>,
	text: string,
	{ decimal, dayFirst }: Notation
): Meant {
	switch (kind) {
		case 'text':
			return textMeant(text);
		case 'number':
			return orProblem(numberMeant(text, decimal), 'not_a_number');
		case 'date':
			return orProblem(dateMeant(text, dayFirst), 'not_a_date');
		case 'choice': {
			const key = folded(text);
			return orProblem(
				choices.find((choice) => choice === text) ??
					choices.find((choice) => folded(choice) === key),
				'not_a_choice'
			);
		}
		case 'yes_no':
			return orProblem(yesNoMeant(text), 'not_yes_no');
	}
}
