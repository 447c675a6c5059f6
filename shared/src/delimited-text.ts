/** How a text begins that a spreadsheet would take for a formula, and one that was made a text already. */
const formula = /^'*[=+\-@\t\r]/;
const asText = /^'(?='*[=+\-@\t\r])/;

const failed = /^#(?:N\/A|REF!|NAME\?|VALUE!|DIV\/0!|NULL!|NUM!|SPILL!|CALC!)$/;

/** Whether a text is how a spreadsheet shows a formula that failed. */
export const isFormulaError = (text: string): boolean => failed.test(text);

const looksFailed = (text: string): boolean => failed.test(text.replace(/^'+/, ''));

/** A text that only looks like such an error stands behind a quote, as it does in a spreadsheet. */
export const quotedError = (text: string): string => (looksFailed(text) ? `'${text}` : text);

/** A text as it was before `quotedError`. */
export const unquotedError = (text: string): string =>
	text.startsWith("'") && looksFailed(text) ? text.slice(1) : text;

/** A text with a quote before it that keeps spreadsheets from taking it for a formula. */
const guarded = (text: string): string => (formula.test(text) ? `'${text}` : quotedError(text));

/** A cell as it was before `delimitedLine` wrote it. */
export const unguarded = (cell: string): string => unquotedError(cell.replace(asText, ''));

/** How a formula failed, to stand in a file as it was read. */
export interface WrittenError {
	error: string;
}

/**
 * A row of delimited text (RFC 4180), without its end. No cell is a formula, whatever it begins with: device and
 * server write by this rule alone, so that their files are the same.
 */
export const delimitedLine = (
	texts: readonly (string | WrittenError)[],
	delimiter: string
): string =>
	texts
		.map((text) => {
			if (typeof text === 'object') return text.error;
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
