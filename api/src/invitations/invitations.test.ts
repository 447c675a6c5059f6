import { randomUUID } from 'node:crypto';
import PostalMime from 'postal-mime';
import { describe, expect, it, test } from 'vitest';
import { invitationLifeMs, invitationState } from '@foyer/shared/invitations';
import { allLevels } from '@foyer/shared/team';
import { mailHoldMs } from '@foyer/shared/undo';
import { isMailDue } from '../mail/due.reads.ts';
import { takeDeliveryReport } from '../mail/delivery-reports.ts';
import { reportMails, takeRegistrationMail } from '../mail/registration-mails.ts';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import { makeMember, makeOrganisation, makePerson } from '../testing/organisations.ts';
import { expireInvitations } from './expiry.writes.ts';

type Fields = Parameters<typeof makePerson>[2];

async function open(fields: Fields = {}) {
	const context = await openTestContext();
	const { organisationId, host } = await makeOrganisation(context.db);
	const person = await makePerson(context.db, organisationId, { language: 'en', ...fields });
	const device = new Device(context, organisationId, host);
	let n = 0;
	const push = async (name: string, args: unknown) =>
		(await device.push(++n, [name, args])).results[0]?.outcome;
	const id = randomUUID();
	const mailing = randomUUID();
	const invite = () =>
		push('invitations.invite@1', { people: [{ id, personId: person.id }], mailing });
	const row = async () =>
		context.db.selectFrom('invitations').selectAll().where('id', '=', id).executeTakeFirst();
	const state = async () => {
		const known = await row();
		return known && invitationState(known);
	};
	/** Lets the time pass in which a mail can be taken back, and sends what is due. */
	const send = async () => {
		context.clock.time += mailHoldMs;
		const taken = await takeRegistrationMail(context);
		const message = await taken?.compose();
		if (message) await taken?.settle({ state: 'sent', reason: null });
		await reportMails(context);
		return message;
	};
	return {
		...{ context, organisationId, host, person, device, push },
		...{ id, mailing, invite, row, state, send }
	};
}

const applied = { outcome: 'applied', notices: [] };

