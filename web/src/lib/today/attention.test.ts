import { expect, test } from 'vitest';
import type { RoomServerChoice } from '@foyer/shared/rooms';
import { eventLike } from '#lib/events/testing.ts';
import { registrationLike } from '#lib/registrations/testing.ts';
import { countsOf } from '#lib/sync/registration-counts.ts';
import { concernsOf } from './attention.ts';

const now = Date.UTC(2026, 4, 13, 12);
const rows = [
	registrationLike({ mailState: 'not_sent' }),
	registrationLike({ mailState: 'not_sent', email: null }),
	registrationLike({ mailState: 'not_sent', status: 'cancelled' }),
	registrationLike({ mailState: 'rejected' })
];
const kinds = (event: ReturnType<typeof eventLike>, servers?: RoomServerChoice[]) =>
	concernsOf([event], () => countsOf(rows), servers, now).map(({ kind, count }) => [kind, count]);

test('tells rejected mails and missing confirmations, of those it concerns', () => {
	expect(kinds(eventLike())).toEqual([
		['rejected', 1],
		['unsent', 1]
	]);
});

test('a room is missing when the start is near', () => {
	expect(kinds(eventLike({ roomUrl: null }))[0]).toEqual(['no_room', 1]);
	const room = { server: 's', name: 'gala' };
	expect(kinds(eventLike({ roomUrl: null, room })).map(([kind]) => kind)).not.toContain('no_room');
	const house = { id: 's', kind: 'jitsi' as const, name: 'Our Jitsi' };
	const onServer = eventLike({ roomUrl: null, room });
	expect(kinds(onServer, [house]).map(([kind]) => kind)).not.toContain('no_room');
	expect(kinds(onServer, [{ ...house, id: 'another' }])[0]).toEqual(['no_room', 1]);
	const far = { startsAt: now + 9 * 86_400_000, endsAt: now + 10 * 86_400_000 };
	expect(kinds(eventLike({ roomUrl: null, ...far })).map(([kind]) => kind)).not.toContain(
		'no_room'
	);
});

test('who asks to be erased is told of, after the event too', () => {
	const asking = [registrationLike({ erasureAskedAt: now - 1 }), registrationLike()];
	const concerns = (status: 'scheduled' | 'ended') =>
		concernsOf([eventLike({ status })], () => countsOf(asking), undefined, now).map(
			({ kind, count }) => [kind, count]
		);
	expect(concerns('scheduled')).toEqual([['erasure', 1]]);
	expect(concerns('ended')).toEqual([['erasure', 1]]);
});

test('what is over or cancelled needs nobody', () => {
	expect(kinds(eventLike({ status: 'ended' }))).toEqual([]);
	expect(kinds(eventLike({ status: 'cancelled' }))).toEqual([]);
});

test('an event that waits comes with what it waits for', () => {
	const live = eventLike({ id: 'live', status: 'live' });
	const waiting = eventLike({ id: 'waiting', heldUpBy: live.id });
	const heldUp = (events: (typeof live)[], at: number) =>
		concernsOf(events, () => countsOf([]), undefined, at).filter(({ kind }) => kind === 'held_up');
	expect(heldUp([live, waiting], waiting.startsAt)).toEqual([
		{ kind: 'held_up', event: waiting, count: 1, live }
	]);
	expect(heldUp([waiting], waiting.startsAt)).toMatchObject([{ event: waiting }]);
	expect(heldUp([live, waiting], waiting.startsAt - 1)).toEqual([]);
});
