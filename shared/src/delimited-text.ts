/** How a text begins that a spreadsheet would take for a formula, and one that was made a text already. */
const formula = /^'*[=+\-@\t\r]/;
const asText = /^'(?='*[=+\-@\t\r])/;

/** A text with a quote before it that keeps spreadsheets from taking it for a formula. */
const guarded = (text: string): string => (formula.test(text) ? `'${text}` : text);

/** A cell as it was before `delimitedLine` wrote it. */
export const unguarded = (cell: string): string => cell.replace(asText, '');

/**
 * A row of delimited text (RFC 4180), without its end. No cell is a formula, whatever it begins with: device and
 * server write by this rule alone, so that their files are the same.
 */
export const delimitedLine = (texts: readonly string[], delimiter: string): string =>
	texts
		.map((text) => {
			const safe = guarded(text);
			const quoted = safe !== text || /["\r\n\ufeff]|^ | $/.test(safe) || safe.includes(delimiter);
			return quoted ? `"${safe.replaceAll('"', '""')}"` : safe;
		})
		.join(delimiter);

/** Before the first row: without it, Excel takes UTF-8 for Windows-1252. */
export const byteOrderMark = '\ufeff';

/** Between two rows; none after the last. */
export const lineEnd = '\r\n';

/** The longest text that a cell of Excel holds. */
export const longestCell = 32_767;
