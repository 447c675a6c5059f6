import { randomUUID } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { requestLink } from '@foyer/shared/link-request';
import { allLevels } from '@foyer/shared/team';
import { mailHoldMs } from '@foyer/shared/undo';
import { appendOpenings } from '../access/access-log.writes.ts';
import { writeAndTell } from '../context.ts';
import { applyOnServer } from '../sync/apply.ts';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import { startSmtpServer } from '../testing/mail.ts';
import {
	makeEvent,
	makeMember,
	makeOrganisation,
	makePerson,
	makeRegistration
} from '../testing/organisations.ts';
import { takeRegistrationMail } from './registration-mails.ts';
import { workOutbox } from './sending.ts';
import { openTransport } from './transport.ts';

const confirm = 'registrations.confirm@2';
const takeBack = 'registrations.take_back_mails@1';
const minute = 60_000;

type Guest = Awaited<ReturnType<typeof makeRegistration>>;

/** Registrants of an event to come, an organizer's device, and a mail server. */
async function open(count = 1, behaviour: Parameters<typeof startSmtpServer>[0] = {}) {
	const smtp = await startSmtpServer(behaviour);
	const context = await openTestContext({ smtpUrl: smtp.url });
	const { organisationId } = await makeOrganisation(context.db);
	const host = await makeMember(context.db, organisationId, {
		levels: allLevels('manage'),
		host: true
	});
	const event = await makeEvent(context.db, organisationId, {
		startsAt: context.now() + 90 * minute,
		endsAt: context.now() + 150 * minute
	});
	const guests: Guest[] = [];
	while (guests.length < count)
		guests.push(await makeRegistration(context.db, organisationId, event.id));
	const [first] = guests as [Guest];
	const device = new Device(context, organisationId, host);
	let pushed = 0;
	const push = async (name: string, args: object) => {
		const all = { eventId: event.id, personIds: guests.map(({ personId }) => personId), ...args };
		return (await device.push(++pushed, [name, all])).results[0]?.outcome;
	};
	/** Sends what is due, as one of several processes. */
	async function work() {
		const transport = openTransport(context);
		onTestFinished(() => transport.close());
		await workOutbox(context, transport, new AbortController().signal);
	}
	return {
		...{ smtp, context, organisationId, event, guests, first, device, push, work },
		/** Lets the time pass for which an organizer's mail waits, and sends what is due. */
		async pass() {
			context.clock.time += mailHoldMs;
			await work();
		},
		/** An attendee asks for their own link on the event's page. */
		ask: () =>
			writeAndTell(context, organisationId, (tx) =>
				applyOnServer(
					context,
					tx,
					organisationId,
					requestLink,
					{ eventId: event.id, email: first.email },
					{ actor: { kind: 'attendee' }, now: context.now() }
				)
			),
		standing: ({ id }: Pick<Guest, 'id'> = first) =>
			context.db
				.selectFrom('registrations')
				.select(['status', 'mailState', 'mailReason', 'mailAt'])
				.where('id', '=', id)
				.executeTakeFirstOrThrow(),
		recipients: () => smtp.accepted.map(({ recipient }) => recipient)
	};
}

const applied = { outcome: 'applied', notices: [] };
const neverMailed = { mailState: 'not_sent', mailReason: null, mailAt: null };

test('what an organizer has sent waits for as long as an undo may arrive, and is shown as waiting', async () => {
	const { push, work, context, standing, recipients, first } = await open();
	expect(await push(confirm, { mailing: randomUUID() })).toEqual(applied);
	context.clock.time += mailHoldMs - 1;
	await work();
	expect(recipients()).toEqual([]);
	expect(await standing()).toMatchObject({ mailState: 'queued' });
	context.clock.time += 1;
	await work();
	expect(recipients()).toEqual([first.email]);
});

test('devices of before have theirs sent in the same way', async () => {
	const { push, work, pass, recipients } = await open();
	await push('registrations.confirm@1', {});
	await work();
	expect(recipients()).toEqual([]);
	await pass();
	expect(recipients()).toHaveLength(1);
});

