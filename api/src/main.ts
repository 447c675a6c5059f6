import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { afterwardsDone } from './afterwards.ts';
import { ensureHostLink } from './accounts/host.writes.ts';
import { openApp } from './app.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import { systemClock, type Context } from './context.ts';
import type { Database } from './db/database.ts';
import { openDatabase } from './db/open.ts';
import { FolderInUse } from './db/folder-lock.ts';
import { migrate } from './db/migrate.ts';
import { prepareDemo } from './demo/demo.ts';
import { drain } from './drain.ts';
import { checkSecret, WrongSecret } from './secret-fingerprint.ts';
import { startEventClock } from './events/event-clock.ts';
import { startJobs } from './jobs/jobs.ts';
import { openLog } from './log.ts';
import { openNews } from './news.ts';
import { openKit } from './pages/kit.ts';

/** Faults that are the operator's to mend: one readable line, no stack. */
const readable = [ConfigError, FolderInUse, WrongSecret];

const drainMs = 10_000;

/** How many may knock at once: all who waited on a process that was killed come within seconds. */
const backlog = 4096;

async function start(): Promise<void> {
	const config = readConfig(process.env);
	const log = openLog(config.logLevel);
	const database = await openDatabase(config);
	try {
		await migrate(database.db);
		await checkSecret(database.db, config.secret);
		await serve(config, database, log);
	} catch (error) {
		await database.close();
		throw error;
	}
}

async function serve(config: Config, database: Database, log: Logger): Promise<void> {
	const news = await openNews(database.channel, log);
	const context: Context = { config, database, db: database.db, news, log, ...systemClock };
	const app = openApp(context, await openKit(), process.argv.includes('--development'));
	const server = createServer(app.listener);
	await listen(server, config);
	const { port } = server.address() as AddressInfo;
	console.log(`Foyer is at ${config.publicUrl} (port ${port})`);
	if (process.argv.includes('--demo')) {
		for (const line of await prepareDemo(context)) console.log(JSON.stringify(line));
	}
	const clock = startEventClock(context);
	const jobs = await startJobs(context);
	tellOfFirstLink(await ensureHostLink(context));
	endOnSignal(async () => {
		await clock.stop();
		await drain(server, app, drainMs);
		await afterwardsDone();
		await jobs.stop();
		await news.flush();
		await database.close();
	}, log);
}

/** @throws ConfigError where it can't listen as configured */
async function listen(server: Server, { host, port }: Config): Promise<void> {
	server.listen({ port, host, backlog });
	try {
		await once(server, 'listening');
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		throw new ConfigError(
			code === 'EADDRINUSE'
				? `PORT ${port} on ${host} is taken by another program`
				: `HOST ${host} and PORT ${port} can't be listened on: ${message}`,
			{ cause: error }
		);
	}
}

function tellOfFirstLink(first: Awaited<ReturnType<typeof ensureHostLink>>): void {
	if (first === 'not_needed') return;
	console.log(
		first === 'printed_by_another'
			? "The link that makes the host's account was printed by the process that started before; `npm run host-link` makes a new one"
			: `Make the host's account, once, at ${first.link}`
	);
}

function endOnSignal(end: () => Promise<void>, log: Logger): void {
	let ending = false;
	for (const signal of ['SIGTERM', 'SIGINT'] as const) {
		process.on(signal, () => {
			if (ending) return;
			ending = true;
			log.info({ signal }, 'draining');
			end().then(
				() => process.exit(0),
				(err: unknown) => {
					log.error({ err }, 'did not end in order');
					process.exit(1);
				}
			);
		});
	}
}

start().catch((error: unknown) => {
	if (!readable.some((kind) => error instanceof kind)) throw error;
	console.error((error as Error).message);
	process.exit(1);
});
