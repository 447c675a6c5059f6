import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { Effect } from '@foyer/shared/mutation';
import type { Config } from '../config.ts';
import { writeAndTell, type Context } from '../context.ts';
import { openTestContext } from '../testing/context.ts';
import { reply, startSmtpServer } from '../testing/mail.ts';
import { makeEvent, makeOrganisation, makeRegistration } from '../testing/organisations.ts';
import { recordEffects } from './effects.ts';
import { workOutbox } from './sending.ts';
import { openTransport } from './transport.ts';

const minute = 60_000;

type Behaviour = Parameters<typeof startSmtpServer>[0];

async function open(config: Partial<Config>) {
	const context = await openTestContext(config);
	const { organisationId } = await makeOrganisation(context.db);
	const event = await makeEvent(context.db, organisationId, {
		startsAt: context.now() + 90 * minute,
		endsAt: context.now() + 150 * minute
	});
	const transport = openTransport(context);
	onTestFinished(() => transport.close());
	const work = (signal = new AbortController().signal) => workOutbox(context, transport, signal);
	return { context, organisationId, event, work };
}

const confirm = (eventId: string, ...registrationIds: string[]): Effect[] => [
	{ effect: 'mail', mail: 'confirmation', eventId, registrationIds }
];

const record = (context: Context, organisationId: string, effects: Effect[]) =>
	writeAndTell(context, organisationId, (tx) =>
		recordEffects(tx, organisationId, effects, context)
	);

/** Registrations whose confirmations wait to be sent. */
async function openWaiting(config: Partial<Config>, count = 1) {
	const opened = await open(config);
	const { context, organisationId, event } = opened;
	const registration = await makeRegistration(context.db, organisationId, event.id);
	const ids = [registration.id];
	for (let n = 1; n < count; n++)
		ids.push((await makeRegistration(context.db, organisationId, event.id)).id);
	const ask = () => record(context, organisationId, confirm(event.id, ...ids));
	await ask();
	return { ...opened, registration, ask };
}

/** The same with a mail server of the test's own. */
async function openBoth(behaviour: Behaviour = {}, count = 1) {
	const smtp = await startSmtpServer(behaviour);
	return { smtp, ...(await openWaiting({ smtpUrl: smtp.url }, count)) };
}

async function stateOf(context: Context, registrationId: string) {
	const row = await context.db
		.selectFrom('registrations')
		.select(['mailState', 'mailReason', 'mailAt'])
		.where('id', '=', registrationId)
		.executeTakeFirstOrThrow();
	return row;
}

test('a confirmation goes out once and the registration shows it', async () => {
	const { smtp, context, registration, work } = await openBoth();
	await work();
	await work();
	expect(smtp.accepted.map(({ recipient }) => recipient)).toEqual([registration.email]);
	expect(await stateOf(context, registration.id)).toEqual({
		mailState: 'sent',
		mailReason: null,
		mailAt: context.now()
	});
});

test('what is rolled back is not sent', async () => {
	const smtp = await startSmtpServer();
	const { context, organisationId, event, work } = await open({ smtpUrl: smtp.url });
	const registration = await makeRegistration(context.db, organisationId, event.id);
	const failing = writeAndTell(context, organisationId, async (tx) => {
		await recordEffects(tx, organisationId, confirm(event.id, registration.id), context);
		throw new Error('later fault');
	});
	await expect(failing).rejects.toThrow('later fault');
	await work();
	expect(smtp.accepted).toEqual([]);
});

test.each<[string, Behaviour, string]>([
	[
		'about the recipient',
		{
			onRecipient: (address) => {
				throw reply(550, `5.1.1 <${address}>: no such mailbox`);
			}
		},
		'550 5.1.1 …: no such mailbox'
	],
	[
		'after the message',
		{
			onMessage: () => {
				throw reply(554, 'Message refused');
			}
		},
		'554 Message refused'
	]
])(
	'a 5xx %s is rejected for good, with the reason but without the address',
	async (_when, behaviour, mailReason) => {
		const { smtp, context, registration, work } = await openBoth(behaviour);
		await work();
		const rejected = { mailState: 'rejected', mailReason };
		expect(await stateOf(context, registration.id)).toMatchObject(rejected);
		context.clock.time += 30 * minute;
		await work();
		expect(smtp.accepted).toEqual([]);
		expect(await stateOf(context, registration.id)).toMatchObject(rejected);
	}
);

test('a 4xx is deferred and tried again later, with the same Message-ID', async () => {
	const offered: (string | undefined)[] = [];
	const { context, registration, work } = await openBoth({
		onMessage: (mail) => {
			offered.push(mail.messageId);
			if (offered.length === 1) throw reply(451, 'Try again later');
		}
	});
	await work();
	expect(await stateOf(context, registration.id)).toMatchObject({
		mailState: 'deferred',
		mailReason: '451 Try again later'
	});
	await work();
	expect(offered).toHaveLength(1);
	context.clock.time += minute;
	await work();
	expect(await stateOf(context, registration.id)).toMatchObject({
		mailState: 'sent',
		mailReason: null
	});
	expect(new Set(offered).size).toBe(1);
	expect(offered).toHaveLength(2);
});