test('what an attendee asks for goes at once, also while the organizer’s waits, and is not taken back', async () => {
	const { push, work, ask, pass, recipients, standing } = await open();
	const mailing = randomUUID();
	await push(confirm, { mailing });
	await ask();
	await work();
	expect(recipients()).toHaveLength(1);
	expect(await push(takeBack, { mailing })).toEqual(applied);
	expect(await standing()).toMatchObject({ mailState: 'sent' });
	await pass();
	expect(recipients()).toHaveLength(1);
});

test('mails taken back are not sent, and what was shown before is shown again', async () => {
	const { push, pass, context, standing, recipients } = await open(3);
	const mailing = randomUUID();
	await push(confirm, { mailing });
	expect(await push(takeBack, { mailing })).toEqual(applied);
	await pass();
	expect(recipients()).toEqual([]);
	expect(await standing()).toMatchObject(neverMailed);
	// Sent again later, it goes, and taking another one back shows that.
	await push(confirm, { mailing: randomUUID() });
	await pass();
	expect(recipients()).toHaveLength(3);
	const sent = { mailState: 'sent', mailReason: null, mailAt: context.now() };
	const again = randomUUID();
	await push(confirm, { mailing: again });
	context.clock.time += 1000;
	await push(takeBack, { mailing: again });
	await pass();
	expect(recipients()).toHaveLength(3);
	expect(await standing()).toMatchObject(sent);
});

test('a mail that another took the place of goes after all when that is taken back', async () => {
	const { push, pass, recipients, standing } = await open();
	const [first, second] = [randomUUID(), randomUUID()];
	await push(confirm, { mailing: first });
	await push(confirm, { mailing: second });
	expect(await push(takeBack, { mailing: second })).toEqual(applied);
	expect(await standing()).toMatchObject({ mailState: 'queued' });
	await pass();
	expect(recipients()).toHaveLength(1);
	expect(await standing()).toMatchObject({ mailState: 'sent' });
});

test.each([
	['the later first', (a: string, b: string) => [b, a]],
	['the earlier first', (a: string, b: string) => [a, b]]
])('of two that are both taken back, %s, none goes', async (_order, order) => {
	const { push, pass, recipients, standing } = await open();
	const [first, second] = [randomUUID(), randomUUID()];
	await push(confirm, { mailing: first });
	await push(confirm, { mailing: second });
	for (const mailing of order(first, second)) await push(takeBack, { mailing });
	await pass();
	expect(recipients()).toEqual([]);
	expect(await standing()).toMatchObject(neverMailed);
});

test('what had gone is told, and what is tried again still is taken back', async () => {
	const { push, pass, context, event, guests, standing, recipients } = await open(3, {
		onRecipient: (address) => {
			if (address !== guests[0]?.email)
				throw Object.assign(new Error('Try again later'), { responseCode: 451 });
		}
	});
	const mailing = randomUUID();
	await push(confirm, { mailing });
	await pass();
	expect(await push(takeBack, { mailing })).toEqual({
		outcome: 'applied',
		notices: [{ notice: 'mails_gone', eventId: event.id, count: 1, of: 3 }]
	});
	expect(await standing(guests[0])).toMatchObject({ mailState: 'sent' });
	expect(await standing(guests[1])).toMatchObject(neverMailed);
	context.clock.time += 60 * minute;
	await pass();
	expect(recipients()).toEqual([guests[0]?.email]);
});

/** Registers people of the directory, and takes it back as the app does. */
async function openRegistering() {
	const opened = await open(0);
	const { context, organisationId, push, event } = opened;
	const persons = [
		await makePerson(context.db, organisationId),
		await makePerson(context.db, organisationId)
	];
	const people = persons.map(({ id: personId }) => ({ id: randomUUID(), personId }));
	const personIds = people.map(({ personId }) => personId);
	const mailing = randomUUID();
	return {
		...opened,
		people,
		add: () => push('registrations.add@2', { people, confirmations: 'now', mailing }),
		async undo() {
			const mails = await push(takeBack, { personIds, mailing });
			return [mails, await push('registrations.unregister@1', { people, personIds: undefined })];
		},
		rows: () =>
			context.db
				.selectFrom('registrations')
				.select(['personId', 'status', 'mailState'])
				.where('eventId', '=', event.id)
				.orderBy('id')
				.execute(),
		history: async () =>
			(await context.db.selectFrom('personChanges').select('registrationId').execute()).filter(
				({ registrationId }) => registrationId !== null
			)
	};
}

