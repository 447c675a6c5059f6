import { expect, test } from 'vitest';
import { eventStatusWord } from './event-words.ts';
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