test('a mail that is deferred for a day is rejected', async () => {
	const { context, event, registration, work } = await openBoth({
		onRecipient: () => {
			throw reply(450, 'Greylisted');
		}
	});
	await context.db
		.updateTable('events')
		.set({ startsAt: context.now() + 48 * 60 * minute, endsAt: context.now() + 49 * 60 * minute })
		.where('id', '=', event.id)
		.execute();
	let tries = 0;
	for (
		;
		(await stateOf(context, registration.id)).mailState !== 'rejected' && tries < 100;
		tries++
	) {
		await work();
		context.clock.time += 60 * minute;
	}
	expect(tries).toBeGreaterThan(20);
	expect(tries).toBeLessThan(27);
});

test('a connection dropped in mid-message loses nothing', async () => {
	let messages = 0;
	const { smtp, context, registration, work } = await openBoth({
		cutsOff: () => messages++ === 0
	});
	expect(await work()).toEqual({ outage: true });
	expect((await stateOf(context, registration.id)).mailState).toBe('deferred');
	context.clock.time += minute;
	await work();
	expect(smtp.accepted.map(({ recipient }) => recipient)).toEqual([registration.email]);
	expect(messages).toBe(2);
});

test('a server out of reach ends the round, and the mails go out once it is back', async () => {
	const { context, work } = await openWaiting({ smtpUrl: 'smtp://127.0.0.1:9' }, 20);
	expect(await work()).toEqual({ outage: true });
	const { count } = await context.db
		.selectFrom('mails')
		.select(sql<number>`count(*)::integer`.as('count'))
		.where('attempts', '=', 0)
		.executeTakeFirstOrThrow();
	expect(count).toBeGreaterThanOrEqual(10);
	const smtp = await startSmtpServer();
	const transport = openTransport({ ...context, config: { ...context.config, smtpUrl: smtp.url } });
	onTestFinished(() => transport.close());
	context.clock.time += minute;
	await workOutbox(context, transport, new AbortController().signal);
	expect(new Set(smtp.accepted.map(({ recipient }) => recipient)).size).toBe(20);
	expect(smtp.accepted).toHaveLength(20);
});

test('a crash between acceptance and commit repeats one mail at most, with the same Message-ID', async () => {
	const { smtp, context, work } = await openBoth({}, 30);
	const dying = openTransport(context);
	// The process dies once the server has accepted the tenth mail: nothing is recorded from then on.
	let settled = 0;
	const crash = new Promise<void>((resolve) => {
		void workOutbox(
			context,
			{
				...dying,
				deliver: (message, settle) =>
					dying.deliver(message, async (delivery) => {
						if (++settled < 10) return settle(delivery);
						resolve();
						await new Promise(() => {});
					})
			},
			new AbortController().signal
		);
	});
	await crash;
	// Long enough for the other connections to be accepted, if they could be.
	await new Promise((resolve) => setTimeout(resolve, 300));
	await dying.close();
	context.clock.time += 3 * minute;
	await work();
	const ids = smtp.accepted.map(({ messageId }) => messageId);
	expect(new Set(smtp.accepted.map(({ recipient }) => recipient)).size).toBe(30);
	expect(new Set(ids).size).toBe(30);
	expect(ids.length).toBeGreaterThanOrEqual(30);
	expect(ids.length).toBeLessThanOrEqual(31);
});

test('two processes send each mail once', async () => {
	const { smtp, context, work } = await openBoth({}, 40);
	const other = openTransport(context);
	onTestFinished(() => other.close());
	await Promise.all([work(), workOutbox(context, other, new AbortController().signal)]);
	expect(smtp.accepted).toHaveLength(40);
	expect(new Set(smtp.accepted.map(({ recipient }) => recipient)).size).toBe(40);
});

test('a stop takes no further mail and finishes what is under way', async () => {
	const stop = new AbortController();
	const { smtp, context, work } = await openBoth({ onMessage: () => stop.abort() }, 20);
	await work(stop.signal);
	const sent = await context.db
		.selectFrom('mails')
		.select('id')
		.where('state', '=', 'sent')
		.execute();
	expect(sent).toHaveLength(smtp.accepted.length);
	expect(sent.length).toBeLessThanOrEqual(5);
	expect(
		(
			await context.db
				.selectFrom('registrations')
				.select('id')
				.where('mailState', '=', 'sent')
				.execute()
		).length
	).toBe(sent.length);
});

test('asking again while a confirmation waits sends one; after it was sent, another', async () => {
	const { smtp, ask, work } = await openBoth();
	await ask();
	await work();
	expect(smtp.accepted).toHaveLength(1);
	await ask();
	await work();
	expect(new Set(smtp.accepted.map(({ messageId }) => messageId)).size).toBe(2);
});

test('a registration cancelled meanwhile gets nothing', async () => {
	const { smtp, context, registration, work } = await openBoth();
	await context.db
		.updateTable('registrations')
		.set({ status: 'cancelled' })
		.where('id', '=', registration.id)
		.execute();
	await work();
	expect(smtp.accepted).toEqual([]);
	expect(await stateOf(context, registration.id)).toMatchObject({
		mailState: 'suppressed',
		mailReason: 'registration_cancelled'
	});
});