test('who is registered and taken back within the time is gone, and gets nothing', async () => {
	const { add, undo, pass, recipients, rows, history, device } = await openRegistering();
	await add();
	await device.pull();
	expect(await rows()).toHaveLength(2);
	expect(device.all('registrations').size).toBe(2);
	expect(await undo()).toEqual([applied, applied]);
	expect([await rows(), await history()]).toEqual([[], []]);
	await device.pull();
	expect(device.all('registrations').size).toBe(0);
	await pass();
	expect(recipients()).toEqual([]);
});

test('who was reached meanwhile, or had been registered before, is cancelled', async () => {
	const { add, undo, push, people, context, event, rows, organisationId } = await openRegistering();
	const [first, second] = people as [(typeof people)[0], (typeof people)[0]];
	// Registered by an earlier deed, and cancelled.
	await push('registrations.add@2', {
		people: [{ ...first, id: randomUUID() }],
		confirmations: 'never',
		personIds: undefined
	});
	await push('registrations.cancel@1', { personIds: [first.personId] });
	await add();
	await appendOpenings(context.db, [
		{
			...{ organisationId, eventId: event.id, registrationId: second.id, keyVersion: 1 },
			...{ at: context.now(), method: 'GET', automated: false, state: 'waiting' }
		}
	]);
	await undo();
	expect(await rows()).toEqual([
		expect.objectContaining({ status: 'cancelled' }),
		expect.objectContaining({ status: 'cancelled' })
	]);
});

test('who was mailed meanwhile is cancelled, and the number of mails is told', async () => {
	const { add, undo, pass, rows, event, recipients } = await openRegistering();
	await add();
	await pass();
	const [mails, deed] = await undo();
	expect(mails).toMatchObject({
		notices: [{ notice: 'mails_gone', eventId: event.id, count: 2, of: 2 }]
	});
	expect(deed).toEqual(applied);
	expect(await rows()).toEqual(
		Array(2).fill(expect.objectContaining({ status: 'cancelled', mailState: 'sent' }))
	);
	expect(recipients()).toHaveLength(2);
});

describe('a confirmation of who is cancelled while it waits, which is taken back', () => {
	const cancel = 'registrations.cancel@1';
	const admit = 'registrations.admit@2';

	test.each([
		['before it is due', (_: Awaited<ReturnType<typeof open>>) => Promise.resolve()],
		['once it was found needless', ({ pass }: Awaited<ReturnType<typeof open>>) => pass()],
		[
			'before that is shown',
			async ({ context }: Awaited<ReturnType<typeof open>>) => {
				context.clock.time += mailHoldMs;
				const taken = await takeRegistrationMail(context);
				expect(await taken?.compose()).toBeNull();
			}
		]
	])('goes, once: %s', async (_when, meanwhile) => {
		const opened = await open();
		const { push, pass, standing, recipients, first } = opened;
		await push(confirm, { mailing: randomUUID() });
		await push(cancel, {});
		await meanwhile(opened);
		expect(recipients()).toEqual([]);
		expect(await push(admit, { mailing: randomUUID() })).toEqual(applied);
		expect(await standing()).toMatchObject({ status: 'registered', mailState: 'queued' });
		await pass();
		expect(await standing()).toMatchObject({ status: 'registered', mailState: 'sent' });
		await pass();
		expect(recipients()).toEqual([first.email]);
	});

	test('who waits for a place waits for their mail again, too', async () => {
		const { push, pass, context, standing, recipients, first } = await open();
		await push(confirm, { mailing: randomUUID() });
		await push(cancel, {});
		await pass();
		expect(await standing()).toMatchObject({ mailReason: 'registration_cancelled' });
		await push('registrations.let_wait@1', {});
		await pass();
		expect(await standing()).toMatchObject({ status: 'waiting_list', mailState: 'sent' });
		expect(recipients()).toEqual([first.email]);
		expect(context.now()).toBeGreaterThan(0);
	});

	test('whose mail had gone gets no second one', async () => {
		const { push, pass, recipients, standing } = await open();
		await push(confirm, { mailing: randomUUID() });
		await pass();
		await push(cancel, {});
		await push(admit, { mailing: randomUUID() });
		await pass();
		expect(recipients()).toHaveLength(1);
		expect(await standing()).toMatchObject({ status: 'registered', mailState: 'sent' });
	});
});

