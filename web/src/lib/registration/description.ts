/** A stretch of a description: words, or an address that leads somewhere. */
export interface Piece {
	text: string;
	href: string | null;
}

const address =
	/https?:\/\/[^\s<>"'«»]+|[\p{L}\p{N}.!#$%&*+/=?^_{|}~-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

/** What ends a sentence doesn't belong to the address before it; nor does a bracket that it didn't open. */
function trimmed(found: string): string {
	const text = found.replace(/[.,;:!?…]+$/u, '');
	return text.endsWith(')') && !text.includes('(') ? text.slice(0, -1) : text;
}

/** A description's paragraphs, each of lines, each of pieces. Only web and mail addresses become links. */
export function paragraphs(description: string): Piece[][][] {
	return description
		.split(/\n{2,}/)
		.filter((paragraph) => paragraph.trim() !== '')
		.map((paragraph) => paragraph.split('\n').map(pieces));
}

function pieces(line: string): Piece[] {
	const found: Piece[] = [];
	let from = 0;
	for (const match of line.matchAll(address)) {
		const text = trimmed(match[0]);
		const isWeb = /^https?:/.test(text);
		if (isWeb && !URL.canParse(text)) continue;
		if (match.index > from) found.push({ text: line.slice(from, match.index), href: null });
		found.push({ text, href: isWeb ? text : `mailto:${text}` });
		from = match.index + text.length;
	}
	if (from < line.length) found.push({ text: line.slice(from), href: null });
	return found;
}

/** The first words of a description, for search results and previews. */
export function summary(description: string, longest = 200): string {
	const text = description.replace(/\s+/g, ' ').trim();
	if (text.length <= longest) return text;
	return `${text.slice(0, longest).replace(/\s+\S*$/, '')}…`;
}
