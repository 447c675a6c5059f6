import { PgBoss } from 'pg-boss';
import { sweepAccounts } from '../accounts/sessions.writes.ts';
import { sweepLinkDevices } from '../access/link-devices.writes.ts';
import type { Context } from '../context.ts';
import { isExportDue } from '../exports/exports.reads.ts';
import { sweepExports } from '../exports/exports.writes.ts';
import { makeExports } from '../exports/making.writes.ts';
import { isMailDue } from '../mail/due.reads.ts';
import { releaseClaims } from '../mail/registration-mails.writes.ts';
import { workOutbox } from '../mail/sending.ts';
import { openTransport } from '../mail/transport.ts';
import { sweepWaitingCounts } from '../presence/presence.writes.ts';
import { doPageRequests } from '../registrations/page-requests.writes.ts';
import { deleteOld } from '../sync/retention.writes.ts';

/** The work that goes on behind requests, in this process. */
export interface Jobs {
	/** Something may be due: looks at once instead of within seconds. Needless after a commit that was told as news. */
	nudge(): void;
	/** Takes nothing new, and waits for what is under way. */
	stop(): Promise<void>;
}

/** How often the outbox is looked at, in ms: what a crash between commit and nudge left is found then. */
const sweepEveryMs = 2000;

/** How soon after a nudge, in ms: several make one look. */
const nudgeAfterMs = 50;

/** How long one job works at most before the next takes over, in ms. */
const longestJobMs = 300_000;

/** How long a mail server that is out of reach is left alone, in ms. */
const outageMs = 30_000;

/** How often ended sessions, links and tries are removed, in ms. */
const clearEveryMs = 3_600_000;

const mailQueue = 'mail';
const exportQueue = 'exports';
const retentionQueue = 'retention';

/** What has been kept for long enough is deleted once a day, by one of the processes. In seconds. */
const retentionEvery = 86_400;

/** Starts the jobs: several processes on one database share them. */
export async function startJobs(context: Context): Promise<Jobs> {
	const boss = await openBoss(context);
	const transport = openTransport(context);
	const stopping = new AbortController();
	let resting = 0;
	if (context.database.kind === 'pglite') await releaseClaims(context.db);
	const worker = await boss.work(mailQueue, { pollingIntervalSeconds: 2 }, async () => {
		const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(longestJobMs)]);
		const { outage } = await workOutbox(context, transport, signal);
		if (outage) resting = Date.now() + outageMs;
	});
	const exporter = await boss.work(exportQueue, { pollingIntervalSeconds: 10 }, async () => {
		const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(longestJobMs)]);
		await sweepExports(context.db, context.now());
		await makeExports(context, signal);
	});
	const retention = await workRetention(context, boss, stopping.signal);
	const clearing = clearNowAndThen(context);
	const look = watch(context, async () => {
		if (stopping.signal.aborted) return;
		await doPageRequests(context, stopping.signal);
		if (Date.now() >= resting && (await isMailDue(context))) {
			await boss.send(mailQueue);
			boss.notifyWorker(worker);
		}
		if (await isExportDue(context)) {
			await boss.send(exportQueue);
			boss.notifyWorker(exporter);
		}
	});
	return {
		nudge: look.soon,
		async stop() {
			stopping.abort();
			clearInterval(clearing);
			clearInterval(retention);
			await look.end();
			await boss.stop({ graceful: true, close: false, timeout: 10_000 });
			await transport.close();
		}
	};
}

/** Removes what time has ended. Several processes doing it disturb nobody. */
function clearNowAndThen(context: Context): NodeJS.Timeout {
	const clear = () => {
		for (const swept of [
			sweepAccounts(context),
			sweepLinkDevices(context),
			sweepWaitingCounts(context.db)
		])
			swept.catch((err: unknown) => context.log.warn({ err }, 'what has ended not removed'));
	};
	return setInterval(clear, clearEveryMs);
}

/** Asks for the day's job each hour, and works on it. Where the day has one already, asking does nothing. */
async function workRetention(
	context: Context,
	boss: PgBoss,
	stopping: AbortSignal
): Promise<NodeJS.Timeout> {
	const worker = await boss.work(retentionQueue, { pollingIntervalSeconds: 60 }, async () => {
		const signal = AbortSignal.any([stopping, AbortSignal.timeout(longestJobMs)]);
		try {
			await deleteOld(context, { signal });
		} catch (err) {
			context.log.warn({ err }, 'what is old not deleted, to be gone on with tomorrow');
			throw err;
		}
	});
	const ask = async () => {
		try {
			if (await boss.send(retentionQueue, null, { singletonSeconds: retentionEvery }))
				boss.notifyWorker(worker);
		} catch (err) {
			context.log.warn({ err }, 'the job that deletes what is old was not asked for');
		}
	};
	await ask();
	return setInterval(() => void ask(), clearEveryMs);
}

/** At most one mail job waits at a time, and one that makes exports: it does all that is due. */
async function openBoss({ database, log }: Context): Promise<PgBoss> {
	const boss = new PgBoss({
		db: { executeSql: database.raw },
		backend: database.kind,
		schedule: false
	});
	boss.on('error', (error) => log.warn({ err: error }, 'job queue'));
	await boss.start();
	const expireInSeconds = longestJobMs / 500;
	await boss.createQueue(mailQueue, {
		policy: 'short',
		retryLimit: 0,
		expireInSeconds,
		deleteAfterSeconds: 3600
	});
	await boss.createQueue(exportQueue, {
		policy: 'short',
		// What is due is found again, after a crash too: its row says so.
		retryLimit: 0,
		expireInSeconds,
		deleteAfterSeconds: 3600
	});
	await boss.createQueue(retentionQueue, {
		policy: 'singleton',
		retryLimit: 0,
		expireInSeconds,
		// A day's job says that the day has had one.
		deleteAfterSeconds: 2 * retentionEvery
	});
	return boss;
}

/** Looks now and then, and soon after each news; never twice at a time. */
function watch({ news, log }: Context, look: () => Promise<void>) {
	let timer: NodeJS.Timeout | undefined;
	let looking: Promise<void> = Promise.resolve();
	const run = () => {
		timer = undefined;
		looking = looking
			.then(look)
			.catch((error: unknown) => log.warn({ err: error }, 'what is due not looked at'));
	};
	const soon = () => void (timer ??= setTimeout(run, nudgeAfterMs));
	const unlisten = news.listen(soon);
	const sweeping = setInterval(soon, sweepEveryMs);
	soon();
	return {
		soon,
		async end() {
			unlisten();
			clearInterval(sweeping);
			clearTimeout(timer);
			await looking;
		}
	};
}
