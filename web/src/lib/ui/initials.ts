/** One or two capitals for a name (first and last word) or an e-mail address; `·` for nothing. */
export function initials(name: string): string {
	const words =
		name
			.split('@')[0]
			?.split(/[\s._-]+/)
			.filter(Boolean) ?? [];
	const [first] = words;
	const last = words.length > 1 ? words.at(-1) : undefined;
	const letters = [first, last].map((word) => (word ? [...word][0] : '')).join('');
	return letters.toLocaleUpperCase() || '·';
}
