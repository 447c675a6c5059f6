import type { CustomField } from '@foyer/shared/custom-fields';
import type { Event } from '@foyer/shared/events';
import type { Group } from '@foyer/shared/groups';
import type { Invitation } from '@foyer/shared/invitations';
import type { Person } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';

/** What a device holds of somebody, and by what it calls it. */
export interface HeldOfPerson {
	organisation: string;
	fields: readonly Pick<CustomField, 'id' | 'name'>[];
	groups: readonly Pick<Group, 'id' | 'name'>[];
	/** Undefined: not known. */
	registrations: readonly Registration[] | undefined;
	eventOf: (id: string) => Event | undefined;
	invitations: readonly Invitation[] | undefined;
}

/** What the server alone holds. */
const elsewhere = [
	'profiles merged into this one',
	'each mail and what became of it',
	'openings of links',
	'history of changes'
];

const instant = (at: number | null): string | null =>
	at === null ? null : new Date(at).toISOString();

/** What a device holds of somebody, called as in the server's file: a part of that, which says what isn't in it. */
export function deviceFile(person: Person, held: HeldOfPerson, now: number) {
	const labels = new Map([...held.fields, ...held.groups].map(({ id, name }) => [id, name]));
	const label = (id: string): string => labels.get(id) ?? id;
	return {
		file: 'personal data, as far as one device holds it',
		notInIt: [
			...elsewhere,
			...(held.registrations ? [] : ['registrations']),
			...(held.invitations ? [] : ['invitations'])
		],
		organisation: held.organisation,
		madeAt: instant(now),
		profile: {
			firstName: person.firstName,
			lastName: person.lastName,
			email: person.email,
			phone: person.phone,
			company: person.company,
			language: person.language,
			note: person.note,
			groups: person.groupIds.map(label),
			furtherDetails: Object.fromEntries(
				Object.entries(person.custom).map(([id, value]) => [label(id), value])
			),
			addedAt: instant(person.createdAt),
			deletedAt: instant(person.deletedAt)
		},
		registrations: (held.registrations ?? []).map((row) => ({
			event: held.eventOf(row.eventId)?.title ?? null,
			eventStartsAt: instant(held.eventOf(row.eventId)?.startsAt ?? null),
			status: row.status,
			source: row.source,
			firstName: row.firstName,
			lastName: row.lastName,
			email: row.email,
			language: row.language,
			remindersStopped: row.remindersStopped,
			registeredAt: instant(row.createdAt),
			erasureAskedAt: instant(row.erasureAskedAt),
			admittedAt: instant(row.admittedAt),
			ledInAt: instant(row.ledInAt),
			latestMail: { state: row.mailState, reason: row.mailReason, changedAt: instant(row.mailAt) }
		})),
		invitations: (held.invitations ?? []).map((one) => ({
			email: one.email,
			language: one.language,
			invitedAt: instant(one.createdAt),
			expiresAt: instant(one.expiresAt),
			acceptedAt: instant(one.acceptedAt),
			withdrawnAt: instant(one.revokedAt),
			latestMail: { state: one.mailState, reason: one.mailReason, changedAt: instant(one.mailAt) }
		}))
	};
}
