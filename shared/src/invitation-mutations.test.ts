import { describe, expect, test } from 'vitest';
import {
	invitePeople,
	resendInvitations,
	restoreInvitations,
	revokeInvitations,
	takeBackInvitationMails,
	takeBackInvitations
} from './invitation-mutations.ts';
import { invitationLifeMs, type Invitation } from './invitations.ts';
import type { Decision, InvitedAlready } from './mutation.ts';
import { barePerson, type Person } from './people.ts';
import { allLevels, type MemberActor } from './team.ts';

const actor: MemberActor = {
	kind: 'member',
	userId: 'u',
	host: false,
	levels: { ...allLevels('none'), invitations: 'edit', people: 'view' },
	events: 'all'
};
const looker: MemberActor = { ...actor, levels: allLevels('view') };
const now = 1000;
const context = { actor, now };

const person = (id: string, fields: Partial<Person> = {}): Person => ({
	...{ ...barePerson, id, createdAt: 0, email: `${id}@example.org` },
	...fields
});
const row = (fields: Partial<Invitation> = {}): Invitation => ({
	...{ id: 'i', personId: 'p', email: 'p@example.org', language: null },
	...{ invitedBy: 'u', invitedByName: '', createdAt: 10, expiresAt: 500 },
	...{ mailState: 'delivered', mailReason: null, mailAt: 20 },
	...{ openedAt: null, acceptedAt: null, expiredAt: null, revokedAt: null },
	...fields
});
const byId = (...rows: Invitation[]) => new Map(rows.map((one) => [one.id, one]));

const writesOf = (decision: Decision) => (decision.ok ? decision.writes : decision.refusal);
const effectsOf = (decision: Decision) => (decision.ok ? decision.effects : []);
const noticesOf = (decision: Decision) => (decision.ok ? decision.notices : []);
const fieldsOf = (decision: Decision) =>
	decision.ok
		? decision.writes.map((one) => (one.write === 'patch' ? one.fields : one.row))
		: decision.refusal;

describe('inviting', () => {
	const nobodyYet: InvitedAlready = { open: null, joined: false };
	const invite = (
		people: readonly Person[],
		invited = new Map<string, InvitedAlready>(),
		by = context
	) =>
		invitePeople.decide(
			{ people: people.map(({ id }) => ({ id: `i-${id}`, personId: id })), mailing: 'm' },
			{
				people: new Map(people.map((one) => [one.id, one])),
				invited,
				same: new Map()
			},
			by
		);

	test('makes an invitation with a mail to each, in their language, for 30 days', () => {
		const decision = invite([person('a', { language: 'nl' }), person('b')]);
		expect(fieldsOf(decision)).toMatchObject([
			{ id: 'i-a', personId: 'a', email: 'a@example.org', language: 'nl', mailState: 'queued' },
			{ id: 'i-b', language: null, expiresAt: now + invitationLifeMs, invitedBy: 'u' }
		]);
		expect(effectsOf(decision)).toEqual([
			{ effect: 'mail', mail: 'invitation', invitationIds: ['i-a', 'i-b'], mailing: 'm' }
		]);
		expect(noticesOf(decision)).toEqual([]);
	});

	test.each<[string, Person, InvitedAlready]>([
		['has no address', person('a', { email: null }), nobodyYet],
		['is deleted', person('a', { deletedAt: 5 }), nobodyYet],
		['is invited', person('a'), { open: row(), joined: false }],
		['has joined', person('a'), { open: null, joined: true }]
	])('who %s is left out, and that is told', (_why, one, already) => {
		const decision = invite([one, person('b')], new Map([['a', already]]));
		expect(fieldsOf(decision)).toMatchObject([{ personId: 'b' }]);
		expect(noticesOf(decision)).toEqual([{ notice: 'not_invited', count: 1, of: 2 }]);
	});

	test('two ids of one person are one invitation', () => {
		const one = person('a');
		const decision = invitePeople.decide(
			{
				people: [
					{ id: 'i-1', personId: 'a' },
					{ id: 'i-2', personId: 'merged' }
				],
				mailing: 'm'
			},
			{
				people: new Map([
					['a', one],
					['merged', one]
				]),
				invited: new Map(),
				same: new Map()
			},
			context
		);
		expect(fieldsOf(decision)).toMatchObject([{ id: 'i-1' }]);
	});

	test('is for who may', () => {
		expect(writesOf(invite([person('a')], undefined, { actor: looker, now }))).toBe('not_allowed');
	});
});

