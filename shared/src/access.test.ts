import { describe, expect, it } from 'vitest';
import { accessLink, decideAccess, emailMeant, eventPath, keyPattern } from './access.ts';
import type { RegistrationStatus } from './registrations.ts';
import type { EventRoom, EventStatus } from './events.ts';

const room = 'https://room.example/a';
const onServer = { server: 's', name: 'gala' };
const now = Date.UTC(2026, 4, 20);
const replay = 'https://video.example/b';
const event = (
	status: EventStatus,
	fields: {
		roomUrl?: string | null;
		room?: EventRoom | null;
		replayUrl?: string | null;
		replayFrom?: number | null;
		replayUntil?: number | null;
		deletedAt?: number | null;
	} = {}
) => ({
	status,
	roomUrl: room as string | null,
	room: null as EventRoom | null,
	replayUrl: null as string | null,
	replayFrom: null as number | null,
	replayUntil: null as number | null,
	deletedAt: null as number | null,
	...fields
});
const registration = (status: RegistrationStatus = 'registered') => ({ status });

describe('where an access link leads', () => {
	it.each([
		['no event', null, registration(), { state: 'unknown_event' }],
		[
			'a deleted event',
			event('live', { deletedAt: 1 }),
			registration(),
			{ state: 'unknown_event' }
		],
		['nothing proved', event('live'), null, { state: 'invalid' }],
		['nothing proved, cancelled event', event('cancelled'), null, { state: 'invalid' }],
		['before the start', event('scheduled'), registration(), { state: 'waiting' }],
		[
			'before the start, room unknown',
			event('scheduled', { roomUrl: null }),
			registration(),
			{ state: 'waiting' }
		],
		['live', event('live'), registration(), { state: 'live', url: room }],
		['live without a room', event('live', { roomUrl: null }), registration(), { state: 'no_room' }],
		[
			'live on a room server',
			event('live', { roomUrl: null, room: onServer }),
			registration(),
			{ state: 'live', room: onServer }
		],
		[
			'before the start, on a room server',
			event('scheduled', { roomUrl: null, room: onServer }),
			registration(),
			{ state: 'waiting' }
		],
		[
			'live, replay already there',
			event('live', { replayUrl: replay }),
			registration(),
			{ state: 'live', url: room }
		],
		['over', event('ended'), registration(), { state: 'ended' }],
		[
			'over with a replay',
			event('ended', { replayUrl: replay }),
			registration(),
			{ state: 'replay', url: replay }
		],
		[
			'over, before the replay can be seen',
			event('ended', { replayUrl: replay, replayFrom: now + 1, replayUntil: now + 9 }),
			registration(),
			{ state: 'replay_soon', from: now + 1 }
		],
		[
			'over, on the waiting list, before the replay can be seen',
			event('ended', { replayUrl: replay, replayFrom: now + 1 }),
			registration('waiting_list'),
			{ state: 'replay_soon', from: now + 1 }
		],
		[
			'over, as the replay opens',
			event('ended', { replayUrl: replay, replayFrom: now, replayUntil: now + 1 }),
			registration(),
			{ state: 'replay', url: replay }
		],
		[
			'over, as the replay closes',
			event('ended', { replayUrl: replay, replayFrom: now - 9, replayUntil: now }),
			registration(),
			{ state: 'ended' }
		],
		[
			'over, a window for no replay',
			event('ended', { replayFrom: now - 9, replayUntil: now + 9 }),
			registration(),
			{ state: 'ended' }
		],
		[
			'live, within a window',
			event('live', { replayUrl: replay, replayFrom: now - 9 }),
			registration(),
			{ state: 'live', url: room }
		],
		['event cancelled', event('cancelled'), registration(), { state: 'event_cancelled' }],
		['both cancelled', event('cancelled'), registration('cancelled'), { state: 'event_cancelled' }],
		[
			'registration cancelled',
			event('live'),
			registration('cancelled'),
			{ state: 'registration_cancelled' }
		],
		[
			'registration cancelled, over: no place to come back to',
			event('ended'),
			registration('cancelled'),
			{ state: 'ended' }
		],
		[
			'registration cancelled, replay',
			event('ended', { replayUrl: replay }),
			registration('cancelled'),
			{ state: 'ended' }
		],
		['on the waiting list', event('scheduled'), registration('waiting_list'), { state: 'full' }],
		['on the waiting list, live', event('live'), registration('waiting_list'), { state: 'full' }],
		['on the waiting list, over', event('ended'), registration('waiting_list'), { state: 'ended' }]
	] as const)('%s', (_, toEvent, by, expected) => {
		expect(decideAccess(toEvent, by, now)).toEqual(expected);
	});
});

describe('an access link', () => {
	it('carries any address so that it comes back as it was', () => {
		const key = '0123456789abcdef012345';
		const link = new URL(
			accessLink(
				'https://foyer.test',
				eventPath('maison', 'gala'),
				"o'neil+tag&a=b@example.org",
				key
			)
		);
		expect(link.pathname).toBe('/maison/gala/live');
		expect(link.searchParams.get('email')).toBe("o'neil+tag&a=b@example.org");
		expect(link.searchParams.get('key')).toBe(key);
	});

	it.each([
		['ines@example.org', 'ines@example.org'],
		['Ines@Example.ORG ', 'ines@example.org'],
		// As a query's unencoded + is decoded.
		['ines tag@example.org', 'ines+tag@example.org'],
		['ines+tag@example.org', 'ines+tag@example.org']
	])('understands the address %s', (decoded, meant) => {
		expect(emailMeant(decoded)).toBe(meant);
	});

	it.each([
		['0123456789abcdef012345', true],
		['0123456789ABCDEF012345', false],
		['0123456789abcdef01234', false],
		['0123456789abcdef0123456', false],
		['', false]
	])('has a key like %s: %s', (key, is) => {
		expect(keyPattern.test(key)).toBe(is);
	});
});
