import { numberMeant } from '@foyer/shared/written-numbers';
import { formattingLocale } from './format.ts';
import { usualNotation } from './notation.ts';

/** A number as it is typed: in the reader's language, or as only another one writes it; undefined: it is none. */
export const numberTyped = (text: string): number | undefined =>
	numberMeant(text, usualNotation().decimal);

/** A number as it would be typed: without thousands set apart. */
export const typedNumber = (value: number): string =>
	value.toLocaleString(formattingLocale(), { useGrouping: false, maximumFractionDigits: 20 });
