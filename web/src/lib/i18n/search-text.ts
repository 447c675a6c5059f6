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

/** Text as it is searched and sorted: case, accents, ligatures and typographic marks folded, on one line. */
export function fold(text: string): string {
	const lower = text.toLowerCase();
	return ascii.test(lower) ? lower : (folded.get(lower) ?? foldAnew(lower));
}

/** First names and companies come again and again. */
const folded = new Map<string, string>();
const mostFolded = 5000;

function foldAnew(lower: string): string {
	const text = lower
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.replace(/[œæßøłđðı’‐‑]/g, (letter) => spelledOut[letter] ?? letter)
		.replace(/\s+/gu, ' ');
	if (folded.size >= mostFolded) folded.clear();
	folded.set(lower, text);
	return text;
}

/** Whether every word of a query stands somewhere in a folded text; an empty query fits everything. */
export function fits(folded: string, query: string): boolean {
	return fold(query)
		.split(' ')
		.every((word) => folded.includes(word));
}
