import { randomUUID } from 'node:crypto';
import { mailHoldMs } from '@foyer/shared/undo';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import { makeStaged, changeRole } from '../testing/roles.ts';
import { isMailDue } from './due.reads.ts';
import { takeDeliveryReport } from './delivery-reports.ts';
import { takeRoleMail } from './role-mails.ts';

async function open(fields: Parameters<typeof makeStaged>[1] = {}) {
	const context = await openTestContext();
	const staged = await makeStaged(context, { language: 'en', ...fields });
	const { organisationId, event, role, host } = staged;
	const device = new Device(context, organisationId, host);
	let n = 0;
	const push = async (name: string, mailing = randomUUID() as string) => {
		const args = { id: role.id, eventId: event.id, mailing };
		return (await device.push(++n, [name, args])).results[0]?.outcome;
	};
	/** Has it sent, and lets the time pass in which it can be taken back. */
	const send = async () => {
		const outcome = await push('roles.send@2');
		context.clock.time += mailHoldMs;
		return outcome;
	};
	const shown = async () =>
		(
			await context.db
				.selectFrom('eventRoles')
				.select(['sentBy', 'mailState', 'mailReason', 'mailAt'])
				.where('id', '=', role.id)
				.execute()
		)[0];
	return { ...staged, context, push, send, shown };
}

it('a role’s link is mailed once, by the present facts, and the role shows what became of it', async () => {
	const { context, send, shown, link, role, event } = await open();
	await send();
	expect(await shown()).toMatchObject({ sentBy: 'foyer', mailState: 'queued' });
	expect(await isMailDue(context)).toBe(true);
	const taken = await takeRoleMail(context);
	const message = await taken?.compose();
	const mail = await PostalMime.parse(message?.raw ?? '');
	expect(mail.to?.[0]?.address).toBe(role.email);
	expect(mail.subject).toBe(`Your link to the stage: ${event.title}`);
	expect(mail.text).toContain(link('http://foyer.test'));
	expect(mail.text).not.toContain(event.roomUrl);
	expect(await takeRoleMail(context)).toBeNull();
	await taken?.settle({ state: 'sent', reason: null });
	expect(await shown()).toMatchObject({ mailState: 'sent', mailAt: context.now() });
	expect(await isMailDue(context)).toBe(false);
});

it('what is asked for twice is one mail, with the newest link', async () => {
	const { context, send, organisationId, role } = await open();
	await send();
	await changeRole(context, organisationId, role.id, { keyVersion: 2 });
	await send();
	const taken = await takeRoleMail(context);
	const { text = '' } = await PostalMime.parse((await taken?.compose())?.raw ?? '');
	expect(text).toContain(`role=${role.id}`);
	expect(text).not.toContain(role.key);
	await taken?.settle({ state: 'sent', reason: null });
	expect(await takeRoleMail(context)).toBeNull();
});

it.each(['roles.send@2', 'roles.send@1'])('%s waits while it can be taken back', async (name) => {
	const { context, push } = await open();
	await push(name);
	context.clock.time += mailHoldMs - 1;
	expect(await isMailDue(context)).toBe(false);
	expect(await takeRoleMail(context)).toBeNull();
	context.clock.time += 1;
	expect(await isMailDue(context)).toBe(true);
	expect(await takeRoleMail(context)).not.toBeNull();
});

const applied = { outcome: 'applied', notices: [] };
const takeBack = 'roles.take_back_mail@1';

it('taken back in time it goes to nobody, and the role shows what was before', async () => {
	const { context, push, shown } = await open();
	const before = await shown();
	const mailing = randomUUID();
	await push('roles.send@2', mailing);
	expect(await push(takeBack, mailing)).toEqual(applied);
	expect(await shown()).toEqual(before);
	context.clock.time += mailHoldMs;
	expect(await takeRoleMail(context)).toBeNull();
});

it('taken back too late it has gone, or is under way, which is told', async () => {
	const { context, push, shown, event } = await open();
	const gone = {
		outcome: 'applied',
		notices: [{ notice: 'mails_gone', eventId: event.id, count: 1, of: 1 }]
	};
	const mailing = randomUUID();
	await push('roles.send@2', mailing);
	context.clock.time += mailHoldMs;
	const taken = await takeRoleMail(context);
	expect(await push(takeBack, mailing)).toEqual(gone);
	await taken?.settle({ state: 'sent', reason: null });
	expect(await push(takeBack, mailing)).toEqual(gone);
	expect(await shown()).toMatchObject({ mailState: 'sent' });
});

