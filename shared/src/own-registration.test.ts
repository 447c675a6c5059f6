import { describe, expect, it } from 'vitest';
import type { Event } from './events.ts';
import type { Effect, MutationContext, Write } from './mutation.ts';
import { findMutation } from './mutations.ts';
import {
	askErasure,
	comeBack,
	correctName,
	dropErasure,
	stopReminders,
	wantReminders,
	withdraw
} from './own-registration.ts';
import type { Person } from './people.ts';
import type { OwnChange, Registration } from './registrations.ts';

const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
const [eventId, personId, registrationId] = [id(1), id(2), id(3)] as const;
const now = Date.UTC(2026, 4, 14, 12);
const args = { eventId, personId, registrationId, keyVersion: 1 };
const attendee: MutationContext = { actor: { kind: 'attendee' }, now };

const event = (fields: Partial<Event> = {}) =>
	({
		id: eventId,
		status: 'scheduled',
		startsBy: 'clock',
		endsAt: now + 1,
		capacity: null,
		deletedAt: null,
		...fields
	}) as Event;
const registration = (fields: Partial<Registration> = {}) =>
	({
		id: registrationId,
		eventId,
		personId,
		status: 'registered',
		firstName: 'Ines',
		lastName: 'Moro',
		keyVersion: 1,
		remindersStopped: false,
		erasureAskedAt: null,
		...fields
	}) as Registration;
const person = (fields: Partial<Person> = {}) =>
	({
		id: personId,
		firstName: 'Ines',
		lastName: 'Moro',
		email: 'ines@example.org',
		deletedAt: null,
		...fields
	}) as Person;

const facts = (own: Partial<Registration> = {}, of: Partial<Event> = {}) => ({
	event: event(of),
	registrations: new Map([[personId, registration(own)]]),
	registered: new Map([[personId, registration(own)]])
});
const patch = (fields: Partial<Registration>): Write => ({
	write: 'patch',
	entity: 'registrations',
	id: registrationId,
	fields
});
const noted = (change: OwnChange, before: string | null = null): Effect => ({
	effect: 'own_change',
	eventId,
	registrationId,
	change,
	before,
	at: now
});
const accepted = (writes: Write[], effects: Effect[]) => ({
	ok: true,
	writes,
	effects,
	notices: []
});
const nothing = accepted([], []);
const refused = (refusal: string) => ({ ok: false, refusal });

