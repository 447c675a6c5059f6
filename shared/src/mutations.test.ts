import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { CustomField } from './custom-fields.ts';
import {
	cancelEvent,
	createEvent,
	createEvent1,
	createEvent2,
	createEvent3,
	deleteEvent,
	reinstateEvent,
	updateEvent,
	updateEvent1,
	updateEvent2,
	updateEvent3
} from './event-mutations.ts';
import { plainEvent, type Event } from './events.ts';
import { findMutation } from './mutations.ts';
import type { Decision, Mutation } from './mutation.ts';
import { addPerson, newPerson, updatePerson } from './people-mutations.ts';
import type { Person } from './people.ts';
import {
	addRegistrations,
	admitRegistrations,
	cancelRegistrations,
	registerSomeone,
	dismissDevices,
	signUp
} from './registration-mutations.ts';
import { importPeople2 } from './people-import-mutations.ts';
import { revealKeys, rotateKeys, rotateKeys1, takeBackKeys } from './key-mutations.ts';
import { sendConfirmations } from './confirmation-mutations.ts';
import type { Registration } from './registrations.ts';
import { allLevels, type MemberActor } from './team.ts';

const host: MemberActor = {
	kind: 'member',
	userId: 'u',
	host: true,
	levels: allLevels('manage'),
	events: 'all'
};
const guest: MemberActor = { ...host, host: false, levels: allLevels('view') };
const context = { actor: host, now: 1000 };

const event: Event = {
	id: 'e',
	title: 'Gala',
	description: '',
	permalink: 'gala',
	startsAt: 10_000,
	endsAt: 20_000,
	timeZone: 'Europe/Paris',
	language: 'fr',
	roomUrl: null,
	room: null,
	...plainEvent,
	replayUrl: null,
	earlyEntry: 0,
	startsBy: 'clock',
	reminders: [60],
	capacity: null,
	status: 'scheduled',
	startedAt: null,
	endedAt: null,
	createdAt: 0,
	deletedAt: null
};
const ada: Person = { ...newPerson({ id: 'ada', firstName: 'Ada', email: 'ada@example.org' }, 0) };
const registration: Registration = {
	id: 'r',
	eventId: 'e',
	personId: 'ada',
	status: 'registered',
	source: 'organizer',
	firstName: 'Ada',
	lastName: '',
	email: 'ada@example.org',
	language: null,
	mailState: 'sent',
	mailReason: null,
	mailAt: null,
	keyVersion: 1,
	remindersStopped: false,
	erasureAskedAt: null,
	devicesSeen: null,
	admittedAt: null,
	admissionId: null,
	ledInAt: null,
	groupIds: [],
	createdAt: 0
};

const refusalOf = (decision: Decision) => (decision.ok ? null : decision.refusal);
const writesOf = (decision: Decision) => (decision.ok ? decision.writes : refusalOf(decision));
const effectsOf = (decision: Decision) => (decision.ok ? decision.effects : refusalOf(decision));

