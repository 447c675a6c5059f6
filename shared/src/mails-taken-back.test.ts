import { describe, expect, test } from 'vitest';
import { plainEvent, type Event } from './events.ts';
import type { MailingStanding } from './mutation.ts';
import {
	admitRegistrations,
	letWait,
	settleErasure,
	unregister
} from './registration-mutations.ts';
import { sendConfirmations, takeBackMails } from './confirmation-mutations.ts';
import type { MailBefore, Registration } from './registrations.ts';
import { allLevels, type MemberActor } from './team.ts';

const host: MemberActor = {
	...{ kind: 'member', userId: 'u', host: true, levels: allLevels('manage'), events: 'all' }
};
const viewer: MemberActor = { ...host, host: false, levels: allLevels('view') };
const event: Event = {
	...{ id: 'e', title: 'Gala', description: '', permalink: 'gala', startsAt: 10, endsAt: 20 },
	...{ timeZone: 'Europe/Paris', language: 'fr', roomUrl: null, room: null, ...plainEvent },
	...{ replayUrl: null, earlyEntry: 0, startsBy: 'clock', reminders: [], capacity: null },
	...{ status: 'scheduled', startedAt: null, endedAt: null, createdAt: 0, deletedAt: null }
};
const registration: Registration = {
	...{ id: 'r', eventId: 'e', personId: 'ada', status: 'registered', source: 'organizer' },
	...{ firstName: 'Ada', lastName: '', email: 'ada@example.org', language: null },
	...{ mailState: 'not_sent', mailReason: null, mailAt: null, keyVersion: 1, createdAt: 0 },
	...{ remindersStopped: false, erasureAskedAt: null, devicesSeen: null, groupIds: [] },
	...{ admittedAt: null, admissionId: null, ledInAt: null }
};

const args = (mailing: string) => ({ eventId: 'e', personIds: ['ada'], mailing });
const facts = (row: Partial<Registration>) => ({
	event,
	registrations: new Map([['ada', { ...registration, ...row }]]),
	...{ people: new Map(), registered: new Map() }
});

/** The row once a mutation has patched it. */
function patched(
	row: Partial<Registration>,
	decision: ReturnType<typeof takeBackMails.decide>
): Partial<Registration> {
	const [write] = decision.ok ? decision.writes : [];
	return write?.write === 'patch' ? { ...row, ...(write.fields as Partial<Registration>) } : row;
}

const sent = (row: Partial<Registration>, mailing: string) =>
	patched(row, sendConfirmations.decide(args(mailing), facts(row), { actor: host, now: 0 }));

const takingBack = (
	row: Partial<Registration>,
	mailing: string,
	mails: MailingStanding | null,
	actor = host
) => takeBackMails.decide(args(mailing), { ...facts(row), mails }, { actor, now: 0 });

const waits = (replacing: string[] = []): MailingStanding => ({
	waiting: new Set(['r']),
	replacing: new Set(replacing),
	gone: 0
});
const hasGone: MailingStanding = { waiting: new Set(), replacing: new Set(), gone: 1 };

const standing = ({ mailState, mailReason, mailAt }: Partial<Registration>) => ({
	mailState,
	mailReason,
	mailAt
});
const delivered: MailBefore = { mailState: 'delivered', mailReason: null, mailAt: 5 };
const rejected: MailBefore = { mailState: 'rejected', mailReason: '550', mailAt: 6 };

describe('mails taken back', () => {
	test.each([
		['on a device', null],
		['on the server', waits()]
	])('what was shown before is shown again, %s', (_where, mails) => {
		for (const before of [delivered, rejected, standing(registration) as MailBefore]) {
			const waiting = sent(before, 'one');
			expect(waiting).toMatchObject({ mailState: 'queued', mailing: 'one', mailBefore: before });
			const back = patched(waiting, takingBack(waiting, 'one', mails));
			expect(back).toMatchObject({ ...before, mailing: null, mailBefore: null });
		}
	});

	test('what has gone is left and told; of another deed’s mail nothing is', () => {
		const waiting = sent(delivered, 'one');
		expect(takingBack(waiting, 'one', hasGone)).toEqual({
			ok: true,
			writes: [],
			effects: [],
			notices: [{ notice: 'mails_gone', eventId: 'e', count: 1, of: 1 }]
		});
		expect(takingBack(waiting, 'two', null)).toEqual(
			expect.objectContaining({ writes: [], effects: [], notices: [] })
		);
	});

	test('where another deed has had all of them sent since, it is told that it changed', () => {
		const changed = [{ notice: 'changed_since', eventId: 'e' }];
		const none = { ...waits(), waiting: new Set<string>() };
		const another = { ...sent(delivered, 'two') };
		expect(takingBack(another, 'one', none)).toMatchObject({ writes: [], notices: changed });
		expect(takingBack(delivered, 'one', none)).toMatchObject({ writes: [], notices: [] });
		expect(takingBack(another, 'one', null)).toMatchObject({ writes: [], notices: [] });
	});

	test('what became of another mail meanwhile stays', () => {
		const told = { ...sent(delivered, 'one'), ...rejected };
		expect(patched(told, takingBack(told, 'one', waits()))).toMatchObject(rejected);
	});

	test('a mail that another took the place of waits again, and is taken back itself', () => {
		const second = sent(sent(delivered, 'one'), 'two');
		const first = patched(second, takingBack(second, 'two', waits(['r'])));
		expect(first).toMatchObject({ mailState: 'queued', mailing: 'one', mailBefore: delivered });
		expect(patched(first, takingBack(first, 'one', waits()))).toMatchObject(delivered);
	});

	test('the earlier of two taken back, the later goes; that taken back too, what was before both is shown', () => {
		const second = sent(sent(delivered, 'one'), 'two');
		const later = patched(second, takingBack(second, 'one', { ...waits(), waiting: new Set() }));
		expect(later).toMatchObject({ mailState: 'queued', mailing: 'two', mailBefore: delivered });
		expect(patched(later, takingBack(later, 'two', waits()))).toMatchObject(delivered);
	});

	test('where the mail of before is not to come again, none is said to be waiting', () => {
		const second = sent({ mailState: 'queued', mailReason: null, mailAt: null }, 'two');
		expect(patched(second, takingBack(second, 'two', waits()))).toMatchObject({
			mailState: 'not_sent'
		});
	});

	test('by who may send them', () => {
		expect(takingBack(sent(delivered, 'one'), 'one', null, viewer)).toEqual({
			ok: false,
			refusal: 'not_allowed'
		});
	});
});

