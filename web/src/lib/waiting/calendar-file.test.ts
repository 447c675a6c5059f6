import { expect, test } from 'vitest';
import { calendarFile } from './calendar-file.ts';

const entry = {
	uid: 'c0ffee00-0000-4000-8000-000000000000@foyer.test',
	title: 'Vin, fromage; « été »',
	startsAt: Date.UTC(2026, 4, 14, 17),
	endsAt: Date.UTC(2026, 4, 14, 19),
	link: `https://foyer.test/maison/gala/live?email=${'ines'.repeat(20)}%40example.org&key=0123456789abcdef012345`,
	now: Date.UTC(2026, 4, 1, 8, 30, 15)
};
const unfolded = (file: string) => file.replaceAll('\r\n ', '').split('\r\n');

test('is the entry that mails bring: its UID, its times in UTC, its own link', () => {
	const lines = unfolded(calendarFile(entry));
	expect(lines).toContain('UID:c0ffee00-0000-4000-8000-000000000000@foyer.test');
	expect(lines).toContain('DTSTAMP:20260501T083015Z');
	expect(lines).toContain('DTSTART:20260514T170000Z');
	expect(lines).toContain('DTEND:20260514T190000Z');
	expect(lines).toContain('SUMMARY:Vin\\, fromage\\; « été »');
	expect(lines).toContain(`URL:${entry.link}`);
});

test('no line is longer than 75 octets, and none is broken within a character', () => {
	const title = 'é🎭'.repeat(60);
	const file = calendarFile({ ...entry, title });
	for (const line of file.split('\r\n'))
		expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
	expect(unfolded(file)).toContain(`SUMMARY:${title}`);
});

test('what somebody typed adds no line', () => {
	const lines = unfolded(calendarFile({ ...entry, title: 'A\r\nATTENDEE:x\nB' }));
	expect(lines).toContain('SUMMARY:A\\nATTENDEE:x\\nB');
	expect(lines.some((line) => line.startsWith('ATTENDEE'))).toBe(false);
});