describe('events', () => {
	const { status: _s, startedAt: _a, endedAt: _b, createdAt: _c, deletedAt: _d, ...args } = event;
	const none = { same: undefined, neighbours: [] };

	test.each([
		[{}, host, none, null],
		[{}, guest, none, 'not_allowed'],
		[{ endsAt: 10_000 }, host, none, 'ends_before_start'],
		[{ endsAt: 10_000 + 32 * 86_400_000 }, host, none, 'too_long_event'],
		[{}, host, { ...none, same: event }, 'conflict']
	] as const)('creating with %j', (changed, actor, answers, refusal) => {
		const decision = createEvent.decide(
			{ ...args, ...changed, reminders: [60] } as never,
			answers,
			{ actor, now: 0 }
		);
		expect(refusalOf(decision)).toBe(refusal);
	});

	test('a permalink taken meanwhile gets a number, and who asked is told', () => {
		const decision = createEvent.decide(
			{ ...args, id: 'new' } as never,
			{ ...none, neighbours: [event] },
			context
		);
		expect(decision).toMatchObject({
			writes: [{ row: { permalink: 'gala-2' } }],
			notices: [{ notice: 'permalink_changed', wished: 'gala', given: 'gala-2' }]
		});
	});

	test.each([
		[{ title: 'Ball' }, event, []],
		[{ startsAt: 11_000 }, event, ['mail', 'reminders']],
		[{ startsAt: 10_000 }, event, []],
		[{ reminders: [5] }, event, ['reminders']],
		[{ startsAt: 25_000 }, event, 'ends_before_start'],
		[{ startsAt: 11_000 }, { ...event, status: 'live' }, 'already_started'],
		[{ endsAt: 30_000 }, { ...event, status: 'live' }, ['mail']],
		[{ startsAt: 11_000 }, { ...event, status: 'cancelled' }, 'already_cancelled'],
		[{ title: 'Ball' }, { ...event, deletedAt: 5 }, 'missing'],
		[{ title: 'Ball' }, undefined, 'missing']
	] as const)('updating %j', (fields, known, effects) => {
		const decision = updateEvent.decide(
			{ id: 'e', fields: fields as never },
			{ event: known, neighbours: [] },
			context
		);
		const found = effectsOf(decision);
		expect(Array.isArray(found) ? found.map(({ effect }) => effect) : found).toEqual(effects);
	});

	const room = { server: '00000000-0000-4000-8000-000000000001', name: 'gala' };
	const url = 'https://room.example';

	test.each([
		[{ room }, { room, roomUrl: null }],
		[{ roomUrl: url }, { roomUrl: url, room: null }],
		[
			{ roomUrl: url, room },
			{ room, roomUrl: null }
		],
		[{ roomUrl: null }, { roomUrl: null }],
		[
			{ room: null, roomUrl: url },
			{ room: null, roomUrl: url }
		]
	])('an event has one room: %j', (fields, written) => {
		const decision = updateEvent.decide({ id: 'e', fields }, { event, neighbours: [] }, context);
		expect(writesOf(decision)).toMatchObject([{ fields: written }]);
	});

	test('what devices send that know no room servers is taken as it was meant', () => {
		const { room: _r, opensByCode: _o, ...old } = args;
		const id = '00000000-0000-4000-8000-000000000002';
		const made = v.parse(createEvent1.schema, { ...old, id, reminders: [60] });
		expect(made).toMatchObject({ id, room: null, opensByCode: false });
		const changed = v.parse(updateEvent1.schema, { id, fields: { roomUrl: url, room } });
		expect(changed).toEqual({ id, fields: { roomUrl: url } });
		const decision = updateEvent1.decide(
			changed,
			{ event: { ...event, room }, neighbours: [] },
			context
		);
		expect(writesOf(decision)).toMatchObject([{ fields: { roomUrl: url, room: null } }]);
	});

	test('devices that know no codes leave them as they are', () => {
		const { opensByCode: _o, ...old } = args;
		const id = '00000000-0000-4000-8000-000000000002';
		const made = v.parse(createEvent2.schema, { ...old, room, id, reminders: [60] });
		expect(made).toMatchObject({ id, room, opensByCode: false });
		const fields = { title: 'Ball', opensByCode: true };
		for (const { schema } of [updateEvent1, updateEvent2])
			expect(v.parse(schema, { id, fields })).toEqual({ id, fields: { title: 'Ball' } });
		expect(v.parse(updateEvent.schema, { id, fields })).toEqual({ id, fields });
	});

	test('devices that know no limits, windows and messages leave them as they are', () => {
		const old = Object.fromEntries(Object.entries(args).filter(([name]) => !(name in plainEvent)));
		const id = '00000000-0000-4000-8000-000000000002';
		const made = v.parse(createEvent3.schema, { ...old, id, reminders: [60], opensByCode: true });
		const { opensByCode: _, ...plain } = plainEvent;
		expect(made).toMatchObject({ id, opensByCode: true, ...plain });
		const fields = { title: 'Ball', message: 'Soon', deviceLimit: 1 };
		for (const { schema } of [updateEvent1, updateEvent2, updateEvent3])
			expect(v.parse(schema, { id, fields })).toEqual({ id, fields: { title: 'Ball' } });
		expect(v.parse(updateEvent.schema, { id, fields })).toEqual({ id, fields });
	});

	test.each([
		[null, null, null],
		[30_000, null, null],
		[null, 30_000, null],
		[30_000, 40_000, null],
		[40_000, 40_000, 'replay_ends_before_start']
	] as const)('a replay from %s until %s', (replayFrom, replayUntil, refusal) => {
		const decision = updateEvent.decide(
			{ id: 'e', fields: { replayFrom, replayUntil } },
			{ event, neighbours: [] },
			context
		);
		expect(refusalOf(decision)).toBe(refusal);
	});

	const unstarted: Partial<Event> = { status: 'ended', startedAt: null, endedAt: 20_000 };
	const started: Partial<Event> = { status: 'ended', startedAt: 10_000, endedAt: 20_000 };
	const again = { status: 'scheduled', endedAt: null };
	test.each([
		['it never started, and is moved', unstarted, { startsAt: 40_000, endsAt: 50_000 }, again],
		['it never started, and ends later', unstarted, { endsAt: 50_000 }, again],
		['it never started, and a person is to start it', unstarted, { startsBy: 'hand' }, again],
		['it never started, and gets a time that is over too', unstarted, { endsAt: 25_000 }, {}],
		['it never started, and is called otherwise', unstarted, { title: 'Ball' }, {}],
		['it was held, and is moved', started, { startsAt: 40_000, endsAt: 50_000 }, 'already_started'],
		['it was held, and ends later', started, { endsAt: 50_000 }, {}]
	] as const)('an event that is over: %s', (_, of, fields, follows) => {
		const decision = updateEvent.decide(
			{ id: 'e', fields },
			{ event: { ...event, ...of }, neighbours: [] },
			{ actor: host, now: 30_000 }
		);
		const [write] = decision.ok ? decision.writes : [];
		expect(refusalOf(decision) ?? write).toEqual(
			typeof follows === 'string'
				? follows
				: { write: 'patch', entity: 'events', id: 'e', fields: { ...fields, ...follows } }
		);
	});

	test('a permalink of another event is refused, one’s own is not', () => {
		const taken = { ...event, id: 'other', permalink: 'ball' };
		const update = (permalink: string) =>
			refusalOf(
				updateEvent.decide(
					{ id: 'e', fields: { permalink } },
					{ event, neighbours: [taken, event] },
					context
				)
			);
		expect([update('ball'), update('gala')]).toEqual(['permalink_taken', null]);
	});

	test.each([
		[cancelEvent, 'scheduled', null],
		[cancelEvent, 'live', null],
		[cancelEvent, 'cancelled', 'already_cancelled'],
		[cancelEvent, 'ended', 'event_over'],
		[reinstateEvent, 'cancelled', null],
		[reinstateEvent, 'scheduled', 'conflict'],
		[deleteEvent, 'scheduled', null],
		[deleteEvent, 'live', 'already_started']
	] as const)('%o where the event is %s', (mutation, status, refusal) => {
		expect(refusalOf(mutation.decide({ id: 'e' }, { event: { ...event, status } }, context))).toBe(
			refusal
		);
	});
});