it('a person is invited by a mail in their language, which leaves once it can’t be taken back any more', async () => {
	const { context, invite, person, state, send, row } = await open();
	expect(await invite()).toEqual(applied);
	expect(await state()).toBe('queued');
	expect(await isMailDue(context)).toBe(false);
	const message = await send();
	const mail = await PostalMime.parse(message?.raw ?? '');
	expect(mail.to?.[0]?.address).toBe(person.email);
	expect(mail.subject).toMatch(/^Maison .* invites you$/);
	expect(mail.text).toContain('A member invites you to join');
	expect(mail.text).toMatch(/http:\/\/foyer\.test\/app\/invitation#[0-9a-f-]{36}\.[0-9a-f]{40}/);
	expect(await state()).toBe('sent');
	expect(await row()).toMatchObject({ invitedByName: 'A member', email: person.email });
});

it('who speaks no known language is written to in the organisation’s', async () => {
	const { invite, send } = await open({ language: null });
	await invite();
	const mail = await PostalMime.parse((await send())?.raw ?? '');
	expect(mail.text).toContain('Accepter l’invitation');
});

it('the token in the link is stored nowhere', async () => {
	const { context, invite, send } = await open();
	await invite();
	const mail = await PostalMime.parse((await send())?.raw ?? '');
	const secret = /#[0-9a-f-]{36}\.([0-9a-f]{40})/.exec(mail.text ?? '')?.[1] ?? '';
	expect(secret).not.toBe('');
	const stored = JSON.stringify(await context.db.selectFrom('invitations').selectAll().execute());
	expect(stored).not.toContain(secret);
});

describe('who can’t be invited is left out, and that is told', () => {
	const left = { outcome: 'applied', notices: [{ notice: 'not_invited', count: 1, of: 1 }] };

	it('without an address', async () => {
		const { invite, row } = await open({ email: null });
		expect(await invite()).toEqual(left);
		expect(await row()).toBeUndefined();
	});

	it('invited already, by whomever', async () => {
		const { invite, push, person } = await open();
		await invite();
		const again = { people: [{ id: randomUUID(), personId: person.id }], mailing: randomUUID() };
		expect(await push('invitations.invite@1', again)).toEqual(left);
	});

	it('of the team', async () => {
		const { context, host, invite, person } = await open();
		await context.db
			.updateTable('users')
			.set({ email: person.email ?? '' })
			.where('id', '=', host.userId)
			.execute();
		expect(await invite()).toEqual(left);
	});

	it('who was merged into somebody who is invited', async () => {
		const { context, organisationId, invite, push, person, id } = await open();
		await invite();
		const other = await makePerson(context.db, organisationId);
		const both = { fields: {}, custom: {}, eventIds: [] };
		await push('people.merge@1', { id: other.id, otherId: person.id, ...both });
		const again = { people: [{ id: randomUUID(), personId: other.id }], mailing: id };
		expect(await push('invitations.invite@1', again)).toEqual(left);
	});
});

test.each([
	['who only looks at invitations', { ...allLevels('view') }, undefined],
	['who doesn’t see people', { ...allLevels('none'), invitations: 'manage' as const }, undefined],
	['who sees chosen events alone', allLevels('manage'), []]
])(
	'%s invites nobody and, without the directory, sees no invitation',
	async (who, levels, events) => {
		const { context, organisationId, invite, person } = await open();
		await invite();
		const member = await makeMember(context.db, organisationId, {
			levels,
			...(events && { events })
		});
		const device = new Device(context, organisationId, member);
		const people = [{ id: randomUUID(), personId: person.id }];
		const pushed = await device.push(1, [
			'invitations.invite@1',
			{ people, mailing: randomUUID() }
		]);
		expect(pushed.results[0]?.outcome).toEqual({ outcome: 'refused', refusal: 'not_allowed' });
		await device.pull();
		expect(device.all('invitations').size).toBe(who.includes('only looks') ? 1 : 0);
	}
);

describe('taken back', () => {
	it('in time, nobody was ever invited', async () => {
		const { context, invite, push, id, mailing, row, device } = await open();
		await invite();
		await device.pull();
		expect(await push('invitations.take_back@1', { ids: [id], mailing })).toEqual(applied);
		expect(await row()).toBeUndefined();
		await device.pull();
		expect(device.all('invitations').size).toBe(0);
		context.clock.time += mailHoldMs;
		expect(await takeRegistrationMail(context)).toBeNull();
		const noted = await context.db.selectFrom('personChanges').selectAll().execute();
		expect(noted.filter(({ invitationId }) => invitationId !== null)).toEqual([]);
	});

	it('too late, it is withdrawn, and that the mail had gone is told', async () => {
		const { invite, push, id, mailing, state, send } = await open();
		await invite();
		await send();
		expect(await push('invitations.take_back@1', { ids: [id], mailing })).toEqual({
			outcome: 'applied',
			notices: [{ notice: 'invitations_gone', count: 1, of: 1 }]
		});
		expect(await state()).toBe('revoked');
	});

	it('a second sending leaves the first as it was', async () => {
		const { invite, push, id, row, send, context } = await open();
		await invite();
		await send();
		const before = await row();
		const mailing = randomUUID();
		context.clock.time += 5000;
		await push('invitations.send@1', { ids: [id], mailing });
		expect(await row()).toMatchObject({ mailState: 'queued' });
		await push('invitations.take_back_mails@1', { ids: [id], mailing });
		expect(await row()).toEqual({ ...before, mailing: null });
		context.clock.time += mailHoldMs;
		expect(await takeRegistrationMail(context)).toBeNull();
	});
});

it('sent again its 30 days begin anew, and what is reported of the mail before is no news', async () => {
	const { context, invite, push, id, row, send, state } = await open();
	await invite();
	const first = await send();
	await push('invitations.send@1', { ids: [id], mailing: randomUUID() });
	expect((await row())?.expiresAt).toBe(context.now() + invitationLifeMs);
	const bounced = { state: 'rejected', reason: '550 no such mailbox' } as const;
	await takeDeliveryReport(context, { mailId: first?.id ?? '', ...bounced });
	expect(await state()).toBe('queued');
	const second = await send();
	await takeDeliveryReport(context, { mailId: second?.id ?? '', ...bounced });
	expect(await row()).toMatchObject({ mailState: 'rejected', mailReason: '550 no such mailbox' });
	expect(await state()).toBe('rejected');
});

it('what a mail server reports later is shown: a delay, that it arrived', async () => {
	const { context, invite, send, state, row } = await open();
	await invite();
	const mailId = (await send())?.id ?? '';
	await takeDeliveryReport(context, { mailId, state: 'delayed', reason: 'later' });
	expect(await row()).toMatchObject({ mailState: 'deferred', mailReason: 'later' });
	await takeDeliveryReport(context, { mailId, state: 'delivered', reason: null });
	expect(await state()).toBe('delivered');
});

it('withdrawn before it leaves, its mail goes to nobody; given back, it goes', async () => {
	const { invite, push, id, send, state } = await open();
	await invite();
	await push('invitations.revoke@1', { ids: [id] });
	expect(await send()).toBeFalsy();
	expect(await state()).toBe('revoked');
	await push('invitations.restore@1', { ids: [id] });
	expect(await send()).toBeTruthy();
	expect(await state()).toBe('sent');
});

it('withdrawn frees the address: given back once it was invited anew, it is refused', async () => {
	const { invite, push, id, person } = await open();
	await invite();
	await push('invitations.revoke@1', { ids: [id] });
	const anew = { people: [{ id: randomUUID(), personId: person.id }], mailing: randomUUID() };
	expect(await push('invitations.invite@1', anew)).toEqual(applied);
	expect(await push('invitations.restore@1', { ids: [id] })).toEqual({
		outcome: 'refused',
		refusal: 'already_invited'
	});
});

it('once its time is over it is expired, devices hear of it, and sent again it isn’t', async () => {
	const { context, invite, push, id, send, state, device } = await open();
	await invite();
	await send();
	await device.pull();
	context.clock.time += invitationLifeMs;
	expect(await isMailDue(context)).toBe(true);
	await expireInvitations(context);
	expect(await isMailDue(context)).toBe(false);
	expect(await state()).toBe('expired');
	await device.pull();
	expect(device.all('invitations').get(id)?.['expiredAt']).toBe(context.now());
	await push('invitations.send@1', { ids: [id], mailing: randomUUID() });
	expect(await state()).toBe('queued');
});

describe('with its person', () => {
	it('it opens nothing once their address is corrected', async () => {
		const { invite, push, person, state } = await open();
		await invite();
		await push('people.update@2', { id: person.id, fields: { email: 'other@example.org' } });
		expect(await state()).toBe('revoked');
	});

	it('it goes when they are deleted, and comes back with them', async () => {
		const { invite, push, person, state } = await open();
		await invite();
		await push('people.delete@1', { ids: [person.id] });
		expect(await state()).toBe('revoked');
		await push('people.restore@1', { ids: [person.id] });
		expect(await state()).toBe('queued');
	});

	it('it stays withdrawn where it had been before they were deleted', async () => {
		const { context, invite, push, person, state, id } = await open();
		await invite();
		await push('invitations.revoke@1', { ids: [id] });
		context.clock.time += 1;
		await push('people.delete@1', { ids: [person.id] });
		await push('people.restore@1', { ids: [person.id] });
		expect(await state()).toBe('revoked');
	});
});

it('who was brought in by an import and invited since stays when it is taken back', async () => {
	const { push, context } = await open();
	const importId = randomUUID();
	const personId = randomUUID();
	await push('people.import@3', {
		of: { id: importId, fileName: 'people.csv', rowCount: 1, parts: 1 },
		...{ part: 0, eventId: null, groups: [], confirmations: 'never' },
		rows: [{ id: personId, registrationId: randomUUID(), email: 'new@example.org' }]
	});
	const people = [{ id: randomUUID(), personId }];
	await push('invitations.invite@1', { people, mailing: randomUUID() });
	await push('people.undo_import@1', { importId, part: 0, eventId: null });
	const person = await context.db
		.selectFrom('people')
		.select('deletedAt')
		.where('id', '=', personId)
		.executeTakeFirstOrThrow();
	expect(person.deletedAt).toBeNull();
});