test('who is brought in by an import that is taken back within the time gets nothing', async () => {
	const { push, pass, work, recipients } = await open(0);
	const importId = randomUUID();
	await push('people.import@3', {
		rows: [{ id: randomUUID(), registrationId: randomUUID(), email: 'ada@example.org' }],
		of: { id: importId, fileName: 'guests.csv', rowCount: 1, parts: 1 },
		...{ part: 0, groups: [], confirmations: 'now' }
	});
	await work();
	expect(await push('people.undo_import@1', { importId, part: 0 })).toEqual(applied);
	await pass();
	expect(recipients()).toEqual([]);
});

test('of an import that is taken back it is told how many confirmations had gone', async () => {
	const { push, pass, event, recipients } = await open(0);
	const importId = randomUUID();
	const bring = (part: number, email: string) =>
		push('people.import@3', {
			rows: [{ id: randomUUID(), registrationId: randomUUID(), email }],
			of: { id: importId, fileName: 'guests.csv', rowCount: 2, parts: 2 },
			...{ part, groups: [], confirmations: 'now' }
		});
	await bring(0, 'ada@example.org');
	await pass();
	await bring(1, 'tom@example.org');
	expect(await push('people.undo_import@1', { importId, part: 1 })).toEqual(applied);
	expect(await push('people.undo_import@1', { importId, part: 0 })).toEqual({
		outcome: 'applied',
		notices: [{ notice: 'mails_gone', eventId: event.id, count: 1, of: 1 }]
	});
	await pass();
	expect(recipients()).toEqual(['ada@example.org']);
});

test('who is given a place and waits again hears of neither', async () => {
	const { push, pass, context, first, standing, recipients } = await open();
	await context.db
		.updateTable('registrations')
		.set({ status: 'waiting_list', mailState: 'delivered' })
		.where('id', '=', first.id)
		.execute();
	const mailing = randomUUID();
	await push('registrations.admit@2', { mailing });
	await push(takeBack, { mailing });
	await push('registrations.let_wait@1', {});
	await pass();
	expect(recipients()).toEqual([]);
	expect(await standing()).toMatchObject({ status: 'waiting_list', mailState: 'delivered' });
});

test.each([
	['the mail server waits for it', true],
	['the mails go on', false]
])(
	'taken back while two processes send, %s: each mail has gone or is taken back, and the number told is true',
	async (_how, waits) => {
		let messages = 0;
		let undone: ReturnType<typeof push> | undefined;
		const mailing = randomUUID();
		const { push, work, context, event, guests, smtp, standing } = await open(30, {
			async onMessage() {
				if (++messages === 10) undone = push(takeBack, { mailing });
				if (waits) await undone;
			}
		});
		await push(confirm, { mailing });
		context.clock.time += mailHoldMs;
		await Promise.all([work(), work()]);
		const outcome = await undone;
		const gone = smtp.accepted.length;
		expect(gone).toBeGreaterThanOrEqual(10);
		if (waits) expect(gone).toBeLessThan(30);
		expect(outcome).toEqual({
			outcome: 'applied',
			notices: [{ notice: 'mails_gone', eventId: event.id, count: gone, of: 30 }]
		});
		const accepted = new Set(smtp.accepted.map(({ recipient }) => recipient));
		expect(accepted.size, 'each once').toBe(gone);
		for (const guest of guests)
			expect(await standing(guest)).toMatchObject({
				mailState: accepted.has(guest.email ?? '') ? 'sent' : 'not_sent'
			});
		context.clock.time += 5 * minute;
		await work();
		expect(smtp.accepted).toHaveLength(gone);
	}
);
