import { flatText } from './flat-text.ts';
import { fold } from './search-text.ts';

interface Named {
	id: string;
	firstName: string;
	lastName: string;
	email: string | null;
}

/** What somebody is found by, folded. */
export const nameText = ({ firstName, lastName, email }: Omit<Named, 'id'>): string =>
	`${fold(firstName)} ${fold(lastName)} ${fold(email ?? '')}`;

/**
 * What a list of people is sorted by, compared by code units: last name, then first; who has neither by
 * address, after those who have.
 */
export function nameKey({ id, firstName, lastName, email }: Named): string {
	const last = fold(lastName);
	const first = fold(firstName);
	if (!last.trim() && !first.trim()) return flatText('1', fold(email ?? ''), '\t', id);
	return last ? flatText('0', last, '\t', first, '\t', id) : flatText('0', first, '\t\t', id);
}
