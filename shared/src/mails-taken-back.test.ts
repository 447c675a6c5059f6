import { describe, expect, test } from 'vitest';
import { plainEvent, type Event } from './events.ts';
import type { MailingStanding } from './mutation.ts';
import { sendConfirmations, takeBackMails } from './registration-mutations.ts';
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
	registrations: new Map([['ada', { ...registration, ...row }]])
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
