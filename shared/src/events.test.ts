import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import {
	doorsOpenAt,
	eventFieldsSchema,
	freePermalink,
	heldUpBy,
	isRoomUrl,
	neverStarted,
	overlapping,
	phaseOf,
	plainEvent,
	suggestPermalink,
	type Event as WholeEvent
} from './events.ts';

test.each([
	['Assemblée de quartier, printemps', 'assemblee-de-quartier-printemps'],
	['Œuvres & cætera', 'oeuvres-caetera'],
	['  Straße 12!  ', 'strasse-12'],
	['東京の夜', 'event'],
	['', 'event'],
	['a'.repeat(200), 'a'.repeat(70)]
])('a permalink for "%s" is %s', (title, permalink) => {
	expect(suggestPermalink(title)).toBe(permalink);
	expect(v.is(eventFieldsSchema.entries.permalink, permalink)).toBe(true);
});

test('a taken permalink gets the first free number', () => {
	const taken = ['gala', 'gala-2', 'gala-3'];
	expect(freePermalink('gala', (wished) => taken.includes(wished))).toBe('gala-4');
	expect(freePermalink('ball', (wished) => taken.includes(wished))).toBe('ball');
});

test.each([
	['https://meet.example/room?x=1#y', true],
	['https://meet.example:8443/room', true],
	['https://visio.société.example/salle', true],
	['HTTPS://MEET.EXAMPLE/', true],
	['http://meet.example/room', false],
	['javascript:alert(1)', false],
	['https://user:secret@meet.example/', false],
	['https://meet.example\\@evil.example/', false],
	['https://', false],
	['https://localhost/', false],
	['https://meet.example/a b', false],
	['//meet.example', false],
	[' data:text/html,x', false],
	['', false]
])('%s as a room: %s', (url, good) => {
	expect(isRoomUrl(url)).toBe(good);
});

test('a field that is wrong says which and why', () => {
	const wrong = {
		title: ' ',
		permalink: 'Not a link!',
		timeZone: 'Mars/Base',
		roomUrl: 'http://x.example',
		room: { server: '00000000-0000-4000-8000-000000000001', name: 'a/b' },
		earlyEntry: 7
	};
	const parsed = v.safeParse(v.partial(eventFieldsSchema), wrong);
	const issues: Record<string, string> = Object.fromEntries(
		(parsed.issues ?? []).map((issue): [string, string] => [
			v.getDotPath(issue) ?? '',
			issue.message
		])
	);
	expect(issues).toMatchObject({
		title: 'required',
		permalink: 'permalink_malformed',
		timeZone: 'time_zone_unknown',
		roomUrl: 'room_url_not_https',
		'room.name': 'room_name_malformed'
	});
	expect(Object.keys(issues)).toContain('earlyEntry');
});

const hours = 3_600_000;

describe('where an event stands', () => {
	const endsAt = 100 * hours;
	test.each([
		['live', 'clock', endsAt - 1, 'live'],
		['live', 'clock', endsAt + 99 * hours, 'live'],
		['ended', 'clock', 0, 'past'],
		['scheduled', 'clock', endsAt - 1, 'upcoming'],
		['scheduled', 'clock', endsAt, 'past'],
		['scheduled', 'hand', endsAt, 'upcoming'],
		['scheduled', 'hand', endsAt + 12 * hours - 1, 'upcoming'],
		['scheduled', 'hand', endsAt + 12 * hours, 'past'],
		['cancelled', 'hand', endsAt - 1, 'upcoming'],
		['cancelled', 'hand', endsAt, 'past']
	] as const)('%s, started by %s, at %d: %s', (status, startsBy, now, phase) => {
		expect(phaseOf({ status, startsBy, endsAt }, now)).toBe(phase);
	});

	test.each([
		['ended', null, true],
		['ended', 5, false],
		['scheduled', null, false],
		['cancelled', null, false]
	] as const)('%s, started at %s: it never started: %s', (status, startedAt, never) => {
		expect(neverStarted({ status, startedAt })).toBe(never);
	});

	test('doors open early by the minutes of early entry', () => {
		expect(doorsOpenAt({ startsAt: 3_600_000, earlyEntry: 15 })).toBe(2_700_000);
	});
});

describe('an event that is planned for the time of another', () => {
	const other = {
		...plainEvent,
		...{ id: 'other', status: 'scheduled', deletedAt: null, roomUrl: 'https://room.example' },
		...{ room: null, startsAt: 10 * hours, endsAt: 12 * hours }
	} as unknown as WholeEvent;
	const planned = { id: 'own', startsAt: 11 * hours, endsAt: 13 * hours };

	test.each<[string, Partial<typeof planned>, Partial<WholeEvent>, boolean]>([
		['meets it', {}, {}, true],
		['whose room is on a server', {}, { roomUrl: null, room: { server: 's', name: 'r' } }, true],
		['that is live', {}, { status: 'live' }, true],
		['is within it', { startsAt: 10.5 * hours, endsAt: 11 * hours }, {}, true],
		['holds it', { startsAt: 9 * hours }, {}, true],
		['begins as it ends', { startsAt: 12 * hours }, {}, false],
		['ends as it begins', { startsAt: 9 * hours, endsAt: 10 * hours }, {}, false],
		['that takes place without a room', {}, { roomUrl: null }, false],
		['that was called off', {}, { status: 'cancelled' }, false],
		['that is over', {}, { status: 'ended' }, false],
		['that was deleted', {}, { deletedAt: 5 }, false],
		['that it is itself', { id: 'other' }, {}, false],
		['ends before it begins, so far', { endsAt: 10 * hours }, {}, false]
	])('%s', (_, times, fields, meets) => {
		const found = overlapping({ ...planned, ...times }, [{ ...other, ...fields }]);
		expect(found !== null).toBe(meets);
	});

	test('whose time isn’t said yet meets none; of several the first is named', () => {
		expect(overlapping({ ...planned, startsAt: null }, [other])).toBeNull();
		expect(overlapping({ ...planned, endsAt: null }, [other])).toBeNull();
		const earlier = { ...other, id: 'earlier', startsAt: 9 * hours };
		expect(overlapping(planned, [other, earlier])?.id).toBe('earlier');
	});
});

describe('an event that waits for another one’s end', () => {
	const noted = {
		status: 'scheduled',
		startsBy: 'clock',
		startsAt: 10 * hours,
		endsAt: 12 * hours,
		heldUpBy: 'other'
	} as const;
	test.each([
		['its time has come', {}, 10 * hours, 'other'],
		['to its last moment', {}, 12 * hours - 1, 'other'],
		['its time has passed', {}, 12 * hours, null],
		['it was moved to later', { startsAt: 11 * hours }, 10 * hours, null],
		['a person is to start it now', { startsBy: 'hand' }, 10 * hours, null],
		['it is live', { status: 'live' }, 10 * hours, null],
		['it was cancelled', { status: 'cancelled' }, 10 * hours, null],
		['nothing is noted', { heldUpBy: null }, 10 * hours, null],
		['a device made it', { heldUpBy: undefined }, 10 * hours, null]
	] as const)('%s', (_, fields, now, other) => {
		expect(heldUpBy({ ...noted, ...fields }, now)).toBe(other);
	});
});
