import { randomUUID } from 'node:crypto';
import type { Person, PersonFields } from '@foyer/shared/people';
import { allLevels, type Levels, type MemberActor } from '@foyer/shared/team';
import { plainEvent, type Event } from '@foyer/shared/events';
import type { Db } from '../db/database.ts';

/** An organisation with its host. */
export async function makeOrganisation(db: Db, pageName = `org-${randomUUID().slice(0, 8)}`) {
	const organisationId = randomUUID();
	await db
		.insertInto('organisations')
		.values({
			id: organisationId,
			name: `Maison ${pageName}`,
			pageName,
			locale: 'fr',
			timeZone: 'Europe/Paris'
		})
		.execute();
	const host = await makeMember(db, organisationId, { host: true, levels: allLevels('manage') });
	return { organisationId, pageName, host };
}

interface MemberOptions {
	host?: boolean;
	levels: Levels;
	/** Chosen events; left out: all. */
	events?: string[];
	until?: number;
}

/** A user who is a member of the organisation. */
export async function makeMember(
	db: Db,
	organisationId: string,
	options: MemberOptions
): Promise<MemberActor> {
	const userId = randomUUID();
	const { host = false, levels, events, until = null } = options;
	await db
		.insertInto('users')
		.values({
			id: userId,
			email: `${userId}@example.org`,
			name: 'A member',
			locale: 'en',
			passwordHash: null
		})
		.execute();
	await db
		.insertInto('members')
		.values({
			organisationId,
			userId,
			host,
			levels: JSON.stringify(levels),
			allEvents: !events,
			until
		})
		.execute();
	for (const eventId of events ?? []) {
		await db.insertInto('memberEvents').values({ organisationId, userId, eventId }).execute();
	}
	return { kind: 'member', userId, host, levels, events: events ?? 'all' };
}

/** An event as a row, in May 2026, with what the test sets. */
export async function makeEvent(
	db: Db,
	organisationId: string,
	fields: Partial<Event> = {}
): Promise<Event> {
	const id = fields.id ?? randomUUID();
	const event: Event = {
		id,
		title: 'Assemblée de quartier',
		description: '',
		permalink: `event-${id.slice(0, 8)}`,
		startsAt: Date.UTC(2026, 4, 14, 17),
		endsAt: Date.UTC(2026, 4, 14, 19),
		timeZone: 'Europe/Paris',
		language: 'fr',
		roomUrl: 'https://room.example/assembly',
		room: null,
		...plainEvent,
		replayUrl: null,
		earlyEntry: 0,
		startsBy: 'clock',
		reminders: [],
		capacity: null,
		status: 'scheduled',
		startedAt: null,
		endedAt: null,
		createdAt: Date.UTC(2026, 3, 1),
		deletedAt: null,
		...fields
	};
	await db
		.insertInto('events')
		.values({ organisationId, ...event })
		.execute();
	return event;
}

/** A person's row, yet to be stored. */
export const personLike = (fields: Partial<PersonFields> = {}) => ({
	id: randomUUID(),
	firstName: 'Inès',
	lastName: 'Moreau',
	company: '',
	language: 'fr' as const,
	email: `ines.${randomUUID().slice(0, 8)}@example.org`,
	phone: '',
	note: '',
	mergedInto: null,
	createdAt: Date.UTC(2026, 3, 1),
	deletedAt: null,
	groupIds: [],
	custom: {},
	...fields
});

export async function makePerson(
	db: Db,
	organisationId: string,
	fields: Partial<PersonFields> = {}
) {
	const person = personLike(fields);
	await db
		.insertInto('people')
		.values({ organisationId, ...person })
		.execute();
	return person;
}

/** The row of a person's registration, yet to be stored. */
export const registrationLike = (
	{
		id,
		firstName,
		lastName,
		email,
		language
	}: Pick<Person, 'id' | 'firstName' | 'lastName' | 'email' | 'language'>,
	eventId: string
) => ({
	id: randomUUID(),
	eventId,
	personId: id,
	status: 'registered' as const,
	source: 'organizer' as const,
	firstName,
	lastName,
	email,
	language,
	mailState: 'not_sent' as const,
	mailReason: null,
	mailAt: null,
	keyVersion: 1,
	createdAt: Date.UTC(2026, 3, 2),
	remindersStopped: false,
	erasureAskedAt: null,
	devicesSeen: null,
	admittedAt: null,
	admissionId: null,
	ledInAt: null,
	groupIds: []
});

/** A person registered for an event. */
export async function makeRegistration(
	db: Db,
	organisationId: string,
	eventId: string,
	fields: Partial<PersonFields> = {}
) {
	const person = await makePerson(db, organisationId, fields);
	const registration = registrationLike(person, eventId);
	await db
		.insertInto('registrations')
		.values({ organisationId, ...registration })
		.execute();
	return registration;
}
