/** What somebody is listed by, folded. */
interface FoldedName {
	first: string;
	last: string;
	email: string;
}

/**
 * What a list of people is sorted by, compared by code units: last name, then first; who has neither by
 * address, after those who have.
 */
export function nameKey({ first, last, email }: FoldedName, id: string): string {
	const name = last ? `${last}\t${first}` : `${first}\t`;
	return name.trim() ? `0${name}\t${id}` : `1${email}\t${id}`;
}