it('of a sending that another took the place of it is told that it changed', async () => {
	const { push, event } = await open();
	const mailing = randomUUID();
	await push('roles.send@2', mailing);
	await push('roles.send@2');
	expect(await push(takeBack, mailing)).toEqual({
		outcome: 'applied',
		notices: [{ notice: 'changed_since', eventId: event.id }]
	});
});

it.each([
	['was revoked meanwhile', 'role_revoked', {}, { revokedAt: 1 }],
	['has no address any more', 'no_address', {}, { email: null }],
	['is at an event that was cancelled', 'event_cancelled', { status: 'cancelled' }, {}],
	['is at an event that is over', 'event_over', { status: 'ended' }, {}]
] as const)('who %s is sent nothing', async (_who, reason, event, fields) => {
	const { context, send, shown, organisationId, role } = await open(event);
	await send();
	await changeRole(context, organisationId, role.id, { name: 'Ada', ...fields });
	expect(await (await takeRoleMail(context))?.compose()).toBeNull();
	expect(await shown()).toMatchObject({ mailState: 'suppressed', mailReason: reason });
	expect(await isMailDue(context)).toBe(false);
});

it('a mail that is put off is tried again, and given up after a day', async () => {
	const { context, send, shown } = await open();
	await send();
	const outage = { state: 'deferred', reason: 'unreachable', outage: true } as const;
	await (await takeRoleMail(context))?.settle(outage);
	expect(await shown()).toMatchObject({ mailState: 'deferred' });
	expect(await takeRoleMail(context)).toBeNull();
	context.clock.time += 60_000;
	const again = await takeRoleMail(context);
	context.clock.time += 24 * 3_600_000;
	await again?.settle(outage);
	const at = context.now();
	expect(await shown()).toMatchObject({
		mailState: 'rejected',
		mailReason: 'unreachable',
		mailAt: at
	});
});

it('what the mail server says against it is shown with the time', async () => {
	const { context, send, shown } = await open();
	await send();
	const taken = await takeRoleMail(context);
	context.clock.time += 5000;
	await taken?.settle({ state: 'rejected', reason: '550 no such mailbox' });
	expect(await shown()).toEqual({
		sentBy: 'foyer',
		mailState: 'rejected',
		mailReason: '550 no such mailbox',
		mailAt: context.now()
	});
});

describe('what a mail server reports later', () => {
	type Report = Parameters<typeof takeDeliveryReport>[1];
	const bounced = { state: 'rejected', reason: '552 mailbox full' } as const;

	async function sent() {
		const opened = await open();
		const { context, send } = opened;
		const sendOne = async () => {
			await send();
			const taken = await takeRoleMail(context);
			const id = (await taken?.compose())?.id ?? '';
			await taken?.settle({ state: 'sent', reason: null });
			return id;
		};
		const report = (mailId: string, said: Omit<Report, 'mailId'>) => {
			context.clock.time += 1000;
			return takeDeliveryReport(context, { mailId, ...said });
		};
		return { ...opened, sendOne, report };
	}

	it('is shown on the role: a delay, that it arrived, that it came back', async () => {
		const { context, shown, sendOne, report } = await sent();
		const id = await sendOne();
		expect(await report(id, { state: 'delayed', reason: 'later' })).toBe(true);
		expect(await shown()).toMatchObject({ mailState: 'deferred', mailReason: 'later' });
		await report(id, { state: 'delivered', reason: null });
		expect(await shown()).toMatchObject({ mailState: 'delivered', mailReason: null });
		await report(id, { state: 'delayed', reason: 'later' });
		expect(await shown()).toMatchObject({ mailState: 'delivered' });
		await report(id, bounced);
		expect(await shown()).toMatchObject({
			mailState: 'rejected',
			mailReason: '552 mailbox full',
			mailAt: context.now()
		});
	});

	it('is no news once another mail is on its way', async () => {
		const { send, shown, sendOne, report } = await sent();
		const first = await sendOne();
		await send();
		expect(await report(first, bounced)).toBe(false);
		expect(await shown()).toMatchObject({ mailState: 'queued' });
	});

	it('says nothing of a link that took its place', async () => {
		const { context, organisationId, role, shown, sendOne, report } = await sent();
		const id = await sendOne();
		const { keyVersion } = role;
		const renewed = { keyVersion: keyVersion + 1, mailState: 'not_sent', mailAt: null } as const;
		await changeRole(context, organisationId, role.id, renewed);
		await report(id, bounced);
		expect(await shown()).toMatchObject({ mailState: 'not_sent', mailReason: null, mailAt: null });
	});
});