describe('sending again', () => {
	const send = (...rows: Invitation[]) =>
		resendInvitations.decide(
			{ ids: rows.map(({ id }) => id), mailing: 'm' },
			{ invitations: byId(...rows) },
			context
		);

	test('begins the 30 days anew, and forgets that it had been opened', () => {
		expect(fieldsOf(send(row({ openedAt: 30, expiredAt: 500 })))).toEqual([
			{
				...{ mailState: 'queued', mailReason: null, mailAt: now },
				...{ openedAt: null, expiresAt: now + invitationLifeMs, expiredAt: null, mailing: 'm' },
				mailBefore: {
					...{ mailState: 'delivered', mailReason: null, mailAt: 20 },
					...{ openedAt: 30, expiresAt: 500, expiredAt: 500 }
				}
			}
		]);
	});

	test.each([
		['is on its way', row({ mailState: 'queued' })],
		['was accepted', row({ acceptedAt: 30 })],
		['was withdrawn', row({ revokedAt: 30 })]
	])('leaves one alone that %s', (_which, one) => {
		expect(send(one)).toMatchObject({ writes: [], effects: [] });
	});
});

describe('withdrawing', () => {
	const args = { ids: ['i'] };
	test('ends what is open, and leaves what was accepted', () => {
		const invitations = byId(row(), row({ id: 'j', acceptedAt: 5 }));
		const decision = revokeInvitations.decide(args, { invitations }, context);
		expect(writesOf(decision)).toMatchObject([{ id: 'i', fields: { revokedAt: now } }]);
	});

	test('is taken back, with a mail that was kept from going', () => {
		const invitations = byId(row({ revokedAt: 900 }));
		const decision = restoreInvitations.decide(args, { invitations }, context);
		expect(fieldsOf(decision)).toEqual([{ revokedAt: null }]);
		expect(effectsOf(decision)).toEqual([{ effect: 'resume_invitations', invitationIds: ['i'] }]);
	});

	test('of what isn’t there is refused', () => {
		const decision = revokeInvitations.decide(args, { invitations: new Map() }, context);
		expect(writesOf(decision)).toBe('missing');
	});
});

describe('taking a sending back', () => {
	const args = { ids: ['i'], mailing: 'm' };
	const waiting = { waiting: new Set(['i']), gone: 0 };
	const gone = { waiting: new Set<string>(), gone: 1 };

	test.each([
		['in time', waiting, ['i'], []],
		['on a device, which can’t know', null, ['i'], []],
		['too late', gone, [], [{ notice: 'invitations_gone', count: 1, of: 1 }]]
	])('%s, who was invited isn’t any more', (_when, mails, removed, notices) => {
		const invitations = byId(row({ mailing: 'm', mailBefore: null }));
		const decision = takeBackInvitations.decide(args, { invitations, mails }, context);
		expect(fieldsOf(decision)).toEqual([{ revokedAt: now }]);
		expect(
			effectsOf(decision).flatMap((one) => ('invitationIds' in one ? one.invitationIds : []))
		).toEqual(removed);
		expect(noticesOf(decision)).toEqual(notices);
	});

	test('of another sending it takes nothing', () => {
		const invitations = byId(row({ mailing: 'another', mailBefore: null }));
		expect(
			takeBackInvitations.decide(args, { invitations, mails: waiting }, context)
		).toMatchObject({ writes: [], effects: [] });
	});

	const mailBefore = {
		...{ mailState: 'sent' as const, mailReason: null, mailAt: 20 },
		...{ openedAt: null, expiresAt: 500, expiredAt: null }
	};
	test.each([
		['in time it stands as before', waiting, [{ ...mailBefore, mailing: null, mailBefore: null }]],
		['too late it stays sent again', gone, []]
	])('again: %s', (_when, mails, fields) => {
		const invitations = byId(row({ mailState: 'queued', mailing: 'm', mailBefore }));
		const decision = takeBackInvitationMails.decide(args, { invitations, mails }, context);
		expect(fieldsOf(decision)).toEqual(fields);
	});
});
