import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { writeAndTell } from '../context.ts';
import { recordEffects } from '../mail/effects.ts';
import { openTestContext } from '../testing/context.ts';
import { startSmtpServer } from '../testing/mail.ts';
import { makeEvent, makeOrganisation, makeRegistration } from '../testing/organisations.ts';
import { startJobs } from './jobs.ts';

async function open() {
	const smtp = await startSmtpServer();
	const context = await openTestContext({ smtpUrl: smtp.url });
	const { organisationId } = await makeOrganisation(context.db);
	const event = await makeEvent(context.db, organisationId);
	const confirm = async () => {
		const { id } = await makeRegistration(context.db, organisationId, event.id);
		await writeAndTell(context, organisationId, (tx) =>
			recordEffects(
				tx,
				organisationId,
				[{ effect: 'mail', mail: 'confirmation', eventId: event.id, registrationIds: [id] }],
				context
			)
		);
	};
	return { smtp, context, confirm };
}

const long = { timeout: 15_000 };

test('what waits when it starts is sent, what comes later too, and nothing after it has stopped', async () => {
	const { smtp, context, confirm } = await open();
	await confirm();
	const jobs = await startJobs(context);
	let stopped = false;
	onTestFinished(() => (stopped ? undefined : jobs.stop()));
	await expect.poll(() => smtp.accepted.length, long).toBe(1);
	await confirm();
	await expect.poll(() => smtp.accepted.length, long).toBe(2);
	await jobs.stop();
	stopped = true;
	await confirm();
	expect(
		await context.db.selectFrom('mails').select('id').where('state', '=', 'queued').execute()
	).toHaveLength(1);
	expect(smtp.accepted).toHaveLength(2);
});

test('several processes on one database share the mails', async () => {
	const { smtp, context, confirm } = await open();
	// The embedded database has one process.
	const processes = context.database.kind === 'pglite' ? 1 : 3;
	const several = await Promise.all(Array.from({ length: processes }, () => startJobs(context)));
	onTestFinished(async () => {
		for (const jobs of several) await jobs.stop();
	});
	for (let n = 0; n < 10; n++) await confirm();
	await expect.poll(() => smtp.accepted.length, long).toBe(10);
	await expect
		.poll(
			() =>
				context.db
					.selectFrom('registrations')
					.select('id')
					.where('mailState', '=', 'sent')
					.execute(),
			long
		)
		.toHaveLength(10);
	expect(smtp.accepted).toHaveLength(10);
});

test('a mail that a dead process had taken is sent by the next on the embedded database', async () => {
	const { smtp, context, confirm } = await open();
	if (context.database.kind !== 'pglite') return;
	await confirm();
	await context.db
		.updateTable('mails')
		.set({ claimedUntil: context.now() + 120_000, attempts: 1 })
		.execute();
	const jobs = await startJobs(context);
	onTestFinished(() => jobs.stop());
	await expect.poll(() => smtp.accepted.length, long).toBe(1);
});

test('what is old is deleted once a day, by one process of several', async () => {
	const { context } = await open();
	context.clock.time = Date.now();
	const commits = async () =>
		(await context.db.selectFrom('syncCommits').select('tx').execute()).length;
	expect(await commits()).toBeGreaterThan(1);
	await sql`update sync_commits set at = at - interval '91 days'`.execute(context.db);
	const jobs = [await startJobs(context)];
	if (context.database.kind === 'postgres') jobs.push(await startJobs(context));
	onTestFinished(async () => {
		for (const one of jobs) await one.stop();
	});
	await expect.poll(commits, long).toBe(1);
	const { rows } = await sql<{ state: string }>`
		select state from pgboss.job where name = 'retention'
	`.execute(context.db);
	expect(rows).toHaveLength(1);
});