describe('people', () => {
	test('a known address leads to the person it has, and fills gaps only', () => {
		const decision = addPerson.decide(
			{ id: 'new', firstName: 'A.', lastName: 'Lovelace', email: 'ada@example.org' },
			{ same: undefined, known: new Map([['ada@example.org', ada]]) },
			context
		);
		expect(decision).toMatchObject({
			writes: [
				{ write: 'insert', row: { id: 'new', mergedInto: 'ada', email: null } },
				{ write: 'patch', id: 'ada', fields: { lastName: 'Lovelace' } }
			],
			notices: [{ notice: 'person_known', personId: 'ada' }]
		});
	});

	test.each([
		[{ firstName: 'A' }, null],
		[{ lastName: 'A' }, null],
		[{ email: 'ada@example.org' }, null],
		[{ firstName: '', email: null, phone: '1' }, 'nameless'],
		[{}, 'nameless']
	])('adding %j', (fields, refusal) => {
		const answers = { same: undefined, known: new Map() };
		expect(refusalOf(addPerson.decide({ id: 'new', ...fields }, answers, context))).toBe(refusal);
	});

	test.each([
		[{ firstName: 'A' }, ada, null, null],
		[{ email: 'ada@example.org' }, ada, ada, null],
		[{ email: 'bob@example.org' }, ada, { ...ada, id: 'bob' }, 'email_taken'],
		[{ firstName: 'A' }, { ...ada, deletedAt: 5 }, null, 'missing'],
		[{ firstName: 'A' }, undefined, null, 'missing'],
		[{ firstName: '' }, ada, null, null],
		[{ email: null }, ada, null, null],
		[{ firstName: '', email: null }, ada, null, 'nameless'],
		[{ email: null }, { ...ada, firstName: '' }, null, 'nameless'],
		[{ firstName: '', note: 'x' }, { ...ada, firstName: '', email: null }, null, null]
	])('updating %j', (fields, person, holder, refusal) => {
		const known = new Map(holder && fields.email ? [[fields.email, holder]] : []);
		const answers = { person, known, customFields: new Map() };
		expect(refusalOf(updatePerson.decide({ id: 'ada', fields }, answers, context))).toBe(refusal);
	});
});

