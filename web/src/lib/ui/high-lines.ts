/**
 * The height of lines for a text of which some are left out: Arabic with its vowel signs stands higher than a line, was
 * cut off above, and what is left out showed below.
 */
export const highLines = (text: string): string | false =>
	/\p{Script=Arabic}|\p{Script=Hebrew}/u.test(text) && 'leading-[1.8]';
