import * as v from 'valibot';
import { locales } from './locales.ts';

/** A UUID in lower case: the form of every id. Devices make their own, so that rows made offline keep theirs. */
export const idSchema = v.pipe(v.string(), v.uuid());

/** An instant: UTC milliseconds since the epoch, from 1970 to the year 9999. */
export const instantSchema = v.pipe(
	v.number(),
	v.integer(),
	v.minValue(0),
	v.maxValue(253402300799999)
);

/** One line of text: trimmed, inner white space folded, control characters refused. */
export const lineSchema = (longest: number) =>
	v.pipe(
		v.string(),
		v.transform((text) => text.trim().replace(/\s+/gu, ' ')),
		// eslint-disable-next-line no-control-regex -- control characters are what this refuses
		v.regex(/^[^\u0000-\u001f\u007f]*$/u, 'control_character'),
		v.maxLength(longest, 'too_long')
	);

/** Text of several lines, line ends as `\n`. */
export const textSchema = (longest: number) =>
	v.pipe(
		v.string(),
		v.transform((text) => text.replace(/\r\n?/g, '\n').trim()),
		// eslint-disable-next-line no-control-regex -- as above, tab and line feed excepted
		v.regex(/^[^\u0000-\u0008\u000b-\u001f\u007f]*$/u, 'control_character'),
		v.maxLength(longest, 'too_long')
	);

export const localeSchema = v.picklist(locales);
