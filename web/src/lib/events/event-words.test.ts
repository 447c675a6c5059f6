import { expect, test } from 'vitest';
import { entrySpreadWords, eventStatusWord, eventWhen, eventWhenShort } from './event-words.ts';
import { eventLike } from './testing.ts';

const { startsAt, endsAt } = eventLike();

test.each([
	[{}, startsAt - 1, 'Scheduled'],
	[{}, startsAt, 'Due to start'],
	[{ heldUpBy: 'other' }, startsAt, 'Held up'],
	[{ heldUpBy: 'other' }, endsAt, 'Never started'],
	[{}, endsAt, 'Never started'],
	[{ startsBy: 'hand' }, endsAt, 'Due to start'],
	[{ status: 'ended' }, endsAt, 'Never started'],
	[{ status: 'ended', startedAt: startsAt }, endsAt, 'Ended'],
	[{ status: 'live', startedAt: startsAt }, endsAt, 'Live'],
	[{ status: 'cancelled' }, endsAt, 'Cancelled']
] as const)('%j at %d: %s', (fields, now, word) => {
	expect(eventStatusWord(eventLike(fields), now).word).toBe(word);
});

test('an event past midnight says its last day as it says its first', () => {
	const night = {
		startsAt: Date.UTC(2026, 4, 15, 21),
		endsAt: Date.UTC(2026, 4, 15, 23, 30),
		timeZone: 'Europe/Paris'
	};
	const spaces = /\s/g;
	expect(eventWhen(night, night.startsAt).replace(spaces, ' ')).toBe(
		'Friday 15 May, 23:00 – Saturday 16 May, 01:30'
	);
	expect(eventWhenShort(night).replace(spaces, ' ')).toBe('Fri 15 May, 23:00 – Sat 16 May, 01:30');
});

test.each([
	[null, 'As their number asks'],
	[0, 'All at once'],
	[10, 'Over 10 s'],
	[90, 'Over 90 s'],
	[120, 'Over 2 min']
])('who waits is let in over %s seconds: %s', (seconds, words) => {
	expect(entrySpreadWords(seconds)).toBe(words);
});
