import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import {
	doorsOpenAt,
	eventFieldsSchema,
	freePermalink,
	isRoomUrl,
	phaseOf,
	suggestPermalink
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
		roomUrl: 'room_url_not_https'
	});
	expect(Object.keys(issues)).toContain('earlyEntry');
});

describe('where an event stands', () => {
	const endsAt = 1000;
	test.each([
		['live', 2000, 'live'],
		['ended', 0, 'past'],
		['scheduled', 0, 'upcoming'],
		['scheduled', 2000, 'past'],
		['cancelled', 0, 'upcoming'],
		['cancelled', 2000, 'past']
	] as const)('%s at %d: %s', (status, now, phase) => {
		expect(phaseOf({ status, endsAt }, now)).toBe(phase);
	});

	test('doors open early by the minutes of early entry', () => {
		expect(doorsOpenAt({ startsAt: 3_600_000, earlyEntry: 15 })).toBe(2_700_000);
	});
});
