const ascii = /^[\u0020-\u007e]*$/;

const spelledOut: Record<string, string> = {
	œ: 'oe',
	æ: 'ae',
	ß: 'ss',
	ø: 'o',
	ł: 'l',
	đ: 'd',
	ð: 'd',
	ı: 'i',
	'’': "'",
	'‐': '-',
	'‑': '-'
};

const foldedAnew = (lower: string): string =>
	lower
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.replace(/[œæßøłđðı’‐‑]/g, (letter) => spelledOut[letter] ?? letter)
		.replace(/\s+/gu, ' ');

/** The letters of Latin scripts, in which most names are written, each folded by itself. */
const latin = Array.from({ length: 0x250 }, (_, code) => foldedAnew(String.fromCharCode(code)));

/** Text as it is searched and sorted: case, accents, ligatures and typographic marks folded, on one line. */
export function fold(text: string): string {
	const lower = text.toLowerCase();
	return ascii.test(lower) ? lower : (foldedByLetter(lower) ?? folded(lower));
}

/** @returns null where other letters than Latin ones are among them */
function foldedByLetter(lower: string): string | null {
	let text = '';
	for (let at = 0; at < lower.length; at++) {
		const letter = latin[lower.charCodeAt(at)];
		if (letter === undefined) return null;
		if (letter !== ' ' || !text.endsWith(' ')) text += letter;
	}
	return text;
}

/** First names and companies come again and again. */
const known = new Map<string, string>();
const mostKnown = 5000;

function folded(lower: string): string {
	const text = known.get(lower) ?? foldedAnew(lower);
	if (known.size >= mostKnown) known.clear();
	known.set(lower, text);
	return text;
}

/** Whether every word of a query stands somewhere in a folded text; an empty query fits everything. */
export function fits(folded: string, query: string): boolean {
	return fold(query)
		.split(' ')
		.every((word) => folded.includes(word));
}
