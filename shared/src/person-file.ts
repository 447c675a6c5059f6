import type { CustomValue } from './custom-fields.ts';
import type { Invitation } from './invitations.ts';
import type { Person } from './people.ts';

/** How groups and fields of the organisation's own are called, by id. */
export type Labels = ReadonlyMap<string, string>;

/** An instant as a file that is handed to somebody says it. */
export const instantText = (at: number | null): string | null =>
	at === null ? null : new Date(at).toISOString();

/** Values by what their fields are called. Of two fields of one name, one of them deleted, say, both are told. */
function named(
	values: Readonly<Record<string, CustomValue>>,
	labels: Labels
): Record<string, CustomValue> {
	const told = new Map<string, CustomValue>();
	for (const [id, value] of Object.entries(values)) {
		const label = labels.get(id) ?? id;
		let free = label;
		for (let place = 2; told.has(free); place++) free = `${label} (${place})`;
		told.set(free, value);
	}
	return Object.fromEntries(told);
}

/** What the directory says of somebody. */
export const toldProfile = (
	person: Omit<Person, 'id' | 'mergedInto' | 'toldApart'>,
	labels: Labels
) => ({
	firstName: person.firstName,
	lastName: person.lastName,
	email: person.email,
	phone: person.phone,
	company: person.company,
	language: person.language,
	note: person.note,
	groups: person.groupIds.map((id) => labels.get(id) ?? id),
	furtherDetails: named(person.custom, labels),
	addedAt: instantText(person.createdAt),
	deletedAt: instantText(person.deletedAt)
});

/** An invitation, and what became of it. */
export const toldInvitation = (
	one: Pick<
		Invitation,
		'email' | 'language' | 'createdAt' | 'expiresAt' | 'acceptedAt' | 'revokedAt'
	>
) => ({
	email: one.email,
	language: one.language,
	invitedAt: instantText(one.createdAt),
	expiresAt: instantText(one.expiresAt),
	acceptedAt: instantText(one.acceptedAt),
	withdrawnAt: instantText(one.revokedAt)
});
