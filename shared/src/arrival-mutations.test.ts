import { expect, test } from 'vitest';
import { markArrived, takeBackArrivals } from './arrival-mutations.ts';
import { plainEvent, type Event } from './events.ts';
import type { Decision } from './mutation.ts';
import type { Registration } from './registrations.ts';
import { allLevels, type Level, type MemberActor } from './team.ts';

const now = 1000;
const event: Event = {
	...{ id: 'e', title: 'Gala', description: '', permalink: 'gala', status: 'live' },
	...{ startsAt: 900, endsAt: 2000, timeZone: 'UTC', language: 'en', roomUrl: null, room: null },
	...plainEvent,
	...{ replayUrl: null, earlyEntry: 0, startsBy: 'clock', reminders: [], capacity: null },
	...{ startedAt: 900, endedAt: null, createdAt: 0, deletedAt: null }
};
const registration: Registration = {
	...{ id: 'r', eventId: 'e', personId: 'ada', status: 'registered', source: 'organizer' },
	...{ firstName: 'Ada', lastName: '', email: null, language: null, mailState: 'sent' },
	...{ mailReason: null, mailAt: null, keyVersion: 1, createdAt: 0, remindersStopped: false },
	...{ erasureAskedAt: null, devicesSeen: null, groupIds: [] },
	...{ admittedAt: null, admissionId: null, ledInAt: null }
};
const member = (
	checkin: Level,
	events: MemberActor['events'] = 'all',
	rest: Level = 'none'
): MemberActor => ({
	kind: 'member',
	userId: 'u',
	host: false,
	levels: { ...allLevels(rest), checkin },
	events
});
const door = member('edit');

const answers = (...rows: Partial<Registration>[]) => ({
	event,
	registrations: new Map(
		rows.map((row) => {
			const all = { ...registration, ...row };
			return [all.personId, all];
		})
	)
});
const marking = (row: Partial<Registration> = {}, at = 950, actor: MemberActor = door) =>
	markArrived.decide(
		{ eventId: 'e', people: [{ personId: 'ada', at }], admissionId: 'mine' },
		answers(row),
		{ actor, now }
	);
const takingBack = (
	row: Partial<Registration>,
	seen: { admissionId?: string | null; ledInAt?: number | null },
	actor: MemberActor = door
) =>
	takeBackArrivals.decide(
		{ eventId: 'e', people: [{ personId: 'ada', admissionId: null, ledInAt: null, ...seen }] },
		answers(row),
		{ actor, now }
	);
const fieldsOf = (decision: Decision) =>
	decision.ok
		? decision.writes.map((write) => (write.write === 'patch' ? write.fields : write))
		: decision.refusal;

const admitted = { admittedAt: 940, admissionId: 'theirs' };

test.each<[string, Partial<Registration>, number, object[]]>([
	['who came', {}, 950, [{ admittedAt: 950, admissionId: 'mine' }]],
	['who came, by a clock ahead', {}, 5000, [{ admittedAt: now, admissionId: 'mine' }]],
	['whom somebody marked already', admitted, 930, []],
	['whom their link led in', { ledInAt: 940 }, 950, [{ admittedAt: 950, admissionId: 'mine' }]],
	[
		'whose registration was cancelled meanwhile',
		{ status: 'cancelled' },
		950,
		[{ admittedAt: 950, admissionId: 'mine' }]
	]
])('marking %s', (_told, row, at, writes) => {
	expect(fieldsOf(marking(row, at))).toEqual(writes);
});

const gone = { admittedAt: null, admissionId: null };

test.each<[string, Partial<Registration>, Parameters<typeof takingBack>[1], object[]]>([
	['what was marked', admitted, { admissionId: 'theirs' }, [gone]],
	['what is taken back already', {}, { admissionId: 'theirs' }, []],
	['what somebody else marked meanwhile', admitted, { admissionId: 'mine' }, []],
	['an entry', { ledInAt: 940 }, { ledInAt: 940 }, [{ ledInAt: null }]],
	['an entry, after which they came in again', { ledInAt: 990 }, { ledInAt: 940 }, []],
	[
		'a marking of whom their link led in too',
		{ ...admitted, ledInAt: 960 },
		{ admissionId: 'theirs' },
		[gone]
	],
	[
		'both',
		{ ...admitted, ledInAt: 960 },
		{ admissionId: 'theirs', ledInAt: 960 },
		[{ ...gone, ledInAt: null }]
	]
])('taking back %s', (_told, row, seen, writes) => {
	expect(fieldsOf(takingBack(row, seen))).toEqual(writes);
});

test.each<[string, MemberActor, boolean]>([
	['who scans alone', member('view'), false],
	['who scans and searches', member('edit'), true],
	['who manages the door', member('manage'), true],
	['who sees to everything but the door', member('none', 'all', 'manage'), false],
	['who sees to this event', member('edit', ['e']), true],
	['who sees to another', member('edit', ['other']), false],
	['the host', { ...member('none'), host: true }, true]
])('%s may: %s', (_told, actor, may) => {
	for (const decision of [
		marking({}, 950, actor),
		takingBack(admitted, { admissionId: 'theirs' }, actor)
	])
		expect(decision.ok || decision.refusal).toBe(may || 'not_allowed');
});

test('what is gone is missing', () => {
	const args = { eventId: 'e', people: [{ personId: 'ada', at: 1 }], admissionId: 'mine' };
	for (const given of [
		{ ...answers({}), event: { ...event, deletedAt: 1 } },
		{ ...answers({}), event: undefined },
		answers()
	])
		expect(fieldsOf(markArrived.decide(args, given, { actor: door, now }))).toBe('missing');
});

test('two ids that lead to one since they were merged mark one', () => {
	const row = { ...registration };
	const registrations = new Map([
		['ada', row],
		['twin', row]
	]);
	const people = ['twin', 'ada'].map((personId, n) => ({ personId, at: 910 + n }));
	const decision = markArrived.decide(
		{ eventId: 'e', people, admissionId: 'mine' },
		{ event, registrations },
		{ actor: door, now }
	);
	expect(fieldsOf(decision)).toEqual([{ admittedAt: 910, admissionId: 'mine' }]);
});
