import { randomUUID } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { invitationLifeMs, invitationState } from '@foyer/shared/invitations';
import type { TimelineEntry } from '@foyer/shared/timeline';
import { hashPassword } from '../accounts/passwords.ts';
import { appRouter } from '../router.ts';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import { makeMember, makeOrganisation, makePerson } from '../testing/organisations.ts';
import { requestOf } from '../testing/requests.ts';
import { allLevels } from '@foyer/shared/team';
import { invitationToken } from './invitation-token.ts';

const password = 'a long enough secret';
const byHand = { locale: 'nl' as const, firstName: 'Ada', lastName: 'Peeters', password };

async function open() {
	const context = await openTestContext();
	const { organisationId, host } = await makeOrganisation(context.db);
	const person = await makePerson(context.db, organisationId, { firstName: 'A.' });
	const device = new Device(context, organisationId, host);
	let n = 0;
	const push = (name: string, args: unknown) => device.push(++n, [name, args]);
	const id = randomUUID();
	await push('invitations.invite@1', {
		people: [{ id, personId: person.id }],
		mailing: randomUUID()
	});
	const token = invitationToken(context.config.secret, organisationId, id);
	const as = (userId: string | null, fields: { ip?: string; userAgent?: string } = {}) => {
		const request = { ...requestOf(context, userId, fields), ...fields };
		return { request, api: appRouter.createCaller(request) };
	};
	const anybody = as(null).api;
	const row = () =>
		context.db.selectFrom('invitations').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
	const state = async () => invitationState(await row());
	const addUser = async (email: string) => {
		const userId = randomUUID();
		const passwordHash = await hashPassword(password);
		await context.db
			.insertInto('users')
			.values({ id: userId, email, name: 'Ada', locale: 'en', passwordHash })
			.execute();
		return userId;
	};
	const timeline = async (userId = host.userId): Promise<TimelineEntry[]> => {
		const asked = { organisationId, personId: person.id, eventId: null };
		return (await as(userId).api.people.timeline(asked)).entries;
	};
	return {
		...{ context, organisationId, host, person, device, push, id, token },
		...{ as, anybody, row, state, addUser, timeline }
	};
}

it('whoever holds the link is shown whom it is for, and that it was opened is noted', async () => {
	const { anybody, token, person, state } = await open();
	expect(await anybody.invitations.look({ token })).toEqual({
		state: 'good',
		organisation: expect.stringContaining('Maison') as string,
		email: person.email,
		firstName: 'A.',
		lastName: person.lastName,
		hasAccount: false
	});
	expect(await state()).toBe('opened');
});

it('a machine that opens it changes nothing that is shown, but is noted as one', async () => {
	const { as, token, row, context } = await open();
	const before = await row();
	await as(null, { userAgent: 'Mimecast link scanner' }).api.invitations.look({ token });
	expect(await row()).toEqual(before);
	const noted = await context.db.selectFrom('invitationOpenings').select('automated').execute();
	expect(noted).toEqual([{ automated: true }]);
});

it('accepted, there is an account that is signed in, known by its own name, and the person’s', async () => {
	const { as, token, person, context, row, state } = await open();
	const { request, api } = as(null);
	const answer = await api.invitations.accept({ token, ...byHand });
	expect(answer).toMatchObject({
		state: 'signed_in',
		me: { user: { name: 'Ada Peeters', email: person.email, locale: 'nl' }, memberships: [] }
	});
	expect(request.answerHeaders.getSetCookie().join()).toContain('foyer_session=');
	expect(await state()).toBe('accepted');
	expect((await row()).acceptedBy).toBe(answer.state === 'signed_in' && answer.me.user.id);
	const { firstName, lastName } = await context.db
		.selectFrom('people')
		.select(['firstName', 'lastName'])
		.where('id', '=', person.id)
		.executeTakeFirstOrThrow();
	expect([firstName, lastName]).toEqual(['Ada', 'Peeters']);
	const again = await as(null).api.accounts.signIn({ email: person.email ?? '', password });
	expect(again.state).toBe('signed_in');
});

it('it is accepted once, however many try at the same time', async () => {
	const { as, token } = await open();
	const answers = await Promise.all(
		[1, 2, 3].map(() => as(null).api.invitations.accept({ token, ...byHand }))
	);
	expect(answers.map(({ state }) => state).filter((state) => state === 'signed_in')).toHaveLength(
		1
	);
	expect(await as(null).api.invitations.look({ token })).toEqual({ state: 'used' });
});

describe('where the address has an account', () => {
	it('it is accepted by signing in, and makes no other', async () => {
		const { as, anybody, token, person, addUser, state } = await open();
		const userId = await addUser(person.email ?? '');
		expect(await anybody.invitations.look({ token })).toMatchObject({ hasAccount: true });
		expect(await anybody.invitations.accept({ token, ...byHand })).toEqual({ state: 'sign_in' });
		expect(await state()).toBe('opened');
		expect(await as(userId).api.invitations.join({ token })).toEqual({ state: 'joined' });
		expect(await state()).toBe('accepted');
	});

	it('nobody else’s will do', async () => {
		const { as, token, addUser, state } = await open();
		const userId = await addUser('somebody@example.org');
		expect(await as(userId).api.invitations.join({ token })).toEqual({ state: 'other_account' });
		expect(await state()).toBe('queued');
	});
});

