import { barePerson, type Person } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';

type Registered = Pick<Registration, 'status' | 'email' | 'personId'>;

/**
 * Tells whether a row's address, or the person it means, has a registration that stands. Who was deleted keeps theirs,
 * but not their address: who comes in by it is somebody else, and is registered too.
 * @param personNow whom an id stands for, as far as they are known: who was merged keeps a registration
 */
export function isRegisteredIn(
	registrations: readonly Registered[],
	personNow: (id: string) => Pick<Person, 'id' | 'deletedAt'> | undefined
): (email: string | null, person: Pick<Person, 'id'> | undefined) => boolean {
	const isDeleted = (id: string) => (personNow(id)?.deletedAt ?? null) !== null;
	const standing = registrations.filter(
		({ status, personId }) => status !== 'cancelled' && !isDeleted(personId)
	);
	const emails = new Set(standing.map(({ email }) => email));
	const people = new Set(standing.map(({ personId }) => personNow(personId)?.id ?? personId));
	return (email, person) =>
		(email !== null && emails.has(email)) || (person !== undefined && people.has(person.id));
}

/** Whom the event has, by the id that is exported of them: for who brings people into it and doesn't see the directory. */
export function registrantsOf(
	registrations: readonly Pick<Registration, 'personId' | 'email' | 'createdAt'>[]
): (id: string) => Person | undefined {
	const known = new Map(registrations.map((row) => [row.personId, row]));
	return (id) => {
		const row = known.get(id);
		return row && { ...barePerson, id, email: row.email, createdAt: row.createdAt };
	};
}
