import type { PersonFields } from '@foyer/shared/people';

/** What was searched for in vain, as the beginning of a new person. */
export function fieldsFromQuery(
	query: string
): Partial<Pick<PersonFields, 'firstName' | 'lastName'> & { email: string }> {
	const text = query.trim().replace(/\s+/g, ' ');
	if (text.includes('@')) return { email: text };
	const [firstName = '', ...rest] = text.split(' ');
	return { firstName, lastName: rest.join(' ') };
}