type Opened = Awaited<ReturnType<typeof open>>;
const ended: [string, string, (opened: Opened) => Promise<unknown>][] = [
	[
		'was accepted',
		'used',
		({ as, token }) => as(null).api.invitations.accept({ token, ...byHand })
	],
	['was withdrawn', 'revoked', ({ push, id }) => push('invitations.revoke@1', { ids: [id] })],
	[
		'has expired, noted or not',
		'expired',
		async ({ context }) => (context.clock.time += invitationLifeMs)
	],
	[
		'went to an address that was corrected',
		'revoked',
		({ push, person }) =>
			push('people.update@2', { id: person.id, fields: { email: 'new@example.org' } })
	],
	[
		'was for somebody who is deleted',
		'revoked',
		({ push, person }) => push('people.delete@1', { ids: [person.id] })
	],
	[
		'was for somebody who is erased',
		'unknown',
		({ as, host, organisationId, person }) =>
			as(host.userId).api.people.erase({ organisationId, personId: person.id })
	]
];

test.each(ended)('one that %s opens nothing', async (_which, state, end) => {
	const opened = await open();
	await end(opened);
	const { as, token, addUser } = opened;
	const userId = await addUser('somebody@example.org');
	expect(await as(null).api.invitations.look({ token })).toEqual({ state });
	expect(await as(null).api.invitations.accept({ token, ...byHand })).toEqual({ state });
	expect(await as(userId).api.invitations.join({ token })).toEqual({ state });
});

test.each([
	['nothing', () => 'nonsense'],
	['another’s secret', (token: string) => `${randomUUID()}${token.slice(36)}`],
	['no secret of its own', (token: string) => `${token.slice(0, 37)}${'0'.repeat(40)}`]
])('a token that is %s opens nothing', async (_what, forged) => {
	const { anybody, token } = await open();
	expect(await anybody.invitations.look({ token: forged(token) })).toEqual({ state: 'unknown' });
});

it('guesses are held up by network', async () => {
	const { as, token } = await open();
	const look = (ip: string) => as(null, { ip }).api.invitations.look({ token: 'x' });
	for (let tries = 0; tries < 60; tries++) await look('198.51.100.7');
	expect(await look('198.51.100.7')).toMatchObject({ state: 'throttled' });
	expect(await as(null, { ip: '203.0.113.7' }).api.invitations.look({ token })).toMatchObject({
		state: 'good'
	});
});

it('a password that names its owner is refused', async () => {
	const { anybody, token, state } = await open();
	const answer = await anybody.invitations.accept({ token, ...byHand, password: 'Ada Peeters' });
	expect(answer).toEqual({ state: 'password_personal' });
	expect(await state()).toBe('queued');
});

describe('the timeline', () => {
	it('tells who invited, what became of the mail, that it was opened and accepted', async () => {
		const { context, anybody, token, timeline } = await open();
		context.clock.time += 60_000;
		await anybody.invitations.look({ token });
		context.clock.time += 60_000;
		await anybody.invitations.accept({ token, ...byHand });
		const told = (await timeline()).flatMap((entry): unknown[] => {
			if (entry.entry === 'invitation') return [[entry.deed, entry.by]];
			if (entry.entry === 'invitation_opened') return [['opened', entry.automated]];
			return entry.entry === 'mail' ? [[entry.mail, entry.state]] : [];
		});
		expect(told).toHaveLength(4);
		expect(told).toEqual(
			expect.arrayContaining([
				['invited', { kind: 'user', name: 'A member' }],
				['invitation', 'queued'],
				['opened', false],
				['accepted', { kind: 'attendee' }]
			])
		);
	});

	it('says nothing of it to who may not see invitations', async () => {
		const { context, organisationId, timeline } = await open();
		const levels = { ...allLevels('none'), people: 'manage' as const };
		const { userId } = await makeMember(context.db, organisationId, { levels });
		const kinds = (await timeline(userId)).map(({ entry }) => entry);
		expect(kinds).not.toContain('invitation');
		expect(kinds).not.toContain('mail');
	});

	it('is in what is handed to a person, and gone when they are erased', async () => {
		const { as, host, organisationId, person, context } = await open();
		const of = { organisationId, personId: person.id };
		const file = await as(host.userId).api.people.file(of);
		expect(file['invitations']).toMatchObject([
			{ email: person.email, mails: [{ state: 'queued' }] }
		]);
		await as(host.userId).api.people.erase(of);
		for (const table of ['invitations', 'invitationOpenings', 'mails'] as const)
			expect(await context.db.selectFrom(table).selectAll().execute()).toEqual([]);
	});
});

it('a smart group counts who stands so, on the server by the same rule, for who may see it alone', async () => {
	const { context, as, host, organisationId, push, device } = await open();
	const groups = { invited: randomUUID(), others: randomUUID() };
	const rule = (not: boolean) => ({
		match: 'all',
		conditions: [{ on: 'invitation', not, state: 'queued' }]
	});
	await push('groups.add@4', { id: groups.invited, name: 'Invited', rule: rule(false) });
	await push('groups.add@4', { id: groups.others, name: 'Others', rule: rule(true) });
	await makePerson(context.db, organisationId);
	const counts = (userId: string) => as(userId).api.groups.counts({ organisationId });
	expect(await counts(host.userId)).toEqual({ [groups.invited]: 1, [groups.others]: 1 });
	const levels = { ...allLevels('none'), people: 'manage' as const };
	const { userId } = await makeMember(context.db, organisationId, { levels });
	expect(await counts(userId)).toEqual({ [groups.invited]: 0, [groups.others]: 0 });
	await device.pull();
	expect(device.all('invitations').size).toBe(1);
});
