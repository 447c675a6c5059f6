import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { plainEvent, type Event } from './events.ts';
import type { Decision } from './mutation.ts';
import {
	addRole,
	noteRoleSent,
	prepareStage,
	renewRole,
	restoreRole,
	restrictRole,
	revokeRole,
	sendRoleLink,
	sendRoleLink1,
	takeBackRoleMail,
	updateRole
} from './role-mutations.ts';
import { usualRights, type EventRole } from './roles.ts';
import { allLevels, type MemberActor } from './team.ts';

const editor: MemberActor = {
	kind: 'member',
	userId: 'u',
	host: false,
	levels: { ...allLevels('none'), events: 'edit' },
	events: ['e']
};
const door: MemberActor = { ...editor, levels: { ...allLevels('none'), checkin: 'manage' } };
const elsewhere: MemberActor = { ...editor, events: ['another'] };
const now = 1000;

const event = { ...plainEvent, id: 'e', status: 'scheduled', deletedAt: null } as unknown as Event;
const role: EventRole = {
	id: 'r',
	eventId: 'e',
	kind: 'presenter',
	name: 'Ada',
	email: 'ada@example.org',
	rights: usualRights.presenter,
	keyVersion: 3,
	sentBy: 'foyer',
	sentAt: 5,
	mailState: 'sent',
	mailReason: null,
	mailAt: null,
	revokedAt: null,
	createdAt: 0
};

const outcome = (decision: Decision) =>
	decision.ok
		? decision.writes.map((one) => (one.write === 'patch' ? one.fields : one.row))
		: decision.refusal;

describe('adding', () => {
	const args = { id: 'r', eventId: 'e', kind: 'speaker', name: 'Ada', email: null } as const;
	const answers = { event, same: undefined };

	test.each([
		[editor, answers, null],
		[door, answers, 'not_allowed'],
		[elsewhere, answers, 'not_allowed'],
		[{ kind: 'attendee' }, answers, 'not_allowed'],
		[editor, { ...answers, event: undefined }, 'missing'],
		[editor, { ...answers, event: { ...event, deletedAt: 1 } }, 'missing'],
		[editor, { ...answers, same: role }, 'conflict']
	] as const)('by %j', (actor, facts, refusal) => {
		const decision = addRole.decide(args, facts, { actor, now });
		expect(decision.ok ? null : decision.refusal).toBe(refusal);
	});

	test('somebody new may what their kind usually may, and has not been written to', () => {
		expect(outcome(addRole.decide(args, answers, { actor: editor, now }))).toMatchObject([
			{ rights: [], keyVersion: 1, sentAt: null, mailState: 'not_sent', revokedAt: null }
		]);
	});

	test.each(['', '   ', 'a'.repeat(101)])('a name of %j is none', (name) => {
		const id = '00000000-0000-4000-8000-000000000001';
		expect(v.is(addRole.schema, { ...args, id, eventId: id, name })).toBe(false);
		expect(v.is(addRole.schema, { ...args, id, eventId: id })).toBe(true);
	});
});

const ids = { id: 'r', eventId: 'e' };
const void_ = {
	keyVersion: 4,
	sentBy: null,
	sentAt: null,
	mailState: 'not_sent',
	mailReason: null,
	mailAt: null
};

type Changing = [
	string,
	(facts: { event?: Event; role?: EventRole }, actor: MemberActor) => Decision
];

const changes: Changing[] = (
	[
		[updateRole, { ...ids, fields: { name: 'Ada L.' } }],
		[restrictRole, { ...ids, rights: [] }],
		[renewRole, ids],
		[revokeRole, ids],
		[restoreRole, ids],
		[sendRoleLink, { ...ids, mailing: 'm' }],
		[sendRoleLink1, ids],
		[takeBackRoleMail, { ...ids, mailing: 'm' }],
		[noteRoleSent, { ...ids, way: 'copied', at: 1 }]
	] as const
).map(([mutation, args]) => [
	mutation.name,
	(facts, actor) =>
		mutation.decide(
			args as never,
			{ event: facts.event, role: facts.role, mail: null },
			{ actor, now }
		)
]);

describe.each(changes)('%s', (_name, decide) => {
	test.each([
		[editor, { event, role }, true],
		[door, { event, role }, 'not_allowed'],
		[elsewhere, { event, role }, 'not_allowed'],
		[editor, { event }, 'missing'],
		[editor, { role }, 'missing'],
		// Named under another event than its own, it isn't there: rights on one reach no other.
		[editor, { event, role: { ...role, eventId: 'another' } }, 'missing']
	] as const)('by %j of %j', (actor, facts, expected) => {
		const decision = decide(facts, actor);
		expect(decision.ok || decision.refusal).toBe(expected);
	});
});

const by = { actor: editor, now };
const facts = { event, role };