describe('registrations', () => {
	const adding = (fields: object = {}, of: Partial<Event> = {}, actor = host) =>
		addRegistrations.decide(
			{ eventId: 'e', people: [{ id: 'r2', personId: 'ada' }], confirmations: 'now', ...fields },
			{
				event: { ...event, ...of },
				people: new Map([['ada', ada]]),
				registered: new Map(),
				taken: 1
			},
			{ actor, now: 0 }
		);

	test.each([
		['now', 'queued', 1],
		['later', 'not_sent', 0],
		['never', 'suppressed', 0]
	])('confirmations %s: the mail is %s', (confirmations, mailState, mails) => {
		const decision = adding({ confirmations });
		expect(writesOf(decision)).toMatchObject([
			{ row: { mailState, keyVersion: 1, firstName: 'Ada', status: 'registered' } }
		]);
		expect(effectsOf(decision)).toHaveLength(mails);
	});

	test.each([
		[{ capacity: 1 }, 'waiting_list'],
		[{ capacity: 2 }, 'registered'],
		[{ capacity: null }, 'registered']
	])('%j and one place taken: %s', (of, status) => {
		expect(writesOf(adding({}, of))).toMatchObject([{ row: { status } }]);
	});

	const past = { startsAt: -2, endsAt: -1 };
	const signingUp = (of: Partial<Event>) =>
		signUp.decide(
			{
				...{ id: 'p', registrationId: 'r2', eventId: 'e' },
				...{ firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.org' }
			},
			{ event: { ...event, ...of }, byEmail: new Map(), registered: new Map(), taken: 0 },
			{ actor: host, now: 0 }
		);

	test.each<[Partial<Event>, { organizers: string | null; public: string | null }]>([
		[{ status: 'ended' }, { organizers: null, public: 'event_over' }],
		[{ status: 'cancelled' }, { organizers: 'event_over', public: 'event_over' }],
		[{ deletedAt: 5 }, { organizers: 'missing', public: 'missing' }],
		[
			{ status: 'ended', deletedAt: 5 },
			{ organizers: 'missing', public: 'missing' }
		],
		[{ status: 'live' }, { organizers: null, public: null }],
		[past, { organizers: null, public: 'event_over' }],
		[
			{ ...past, startsBy: 'hand' },
			{ organizers: null, public: null }
		],
		[
			{ ...past, status: 'live' },
			{ organizers: null, public: null }
		]
	])('for an event that is %j', (of, refusal) => {
		expect({
			organizers: refusalOf(adding({}, of)),
			public: refusalOf(signingUp(of))
		}).toEqual(refusal);
	});

	test.each([
		['now', { mailState: 'suppressed', mailReason: 'event_over' }],
		['later', { mailState: 'suppressed', mailReason: 'event_over' }],
		['never', { mailState: 'suppressed', mailReason: 'organizer' }]
	])('confirmations %s after the end: none goes out', (confirmations, mail) => {
		for (const of of [{ status: 'ended' as const }, past]) {
			const decision = adding({ confirmations }, of);
			expect(writesOf(decision)).toMatchObject([{ row: { status: 'registered', ...mail } }]);
			expect(effectsOf(decision)).toEqual([]);
		}
	});

	test('who may only look may not register', () => {
		expect(refusalOf(adding({}, {}, guest))).toBe('not_allowed');
	});

	const changing = (
		mutation: Pick<Mutation, 'decide'>,
		row: Partial<Registration> = {}
	): Decision => {
		const registrations = new Map([['ada', { ...registration, ...row }]]);
		const facts = { event, registrations, people: new Map(), registered: registrations };
		return mutation.decide({ eventId: 'e', personIds: ['ada'] }, facts, context);
	};

	test.each([
		[cancelRegistrations, {}, [{ fields: { status: 'cancelled' } }]],
		[cancelRegistrations, { status: 'cancelled' as const }, []],
		[admitRegistrations, { status: 'cancelled' as const }, [{ fields: { status: 'registered' } }]],
		[
			admitRegistrations,
			{ status: 'waiting_list' as const },
			[{ fields: { status: 'registered', mailState: 'queued' } }]
		],
		[
			rotateKeys1,
			{ keyVersion: 3, keyRotation: 'x', keyBefore: 2 },
			[{ fields: { keyVersion: 4, keyRotation: null, keyBefore: null } }]
		],
		[dismissDevices, { devicesSeen: 6 }, [{ fields: { devicesSeen: null } }]],
		[dismissDevices, {}, []],
		[sendConfirmations, {}, [{ fields: { mailState: 'queued' } }]],
		[sendConfirmations, { email: null }, []],
		[sendConfirmations, { status: 'cancelled' as const }, []]
	])('%o of %j', (mutation, row, writes) => {
		expect(writesOf(changing(mutation, row))).toMatchObject(writes);
	});

	const rotated = { keyVersion: 5, keyRotation: 'mine', keyBefore: 3 };
	const rotating = (row: Partial<Registration>, actor = host) =>
		rotateKeys.decide(
			{ eventId: 'e', personIds: ['ada'], rotation: 'mine' },
			{ event, registrations: new Map([['ada', { ...registration, ...row }]]) },
			{ actor, now: 0 }
		);
	const takingBack = (row: Partial<Registration>, opened: string[] = [], actor = host) =>
		takeBackKeys.decide(
			{ eventId: 'e', personIds: ['ada'], rotation: 'mine' },
			{
				event,
				registrations: new Map([['ada', { ...registration, ...row }]]),
				opened: new Set(opened)
			},
			{ actor, now: 0 }
		);

	test('rotating remembers what it made void, taking back restores it', () => {
		expect(writesOf(rotating({ keyVersion: 3 }))).toEqual([
			{
				write: 'patch',
				entity: 'registrations',
				id: 'r',
				fields: { keyVersion: 4, keyRotation: 'mine', keyBefore: 3, devicesSeen: null }
			}
		]);
		expect(writesOf(takingBack(rotated))).toEqual([
			{
				write: 'patch',
				entity: 'registrations',
				id: 'r',
				fields: { keyVersion: 3, keyRotation: null, keyBefore: null }
			}
		]);
	});

	test.each([
		['link_opened', rotated, ['r'], host],
		['conflict', { ...rotated, keyRotation: 'another' }, [], host],
		['conflict', {}, [], host],
		['not_allowed', rotated, [], guest]
	] as const)('taking back is refused: %s', (refusal, row, opened, actor) => {
		expect(refusalOf(takingBack(row, [...opened], actor))).toBe(refusal);
	});

	test.each([
		['a member notes it', host, 500, 500],
		['though they may no longer do so', guest, 500, 500],
		['never ahead of the time it is', host, 5000, 1000]
	] as const)('a key taken out is noted: %s', (_, actor, at, noted) => {
		const decision = revealKeys.decide(
			{ eventId: 'e', personIds: ['ada', 'gone'], way: 'copied', at },
			{ registrations: new Map([['ada', registration]]) },
			{ actor, now: 1000 }
		);
		expect(writesOf(decision)).toEqual([]);
		expect(effectsOf(decision)).toEqual([
			{
				effect: 'reveal',
				eventId: 'e',
				registrationIds: ['r'],
				userId: 'u',
				way: 'copied',
				at: noted
			}
		]);
	});

	test('nobody from outside notes anything', () => {
		const decision = revealKeys.decide(
			{ eventId: 'e', personIds: ['ada'], way: 'shown', at: 0 },
			{ registrations: new Map() },
			{ actor: { kind: 'attendee' }, now: 0 }
		);
		expect(refusalOf(decision)).toBe('not_allowed');
	});

	test('who may only look rotates nothing', () => {
		expect(refusalOf(rotating({}, guest))).toBe('not_allowed');
	});

	test('a registration that was cancelled gets its place and key back', () => {
		const decision = addRegistrations.decide(
			{ eventId: 'e', people: [{ id: 'r2', personId: 'ada' }], confirmations: 'never' },
			{
				event,
				people: new Map([['ada', ada]]),
				registered: new Map([['ada', { ...registration, status: 'cancelled' }]]),
				taken: 0
			},
			context
		);
		expect(writesOf(decision)).toMatchObject([
			{ write: 'patch', id: 'r', fields: { status: 'registered' } }
		]);
	});
});

describe('import', () => {
	const rows = [
		{ id: 'p1', registrationId: 'r1', firstName: 'Augusta', email: 'ada@example.org' },
		{ id: 'p2', registrationId: 'r2', firstName: 'Bob', email: 'bob@example.org' },
		{ id: 'p3', registrationId: 'r3', firstName: 'Bob again', email: 'bob@example.org' }
	];
	const answers = {
		event: { ...event, capacity: 2 },
		begun: undefined,
		customFields: new Map(),
		groups: new Map(),
		byEmail: new Map([['ada@example.org', ada]]),
		same: new Map(),
		registeredById: new Map(),
		registered: new Map([['ada', registration]]),
		taken: 1
	};

	test('corrects who is known, adds who is not, registers whoever is not registered', () => {
		const decision = importPeople2.decide(
			{ eventId: 'e', rows, groups: [], confirmations: 'later' },
			answers,
			context
		);
		expect(writesOf(decision)).toMatchObject([
			{ write: 'patch', entity: 'people', id: 'ada', fields: { firstName: 'Augusta' } },
			{ write: 'insert', entity: 'people', row: { id: 'p1', mergedInto: 'ada' } },
			{ write: 'insert', entity: 'people', row: { id: 'p2', firstName: 'Bob' } },
			{
				write: 'insert',
				entity: 'registrations',
				row: { id: 'r2', personId: 'p2', status: 'registered' }
			},
			{ write: 'patch', entity: 'people', id: 'p2' },
			{ write: 'insert', entity: 'people', row: { id: 'p3', mergedInto: 'p2' } }
		]);
	});

	test('who holds one event alone brings people in, and changes nobody in the directory', () => {
		const limited: MemberActor = { ...host, host: false, events: ['e'] };
		const taken = [{ id: 'ada', registrationId: 'r9', email: 'mine@example.org' }];
		const decide = (some: typeof taken) =>
			importPeople2.decide(
				{ eventId: 'e', rows: some, groups: [], confirmations: 'later' },
				{ ...answers, same: new Map([['ada', ada]]) },
				{ actor: limited, now: 0 }
			);
		expect(
			writesOf(decide([{ ...taken[0], email: 'ada@example.org' } as (typeof taken)[0]]))
		).toEqual([]);
		const unregistered = importPeople2.decide(
			{
				eventId: 'e',
				rows: [{ id: 'p', registrationId: 'r9', firstName: 'A.', email: 'ada@example.org' }],
				groups: [],
				confirmations: 'later'
			},
			{ ...answers, registered: new Map() },
			{ actor: limited, now: 0 }
		);
		expect(writesOf(unregistered), 'what the directory says of them stays there').toMatchObject([
			{ entity: 'people', row: { id: 'p', mergedInto: 'ada' } },
			{ entity: 'registrations', row: { personId: 'ada', firstName: 'A.', lastName: '' } }
		]);
		expect(writesOf(decide(taken))).not.toContainEqual(
			expect.objectContaining({ write: 'patch', entity: 'people' })
		);
	});

	test('who holds one event alone knows by their id whom it has, and has no address: they come in once', () => {
		const limited: MemberActor = { ...host, host: false, events: ['e'] };
		const known = { ...registration, email: null, personId: 'cy', id: 'r1' };
		const decide = (row: object, standing: Registration) =>
			writesOf(
				importPeople2.decide(
					{
						...{ eventId: 'e', groups: [], confirmations: 'later' },
						rows: [{ id: 'cy', registrationId: 'r9', ...row }]
					},
					{
						...{ ...answers, registered: new Map() },
						registeredById: new Map([['cy', standing]])
					},
					{ actor: limited, now: 0 }
				)
			);
		expect(decide({ firstName: 'Cy' }, known)).toEqual([]);
		expect(decide({}, known)).toEqual([]);
		expect(decide({ firstName: 'Another' }, { ...known, status: 'cancelled' })).toMatchObject([
			{ write: 'patch', entity: 'registrations', id: 'r1', fields: { status: 'registered' } }
		]);
	});

	const diet: CustomField = {
		...{ id: 'diet', name: 'Diet', kind: 'choice' as const, choices: ['Vegan'] },
		...{ position: 1, createdAt: 0, deletedAt: null }
	};
	const group = (id: string, of: object = {}) => ({
		...{ id, name: id, smart: false, rule: null, createdAt: 0, deletedAt: null },
		...of
	});
	const own = {
		...answers,
		customFields: new Map([
			['diet', diet],
			['gone', { ...diet, id: 'gone', deletedAt: 5 }]
		]),
		groups: new Map([
			['choir', group('choir')],
			['smart', group('smart', { smart: true })],
			['gone', group('gone', { deletedAt: 5 })]
		]),
		byEmail: new Map([
			['ada@example.org', { ...ada, custom: { diet: 'Halal', table: 4 }, groupIds: ['press'] }]
		])
	};
	const withOwn = (custom: Record<string, string>, groupIds: string[], actor = host) =>
		writesOf(
			importPeople2.decide(
				{
					eventId: 'e',
					rows: rows.slice(0, 2).map((row) => ({ ...row, custom, groupIds })),
					groups: [
						{ id: 'new', name: 'New' },
						{ id: 'choir', name: 'Made already' }
					],
					confirmations: 'later'
				},
				own,
				{ actor, now: 7 }
			)
		);

	test('values and groups are added to what people have; a group that isn’t there is made once', () => {
		expect(withOwn({ diet: 'Vegan' }, ['choir', 'new'])).toMatchObject([
			{ write: 'insert', entity: 'groups', row: group('new', { name: 'New', createdAt: 7 }) },
			{
				write: 'patch',
				id: 'ada',
				fields: { custom: { diet: 'Vegan', table: 4 }, groupIds: ['press', 'choir', 'new'] }
			},
			{ write: 'insert', row: { id: 'p1', mergedInto: 'ada' } },
			{ write: 'insert', row: { id: 'p2', custom: { diet: 'Vegan' }, groupIds: ['choir', 'new'] } },
			{ write: 'insert', entity: 'registrations', row: { groupIds: ['choir', 'new'] } }
		]);
	});

	test('what fits no more since the sheet was read is left out, and nobody with it', () => {
		const [, , , bob] = withOwn({ diet: 'Meat', gone: 'x', other: 'y' }, [
			'smart',
			'gone',
			'other'
		]) as object[];
		expect(bob).toMatchObject({ row: { id: 'p2', custom: {}, groupIds: [] } });
	});

	test('the address of a duplicate who was merged leads to who stayed, and changes no address', () => {
		const decision = importPeople2.decide(
			{
				...{ eventId: null, groups: [], confirmations: 'never' },
				rows: [{ id: 'ada', registrationId: 'r', firstName: 'Augusta', email: 'old@example.org' }]
			},
			{ ...own, event: undefined, byEmail: new Map([['old@example.org', ada]]) },
			context
		);
		expect(writesOf(decision)).toEqual([
			{ write: 'patch', entity: 'people', id: 'ada', fields: { firstName: 'Augusta' } }
		]);
	});

	test('who holds one event alone makes no groups, and gives no values', () => {
		const limited: MemberActor = { ...host, host: false, events: ['e'] };
		const writes = withOwn({ diet: 'Vegan' }, ['choir'], limited) as { entity: string }[];
		expect(writes.map(({ entity }) => entity)).not.toContain('groups');
		expect(writes).toContainEqual(
			expect.objectContaining({
				row: expect.objectContaining({ id: 'p2', custom: {}, groupIds: [] }) as object
			})
		);
	});

	test('devices of before push rows without any of it', () => {
		const id = '00000000-0000-4000-8000-000000000001';
		const args = { eventId: null, rows: [{ id, registrationId: id }], confirmations: 'never' };
		expect(v.is(findMutation('people.import@1')!.schema, args)).toBe(true);
	});
});

describe('registering somebody by hand', () => {
	const known: Person = { ...ada, lastName: 'Lovelace', language: 'fr' };
	const levels = { ...allLevels('none'), people: 'edit' as const };
	const editor: MemberActor = { ...host, host: false, levels };
	const limited: MemberActor = { ...editor, events: ['e'] };
	const given = {
		eventId: 'e',
		id: 'p',
		registrationId: 'r2',
		firstName: 'A.',
		lastName: '',
		email: 'ada@example.org',
		confirmations: 'now' as const
	};
	const none = {
		event,
		same: undefined,
		byEmail: new Map<string, Person>(),
		registered: new Map<string, Registration>(),
		taken: 0
	};
	const inDirectory = { ...none, byEmail: new Map([['ada@example.org', known]]) };
	const decide = (actor: MemberActor, answers: Partial<typeof none> = {}, args = {}) =>
		registerSomeone.decide({ ...given, ...args }, { ...none, ...answers }, { actor, now: 0 });

	test.each<[string, MemberActor, object, object, string | null]>([
		['the host', host, {}, {}, null],
		['who edits people', editor, {}, {}, null],
		['who edits this event’s people', limited, {}, {}, null],
		['who edits another event’s people', { ...limited, events: ['other'] }, {}, {}, 'not_allowed'],
		['who has no event', { ...limited, events: [] }, {}, {}, 'not_allowed'],
		['who may look', { ...limited, levels: allLevels('view') }, {}, {}, 'not_allowed'],
		[
			'who edits events alone',
			{ ...limited, levels: { ...allLevels('none'), events: 'manage' } },
			{},
			{},
			'not_allowed'
		],
		['an event that is gone', limited, { event: undefined }, {}, 'missing'],
		['an event that is over', limited, { event: { ...event, status: 'ended' } }, {}, null],
		[
			'an event called off',
			limited,
			{ event: { ...event, status: 'cancelled' } },
			{},
			'event_over'
		],
		['an id that is taken', limited, { same: ada }, {}, 'conflict']
	])('%s', (_who, actor, answers, args, refusal) => {
		expect(refusalOf(decide(actor, answers, args))).toBe(refusal);
	});

	test('a new address makes a person and a registration, by whoever may', () => {
		for (const actor of [editor, limited]) {
			expect(decide(actor)).toMatchObject({
				writes: [
					{ write: 'insert', entity: 'people', row: { id: 'p', email: 'ada@example.org' } },
					{
						write: 'insert',
						entity: 'registrations',
						row: { id: 'r2', personId: 'p', source: 'organizer', mailState: 'queued' }
					}
				],
				effects: [{ effect: 'mail', mail: 'confirmation', registrationIds: ['r2'] }],
				notices: []
			});
		}
	});

	test('who may not see the directory gets the same for an address that it has', () => {
		const shown = (decision: Decision) =>
			decision.ok && {
				...decision,
				writes: decision.writes.flatMap((write) =>
					write.write === 'insert' && write.entity === 'registrations'
						? [{ ...write.row, personId: '' }]
						: []
				)
			};
		const decision = decide(limited, inDirectory);
		expect(shown(decision)).toEqual(shown(decide(limited)));
		expect(writesOf(decision)).toMatchObject([
			{ entity: 'people', row: { id: 'p', mergedInto: 'ada', email: null } },
			{ entity: 'registrations', row: { personId: 'ada', firstName: 'A.', lastName: '' } }
		]);
	});

	test('who may see it is told, and what was missing in it is filled in', () => {
		const decision = decide(
			editor,
			{ ...none, byEmail: new Map([['ada@example.org', { ...known, firstName: '' }]]) },
			{}
		);
		expect(decision).toMatchObject({
			writes: [
				{ write: 'patch', entity: 'people', id: 'ada', fields: { firstName: 'A.' } },
				{ write: 'insert', entity: 'people', row: { mergedInto: 'ada' } },
				{ entity: 'registrations', row: { firstName: 'A.', lastName: 'Lovelace' } }
			],
			notices: [{ notice: 'person_known', personId: 'ada' }]
		});
	});

	test.each([
		['is registered already', 'registered', []],
		[
			'had cancelled',
			'cancelled',
			[{ write: 'patch', entity: 'registrations', id: 'r', fields: { status: 'registered' } }]
		]
	] as const)('who %s keeps one registration', (_what, status, writes) => {
		const registered = new Map([['ada', { ...registration, status }]]);
		const [alias, ...others] = writesOf(
			decide(limited, { ...inDirectory, registered })
		) as object[];
		expect(alias).toMatchObject({ entity: 'people', row: { mergedInto: 'ada' } });
		expect(others).toMatchObject(writes);
	});

	test('a name is enough, nothing at all is not', () => {
		expect(writesOf(decide(limited, {}, { email: null }))).toMatchObject([
			{ row: { firstName: 'A.', email: null } },
			{ row: { mailState: 'suppressed', mailReason: 'no_address' } }
		]);
		const id = '00000000-0000-4000-8000-000000000001';
		const args = { ...given, eventId: id, id, registrationId: id };
		expect(v.is(registerSomeone.schema, args)).toBe(true);
		expect(v.is(registerSomeone.schema, { ...args, firstName: ' ', email: null })).toBe(false);
	});

	test('devices push it', () => {
		expect(findMutation('registrations.register_someone@1')).toBe(registerSomeone);
	});
});

describe('sign-up on the page', () => {
	const args = {
		id: 'p',
		registrationId: 'r2',
		firstName: 'X',
		lastName: 'Y',
		email: 'ada@example.org',
		eventId: 'e'
	};
	const attendee = { actor: { kind: 'attendee' } as const, now: 0 };

	test('a known address changes nothing of the person, and gets the link by mail again', () => {
		const answers = {
			event,
			byEmail: new Map([['ada@example.org', ada]]),
			registered: new Map([['ada', registration]]),
			taken: 1
		};
		const decision = signUp.decide(args, answers, attendee);
		expect(writesOf(decision)).toEqual([
			{
				write: 'patch',
				entity: 'registrations',
				id: 'r',
				fields: { mailState: 'queued', mailReason: null }
			}
		]);
		expect(effectsOf(decision)).toEqual([
			{ effect: 'mail', mail: 'confirmation', eventId: 'e', registrationIds: ['r'] }
		]);
	});

	test('a new address makes a person and a registration', () => {
		const decision = signUp.decide(
			args,
			{ event, byEmail: new Map(), registered: new Map(), taken: 0 },
			attendee
		);
		expect(writesOf(decision)).toMatchObject([
			{ entity: 'people' },
			{ entity: 'registrations', row: { source: 'page', mailState: 'queued' } }
		]);
	});

	test('devices cannot push it', () => {
		expect(findMutation('registrations.sign_up@1')).toBeUndefined();
		expect(findMutation('people.update@2')).toBe(updatePerson);
	});
});
