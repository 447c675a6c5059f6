import type { CustomField } from '@foyer/shared/custom-fields';
import type { Event } from '@foyer/shared/events';
import type { Group } from '@foyer/shared/groups';
import type { Invitation } from '@foyer/shared/invitations';
import type { Person } from '@foyer/shared/people';
import { instantText, toldInvitation, toldProfile } from '@foyer/shared/person-file';
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

/** What a device holds of somebody, called as in the server's file: a part of that, which says what isn't in it. */
export function deviceFile(person: Person, held: HeldOfPerson, now: number) {
	const labels = new Map([...held.fields, ...held.groups].map(({ id, name }) => [id, name]));
	return {
		file: 'personal data, as far as one device holds it',
		notInIt: [
			...elsewhere,
			...(held.registrations ? [] : ['registrations']),
			...(held.invitations ? [] : ['invitations'])
		],
		organisation: held.organisation,
		madeAt: instantText(now),
		profile: toldProfile(person, labels),
		registrations: (held.registrations ?? []).map((row) => ({
			event: held.eventOf(row.eventId)?.title ?? null,
			eventStartsAt: instantText(held.eventOf(row.eventId)?.startsAt ?? null),
			status: row.status,
			source: row.source,
			firstName: row.firstName,
			lastName: row.lastName,
			email: row.email,
			language: row.language,
			remindersStopped: row.remindersStopped,
			registeredAt: instantText(row.createdAt),
			erasureAskedAt: instantText(row.erasureAskedAt),
			admittedAt: instantText(row.admittedAt),
			ledInAt: instantText(row.ledInAt),
			latestMail: {
				state: row.mailState,
				reason: row.mailReason,
				changedAt: instantText(row.mailAt)
			}
		})),
		invitations: (held.invitations ?? []).map((one) => ({
			...toldInvitation(one),
			latestMail: {
				state: one.mailState,
				reason: one.mailReason,
				changedAt: instantText(one.mailAt)
			}
		}))
	};
}