describe('changing', () => {
	test.each([
		[{ name: 'Ada L.' }, role, { name: 'Ada L.' }],
		[{ email: 'ada@example.org' }, role, { email: 'ada@example.org' }],
		// The link is with somebody else.
		[{ email: 'new@example.org' }, role, { email: 'new@example.org', ...void_ }],
		[{ email: null }, role, { email: null, ...void_ }],
		[{ email: 'first@example.org' }, { ...role, email: null }, { email: 'first@example.org' }]
	])('%j', (fields, known, written) => {
		const decision = updateRole.decide({ ...ids, fields }, { event, role: known }, by);
		expect(outcome(decision)).toEqual([written]);
	});

	test('what can’t be given is left out', () => {
		const speaker = { ...role, kind: 'speaker' as const };
		const rights = ['start', 'attendees'] as const;
		const decision = restrictRole.decide(
			{ ...ids, rights: [...rights] },
			{ event, role: speaker },
			by
		);
		expect(outcome(decision)).toEqual([{ rights: ['attendees'] }]);
	});

	test('a new link makes the one before void, and leads in where the role was revoked', () => {
		const revoked = { ...role, revokedAt: 9 };
		expect(outcome(renewRole.decide(ids, { event, role: revoked }, by))).toEqual([
			{ ...void_, revokedAt: null }
		]);
	});

	test('revoking is taken back with the same link', () => {
		expect(outcome(revokeRole.decide(ids, facts, by))).toEqual([{ revokedAt: now }]);
		const revoked = { ...role, revokedAt: 9 };
		expect(outcome(revokeRole.decide(ids, { event, role: revoked }, by))).toEqual([]);
		expect(outcome(restoreRole.decide(ids, { event, role: revoked }, by))).toEqual([
			{ revokedAt: null }
		]);
	});

	test.each([
		[role, true],
		[{ ...role, email: null }, 'conflict'],
		[{ ...role, revokedAt: 9 }, 'conflict']
	])('the link is mailed to who has an address and is on stage: %j', (known, expected) => {
		const decision = sendRoleLink.decide({ ...ids, mailing: 'm' }, { event, role: known }, by);
		expect(decision.ok || decision.refusal).toBe(expected);
		if (decision.ok)
			expect(decision.effects).toEqual([
				{ effect: 'mail', mail: 'role_link', eventId: 'e', roleId: 'r' }
			]);
	});

	describe('a mail taken back', () => {
		const shownOf = ({ sentBy, sentAt, mailState, mailReason, mailAt }: EventRole) => ({
			...{ sentBy, sentAt, mailState, mailReason, mailAt }
		});
		const patched = (known: EventRole, decision: Decision): EventRole => ({
			...known,
			...(decision.ok && decision.writes[0]?.write === 'patch'
				? (decision.writes[0].fields as Partial<EventRole>)
				: {})
		});
		const sent = (known: EventRole, mailing: string) =>
			patched(known, sendRoleLink.decide({ ...ids, mailing }, { event, role: known }, by));
		const takingBack = (known: EventRole, mailing: string, mail: 'waiting' | 'gone' | null) =>
			takeBackRoleMail.decide({ ...ids, mailing }, { event, role: known, mail }, by);
		const copied: EventRole = { ...role, sentBy: 'copied', mailState: 'not_sent', sentAt: 7 };

		test.each([null, 'waiting'] as const)('shows how the link stood before: %s', (mail) => {
			for (const before of [role, copied]) {
				const waiting = sent(before, 'one');
				expect(waiting).toMatchObject({ sentBy: 'foyer', mailState: 'queued', mailing: 'one' });
				const decision = takingBack(waiting, 'one', mail);
				expect(shownOf(patched(waiting, decision))).toEqual(shownOf(before));
				expect(decision).toMatchObject({
					effects: [{ effect: 'take_back_role_mail', eventId: 'e', roleId: 'r' }]
				});
			}
		});

		test('of two that were sent one after the other there is one, and what was before both', () => {
			const second = sent(sent(copied, 'one'), 'two');
			expect(shownOf(patched(second, takingBack(second, 'two', 'waiting')))).toEqual(
				shownOf(copied)
			);
			expect(takingBack(second, 'one', 'waiting')).toEqual({
				...{ ok: true, writes: [], effects: [] },
				notices: [{ notice: 'changed_since', eventId: 'e' }]
			});
		});

		test('one that has gone is left and told', () => {
			expect(takingBack(sent(role, 'one'), 'one', 'gone')).toEqual({
				...{ ok: true, writes: [], effects: [] },
				notices: [{ notice: 'mails_gone', eventId: 'e', count: 1, of: 1 }]
			});
		});

		test('leaves a link that was renewed meanwhile shown as it is, and a waiting mail of a device of before unsaid', () => {
			const renewed = { ...sent(role, 'one'), ...void_ } as EventRole;
			expect(patched(renewed, takingBack(renewed, 'one', 'waiting'))).toMatchObject(void_);
			const before = patched(copied, sendRoleLink1.decide(ids, { event, role: copied }, by));
			const again = sent(before, 'two');
			expect(patched(again, takingBack(again, 'two', 'waiting'))).toMatchObject({
				...{ sentBy: null, mailState: 'not_sent' }
			});
		});
	});

	test('no device dates a handing over ahead', () => {
		const args = { ...ids, way: 'copied', at: now + 5 } as const;
		expect(outcome(noteRoleSent.decide(args, facts, by))).toEqual([
			{ sentBy: 'copied', sentAt: now }
		]);
	});
});

describe('preparing the stage', () => {
	const id = '00000000-0000-4000-8000-000000000001';

	test.each([
		[editor, event, true],
		[door, event, 'not_allowed'],
		[elsewhere, event, 'not_allowed'],
		[editor, undefined, 'missing']
	])('by %j', (actor, known, expected) => {
		const args = { eventId: 'e', fields: { agenda: 'First, a song' } };
		const decision = prepareStage.decide(args, { event: known }, { actor, now });
		expect(decision.ok || decision.refusal).toBe(expected);
	});

	test.each([
		[{ presenterUrl: 'https://room.example/host?p=1' }, true],
		[{ presenterUrl: null }, true],
		[{ speakerUrl: 'http://room.example' }, false],
		[{ moderatorUrl: 'https://me:secret@room.example' }, false],
		[{ agenda: 'a'.repeat(5001) }, false]
	])('%j is taken: %s', (fields, taken) => {
		expect(v.is(prepareStage.schema, { eventId: id, fields })).toBe(taken);
	});
});
