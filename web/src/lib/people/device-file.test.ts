import { barePerson, type Person } from '@foyer/shared/people';
import { expect, test } from 'vitest';
import { eventLike } from '../events/testing.ts';
import { registrationLike } from '../registrations/testing.ts';
import { deviceFile, type HeldOfPerson } from './device-file.ts';

const person: Person = {
	...barePerson,
	...{ id: 'ines', firstName: 'Inès', email: 'ines@example.org', createdAt: 0 },
	...{ groupIds: ['choir', 'gone'], custom: { table: 4 } }
};
const gala = eventLike({ title: 'Gala', startsAt: 1000 });
const held: HeldOfPerson = {
	organisation: 'Arts',
	fields: [{ id: 'table', name: 'Table' }],
	groups: [{ id: 'choir', name: 'Choir' }],
	registrations: [registrationLike({ eventId: gala.id, mailState: 'sent', mailAt: 2000 })],
	eventOf: (id) => (id === gala.id ? gala : undefined),
	invitations: []
};

test('what a device holds of somebody is called by its names, and says what isn’t in it', () => {
	expect(deviceFile(person, held, 3000)).toMatchObject({
		file: 'personal data, as far as one device holds it',
		notInIt: expect.arrayContaining(['history of changes']) as string[],
		organisation: 'Arts',
		madeAt: '1970-01-01T00:00:03.000Z',
		profile: {
			firstName: 'Inès',
			groups: ['Choir', 'gone'],
			furtherDetails: { Table: 4 },
			deletedAt: null
		},
		registrations: [
			{
				event: 'Gala',
				eventStartsAt: '1970-01-01T00:00:01.000Z',
				latestMail: { state: 'sent', changedAt: '1970-01-01T00:00:02.000Z' }
			}
		]
	});
});

test('no key stands in it', () => {
	const keyed = { ...held, registrations: [registrationLike({ key: 'c0ffee'.repeat(4) })] };
	expect(JSON.stringify(deviceFile(person, keyed, 0))).not.toContain('c0ffee');
});

test('what isn’t known is named, where an empty list would say that there is nothing', () => {
	const file = deviceFile(person, { ...held, registrations: undefined, invitations: undefined }, 0);
	expect(file.notInIt).toEqual(expect.arrayContaining(['registrations', 'invitations']));
});
