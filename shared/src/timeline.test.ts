import { describe, expect, test } from 'vitest';
import {
	invitationDeeds,
	mailWay,
	sittings,
	unseenFields,
	type DeviceChange,
	type InvitationChange,
	type InvitationDeed,
	type MailStep,
	type OpeningKind
} from './timeline.ts';

const minute = 60_000;

const opened = (minutes: number, kind: OpeningKind = 'waited', eventId = 'gala') => ({
	eventId,
	kind,
	at: minutes * minute
});
const byEvent = ({ eventId }: { eventId: string }) => eventId;

describe('openings of one sitting are told as one', () => {
	test.each([
		['none', [], []],
		['one', [opened(0)], [1]],
		['reloads', [opened(0), opened(2), opened(31)], [3]],
		['a later day', [opened(0), opened(31), opened(90)], [1, 1, 1]],
		['waiting, then let in', [opened(0), opened(1), opened(2, 'let_in')], [2, 1]],
		['two events side by side', [opened(0), opened(1, 'waited', 'ball'), opened(2)], [2, 1]]
	])('%s', (_name, openings, counts) => {
		expect(sittings(openings, byEvent).map(({ count }) => count)).toEqual(counts);
	});

	test('a sitting stands at its first opening', () => {
		expect(sittings([opened(5), opened(9)], byEvent)).toEqual([{ ...opened(5), count: 2 }]);
	});
});

const change = (
	name: string,
	at: number,
	fields: string[],
	occurredAt: number | null = at,
	clientId: string | null = null
): DeviceChange => ({
	at,
	by: { kind: 'user', name },
	occurredAt,
	clientId,
	changes: fields.map((field) => ({ field, before: 'a', after: 'b' }))
});

describe('a change made without having seen what it replaced', () => {
	test.each([
		['the first of a field', [change('Ann', 10, ['phone'], 1)], [[]]],
		[
			'made after the other arrived',
			[change('Ann', 10, ['phone']), change('Bo', 20, ['phone'], 11)],
			[[], []]
		],
		[
			'made before it arrived',
			[change('Ann', 10, ['phone']), change('Bo', 20, ['phone'], 9)],
			[[], ['phone']]
		],
		['of another field', [change('Ann', 10, ['phone']), change('Bo', 20, ['note'], 9)], [[], []]],
		[
			'of that field among others',
			[change('Ann', 10, ['phone', 'note']), change('Bo', 20, ['note', 'company'], 9)],
			[[], ['note']]
		],
		['of one’s own', [change('Ann', 10, ['phone']), change('Ann', 20, ['phone'], 9)], [[], []]],
		[
			'at a time that nobody knows',
			[change('Ann', 10, ['phone']), change('Bo', 20, ['phone'], null)],
			[[], []]
		],
		[
			'of their own, on another device',
			[change('Ann', 10, ['phone'], 5, 'phone'), change('Ann', 20, ['phone'], 6, 'desk')],
			[[], ['phone']]
		],
		[
			'of their own, on the same device',
			[change('Ann', 10, ['phone'], 5, 'desk'), change('Ann', 10, ['phone'], 6, 'desk')],
			[[], []]
		],
		[
			'of their own on another device, seen',
			[change('Ann', 10, ['phone'], 5, 'phone'), change('Ann', 20, ['phone'], 11, 'desk')],
			[[], []]
		]
	])('%s', (_name, changes, unseen) => {
		expect(unseenFields(changes)).toEqual(unseen);
	});
});

describe('what was done with invitations', () => {
	const ann = { kind: 'user' as const, name: 'Ann' };
	const noted = (
		at: number,
		changes: Record<string, [before: string | null, after: string | null]> | null,
		invitationId = 'i'
	): InvitationChange => ({
		...{ invitationId, at, by: ann },
		changes:
			changes &&
			Object.entries(changes).map(([field, [before, after]]) => ({ field, before, after }))
	});
	const [day, later, latest] = ['2026-05-01T00:00:00Z', '2026-06-01T00:00:00Z', '2026-06-02'];

	test.each<[string, InvitationChange[], [number, InvitationDeed][]]>([
		['that they were invited', [noted(1, null)], [[1, 'invited']]],
		['that it was accepted', [noted(2, { acceptedAt: [null, day] })], [[2, 'accepted']]],
		['that it expired', [noted(2, { expiredAt: [null, day] })], [[2, 'expired']]],
		['that it was withdrawn', [noted(2, { revokedAt: [null, day] })], [[2, 'withdrawn']]],
		['that it was given back', [noted(2, { revokedAt: [day, null] })], [[2, 'restored']]],
		[
			'that it was sent again once it had expired',
			[noted(3, { expiresAt: [day, later], expiredAt: [day, null] })],
			[[3, 'sent_again']]
		],
		[
			'nothing of a sending that was undone',
			[noted(3, { expiresAt: [day, later] }), noted(4, { expiresAt: [later, day] })],
			[]
		],
		[
			'an earlier sending, and another’s',
			[
				noted(1, { expiresAt: [day, later] }),
				noted(2, { expiresAt: [later, latest] }),
				noted(3, { expiresAt: [day, later] }, 'j'),
				noted(4, { expiresAt: [latest, later], expiredAt: [null, day] })
			],
			[
				[1, 'sent_again'],
				[3, 'sent_again']
			]
		]
	])('tells %s', (_what, changes, told) => {
		expect(invitationDeeds(changes).map(({ at, deed }) => [at, deed])).toEqual(told);
	});
});

describe('a mail’s way to where it stands', () => {
	const step = (state: MailStep['state'], reason: string | null = null): MailStep => ({
		at: 0,
		state,
		reason
	});
	const [queued, replaced] = [step('queued'), step('suppressed', 'superseded')];
	test.each<[string, MailStep[], MailStep['state'], MailStep['state'][]]>([
		['it waits', [], 'queued', []],
		['it has arrived', [queued, step('sent')], 'delivered', ['queued', 'sent']],
		[
			'it bounced after delays of ours and theirs',
			[queued, step('deferred', 'busy'), step('sent'), step('delayed')],
			'rejected',
			['queued', 'deferred', 'sent', 'delayed']
		],
		['another took its place', [queued], 'suppressed', ['queued']],
		['the other was taken back', [queued, replaced], 'queued', []],
		['and then it went', [queued, replaced, queued], 'sent', ['queued']],
		['twice', [queued, replaced, queued, replaced, queued], 'sent', ['queued']],
		[
			'replaced when it had been tried',
			[queued, step('deferred'), replaced, queued],
			'sent',
			['queued']
		],
		[
			'a cancellation kept it from going and was taken back',
			[queued, step('suppressed', 'registration_cancelled'), queued],
			'sent',
			['queued', 'suppressed', 'queued']
		]
	])('%s', (_name, earlier, present, way) => {
		expect(mailWay(earlier, present).map(({ state }) => state)).toEqual(way);
	});
});
