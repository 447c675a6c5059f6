import type { Person } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';

type Registered = Pick<Registration, 'status' | 'email' | 'personId'>;

/**
 * Tells whether a row's address, or the person it means, has a registration that stands.
 * @param idNow the id of whom an id stands for: who was merged keeps a registration
 */
export function isRegisteredIn(
	registrations: readonly Registered[],
	idNow: (personId: string) => string
): (email: string | null, person: Pick<Person, 'id'> | undefined) => boolean {
	const standing = registrations.filter(({ status }) => status !== 'cancelled');
	const emails = new Set(standing.map(({ email }) => email));
	const people = new Set(standing.map(({ personId }) => idNow(personId)));
	return (email, person) =>
		(email !== null && emails.has(email)) || (person !== undefined && people.has(person.id));
}