describe('what attendees change of their own registration', () => {
	it.each([
		['gives a place back', withdraw, facts(), { status: 'cancelled' }, 'withdrawn'],
		[
			'gives one on the waiting list back',
			withdraw,
			facts({ status: 'waiting_list' }),
			{ status: 'cancelled' },
			'withdrawn'
		],
		['stops reminders', stopReminders, facts(), { remindersStopped: true }, 'reminders_stopped'],
		[
			'wants them again',
			wantReminders,
			facts({ remindersStopped: true }),
			{ remindersStopped: false },
			'reminders_wanted'
		],
		[
			'asks to be erased, after the event too',
			askErasure,
			facts({}, { status: 'ended' }),
			{ erasureAskedAt: now, remindersStopped: true },
			'erasure_asked'
		],
		[
			'takes that back',
			dropErasure,
			facts({ erasureAskedAt: 1 }),
			{ erasureAskedAt: null },
			'erasure_dropped'
		]
	] as const)('%s', (_, mutation, answers, fields, change) => {
		expect(mutation.decide(args, answers, attendee)).toEqual(
			accepted([patch(fields)], [noted(change)])
		);
	});

	it.each([
		['given back already', withdraw, { status: 'cancelled' }],
		['no reminders already', stopReminders, { remindersStopped: true }],
		['reminders already', wantReminders, {}],
		['asked already', askErasure, { erasureAskedAt: 1 }],
		['never asked', dropErasure, {}],
		['registered already', comeBack, {}]
	] as const)('changes nothing twice: %s', (_, mutation, own) => {
		const people = new Map([[personId, person()]]);
		const answers = { ...facts(own), people, taken: 0 };
		expect(mutation.decide(args, answers as never, attendee)).toEqual(nothing);
	});

	it.each([withdraw, stopReminders, wantReminders, askErasure, dropErasure, comeBack, correctName])(
		'$name is refused where it is not theirs, or no longer',
		(mutation) => {
			const people = new Map([[personId, person()]]);
			const all = { ...args, firstName: 'Inès', lastName: 'Moreau' };
			const decide = (answers: object, by = attendee) =>
				mutation.decide(all, { people, taken: 0, ...answers } as never, by);
			expect(decide(facts({ id: id(9) }))).toEqual(refused('missing'));
			expect(decide(facts({ keyVersion: 2 }))).toEqual(refused('missing'));
			expect(decide(facts({}, { deletedAt: 1 }))).toEqual(refused('missing'));
			expect(decide({ event: undefined, registrations: new Map() })).toEqual(refused('missing'));
			const member = { actor: { kind: 'member' }, now } as MutationContext;
			expect(decide(facts(), member)).toEqual(refused('not_allowed'));
			expect(findMutation(`${mutation.name}@1`)).toBeUndefined();
		}
	);

	it.each([
		['over', { status: 'ended' }],
		['past its time', { endsAt: now }],
		['called off', { status: 'cancelled' }]
	] as const)('places are given back and taken no more once the event is %s', (_, of) => {
		expect(withdraw.decide(args, facts({}, of), attendee)).toEqual(refused('event_over'));
		const people = new Map([[personId, person()]]);
		const back = { ...facts({ status: 'cancelled' }, of), people, taken: 0 };
		expect(comeBack.decide(args, back, attendee)).toEqual(refused('event_over'));
	});

	it.each([
		['a free place', 1, 'registered'],
		['the waiting list', 2, 'waiting_list']
	] as const)('coming back leads to %s, and mails the link once more', (_, taken, status) => {
		const people = new Map([[personId, person()]]);
		const answers = { ...facts({ status: 'cancelled' }, { capacity: 2 }), people, taken };
		expect(comeBack.decide(args, answers, attendee)).toEqual(
			accepted(
				[patch({ status, mailState: 'queued', mailReason: null, mailAt: null })],
				[
					{ effect: 'mail', mail: 'confirmation', eventId, registrationIds: [registrationId] },
					noted('came_back')
				]
			)
		);
	});

	it('nobody comes back beside a place that is left with who was merged into them', () => {
		const people = new Map([[personId, person()]]);
		const kept = registration({ id: id(4), personId: id(5), status: 'waiting_list' });
		const back = { ...facts({ status: 'cancelled' }), registered: new Map([[personId, kept]]) };
		const decision = comeBack.decide(args, { ...back, people, taken: 0 }, attendee);
		expect(decision).toEqual(refused('registered_already'));
	});

	it('nobody comes back who was deleted', () => {
		const people = new Map([[personId, person({ deletedAt: 1 })]]);
		const answers = { ...facts({ status: 'cancelled' }), people, taken: 0 };
		expect(comeBack.decide(args, answers, attendee)).toEqual(refused('missing'));
	});
});

describe('correcting one’s name', () => {
	const name = { firstName: 'Inès', lastName: 'Moreau' };
	const decide = (own: Partial<Registration>, of: Partial<Person>) =>
		correctName.decide(
			{ ...args, ...name },
			{ ...facts(own), people: new Map([[personId, person(of)]]) },
			attendee
		);
	const onPerson: Write = { write: 'patch', entity: 'people', id: personId, fields: name };

	it('is the person’s, for all events, and tells what it was', () => {
		expect(decide({}, {})).toEqual(
			accepted([onPerson, patch(name)], [noted('renamed', 'Ines Moro')])
		);
	});

	it('reaches a registration that bears another name than the directory', () => {
		expect(decide({ firstName: 'Ine', lastName: '' }, name)).toEqual(
			accepted([patch(name)], [noted('renamed', 'Ine')])
		);
	});

	it('changes nothing where it is right', () => {
		expect(decide(name, name)).toEqual(nothing);
	});

	it.each(['', '   ', 'x'.repeat(101)])('takes no name like “%s”', (firstName) => {
		const schema = correctName.schema['~standard'];
		expect(schema.validate({ ...args, ...name, firstName })).toHaveProperty('issues');
	});
});
