import { flatText } from './flat-text.ts';
import { fold } from './search-text.ts';

/** What somebody is listed by, folded. */
interface FoldedName {
	first: string;
	last: string;
	email: string;
}

interface Named {
	firstName: string;
	lastName: string;
	email: string | null;
}

export const foldedName = ({ firstName, lastName, email }: Named): FoldedName => ({
	first: fold(firstName),
	last: fold(lastName),
	email: fold(email ?? '')
});

/**
 * What a list of people is sorted by, compared by code units: last name, then first; who has neither by
 * address, after those who have.
 */
export function nameKey({ first, last, email }: FoldedName, id: string): string {
	if (!last.trim() && !first.trim()) return flatText('1', email, '\t', id);
	return last ? flatText('0', last, '\t', first, '\t', id) : flatText('0', first, '\t\t', id);
}