describe('a confirmation that a cancellation kept from going', () => {
	const missed: Partial<Registration> = {
		status: 'cancelled',
		mailState: 'suppressed',
		mailReason: 'registration_cancelled'
	};
	const resumed = { effect: 'resume_mails', eventId: 'e', registrationIds: ['r'] };

	test.each([
		['admit', admitRegistrations, 'registered'],
		['let_wait', letWait, 'waiting_list']
	] as const)('goes after all once it is taken back: %s', (_name, mutation, status) => {
		const decided = mutation.decide(args('back'), facts(missed), { actor: host, now: 0 });
		expect(decided).toMatchObject({ effects: [resumed] });
		expect(patched(missed, decided)).toMatchObject({
			status,
			mailState: 'queued',
			mailReason: null
		});
		expect(patched(missed, decided)).not.toHaveProperty('mailing');
	});

	test('is asked for where it waits still too, and shown as it stands where it has gone', () => {
		for (const mailState of ['queued', 'delivered', 'not_sent'] as const) {
			const row = { status: 'cancelled', mailState } as const;
			const decided = admitRegistrations.decide(args('back'), facts(row), { actor: host, now: 0 });
			expect(decided).toMatchObject({ effects: [resumed] });
			expect(patched(row, decided)).toEqual({ status: 'registered', mailState });
		}
	});

	test('is none where a cancelled one is changed otherwise', () => {
		const row = { ...missed, erasureAskedAt: 5 };
		const decided = settleErasure.decide(args(''), facts(row), { actor: host, now: 0 });
		expect(decided).toMatchObject({ writes: [{ fields: { erasureAskedAt: null } }], effects: [] });
	});
});

describe('registering taken back', () => {
	const made = { eventId: 'e', people: [{ id: 'r', personId: 'ada' }] };
	const unregistering = (
		row: Partial<Registration>,
		reached: ReadonlySet<string> | null,
		{ of = made, actor = host } = {}
	) => unregister.decide(of, { ...facts(row), reached }, { actor, now: 0 });
	const cancels = [{ fields: { status: 'cancelled' } }];
	const goes = [{ effect: 'unregister', eventId: 'e', registrationIds: ['r'] }];

	test.each<[string, Partial<Registration>, ReadonlySet<string> | null, object[], object[]]>([
		['who was reached by nothing is gone', {}, new Set(), cancels, goes],
		['a device can’t know, and shows them cancelled', {}, null, cancels, []],
		['who was mailed or came stays cancelled', {}, new Set(['r']), cancels, []],
		['so does who was marked as arrived', { admittedAt: 5 }, new Set(), cancels, []],
		['so does who was led in', { ledInAt: 5 }, new Set(), cancels, []],
		['who waits for a place goes too', { status: 'waiting_list' }, new Set(), cancels, goes],
		['who is cancelled already is left', { status: 'cancelled' }, new Set(), [], []]
	])('%s', (_, row, reached, writes, effects) => {
		expect(unregistering(row, reached)).toMatchObject({ ok: true, writes, effects });
	});

	test('who had been registered before, and got their place back, is cancelled again', () => {
		const of = { ...made, people: [{ id: 'another', personId: 'ada' }] };
		expect(unregistering({}, new Set(), { of })).toMatchObject({ writes: cancels, effects: [] });
	});

	test('by who may register', () => {
		expect(unregistering({}, new Set(), { actor: viewer })).toEqual({
			ok: false,
			refusal: 'not_allowed'
		});
	});
});
