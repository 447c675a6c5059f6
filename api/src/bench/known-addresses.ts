/**
 * Whether the time of an answer tells that an address is registered: signing up with it, and asking for its link
 * again, in any order on one connection, while what was asked before is being done. Another unknown address shows
 * how much the machine itself differs. `toldApart` is how often a known address takes longer than an unknown one,
 * of all pairs: 0.5 is chance, and `spread` how far chance alone strays from it (two standard deviations).
 */
import { randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage } from 'node:http';
import { BlockList, type AddressInfo } from 'node:net';
import { eventPath } from '@foyer/shared/access';
import { openApp } from '../app.ts';
import { openKit } from '../pages/kit.ts';
import { doPageRequests } from '../registrations/page-requests.writes.ts';
import { makeEvent, makeOrganisation, makeRegistration } from '../testing/organisations.ts';
import { startPostgres } from '../testing/postgres.ts';
import { openBenchContext } from './support/bench-context.ts';
import { median, report } from './support/measure.ts';

const tries = 3000;
const warmUp = 300;
/** As often as the product looks for what was asked, in ms. */
const doneEveryMs = 2000;

const kinds = ['unknown address', 'another unknown address', 'known address'] as const;
type Kind = (typeof kinds)[number];
const forms = ['register', 'link'] as const;
type Form = (typeof forms)[number];

/** An event with so many registrants that each is asked for at most once. */
async function open(url: string | null) {
	const context = await openBenchContext(url);
	context.config.trustedProxies = new BlockList();
	context.config.trustedProxies.addAddress('127.0.0.1');
	const { organisationId, pageName } = await makeOrganisation(context.db);
	const startsAt = Date.now() + 86_400_000;
	const event = await makeEvent(context.db, organisationId, {
		startsAt,
		endsAt: startsAt + 3_600_000
	});
	for (let n = 0; n < tries + warmUp; n++)
		await makeRegistration(context.db, organisationId, event.id, { email: knownAddress(n) });
	const app = openApp(context, await openKit());
	const server = createServer(app.listener).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	let doing = Promise.resolve();
	const timer = setInterval(() => {
		doing = doing.then(() => doPageRequests(context));
	}, doneEveryMs);
	const close = async () => {
		clearInterval(timer);
		await doing;
		server.close();
		server.closeAllConnections();
		app.leave();
		await app.close();
		await context.database.close();
	};
	return { path: eventPath(pageName, event.permalink), port, close };
}

/** As long as an unknown one. */
const knownAddress = (n: number): string => `${String(n).padStart(36, 'k')}@example.org`;

async function measure(database: string, url: string | null): Promise<void> {
	const { path, port, close } = await open(url);
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const took = Object.fromEntries(
		forms.map((form) => [form, Object.fromEntries(kinds.map((kind) => [kind, [] as number[]]))])
	) as Record<Form, Record<Kind, number[]>>;
	for (let n = -warmUp; n < tries; n++) {
		const kind = kinds[randomInt(kinds.length)] ?? 'unknown address';
		const form = forms[randomInt(forms.length)] ?? 'link';
		const email =
			kind === 'known address' ? knownAddress(n + warmUp) : `${randomUUID()}@example.org`;
		const body = new URLSearchParams({ email, firstName: 'Ada', lastName: 'Lovelace' }).toString();
		const began = performance.now();
		const asked = request({
			port,
			host: '127.0.0.1',
			method: 'POST',
			path: `${path}/${form}`,
			agent,
			headers: {
				'content-type': 'application/x-www-form-urlencoded',
				'sec-fetch-site': 'same-origin',
				// Each from a network of its own, or they were refused as too many.
				'x-forwarded-for': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`
			}
		}).end(body);
		const [answer] = (await once(asked, 'response')) as [IncomingMessage];
		await once(answer.resume(), 'end');
		if (answer.statusCode !== 303) throw new Error(`${form}, ${kind}: ${answer.statusCode}`);
		if (n >= 0) took[form][kind].push(performance.now() - began);
	}
	agent.destroy();
	await close();
	const [reference, ...others] = kinds;
	for (const form of forms) {
		for (const kind of others) {
			const [of, by] = [took[form][kind], took[form][reference]];
			report(
				{
					bench: 'known-addresses',
					case: `${form}, ${kind}, ${database}`,
					value: median(of),
					unit: 'ms',
					reference,
					referenceValue: median(by)
				},
				toldApart(of, by)
			);
		}
	}
}

/** How well two kinds can be told apart by their times alone (Mann and Whitney's statistic, as a share). */
function toldApart(of: readonly number[], by: readonly number[]) {
	const pairs = of.length * by.length;
	const longer = of.reduce((sum, one) => sum + by.filter((other) => other < one).length, 0);
	const spread = 2 * Math.sqrt((of.length + by.length + 1) / (12 * pairs));
	return { toldApart: Number((longer / pairs).toFixed(3)), spread: Number(spread.toFixed(3)) };
}

const postgres = await startPostgres();
try {
	await measure('PostgreSQL', postgres.url);
	await measure('PGlite', null);
} finally {
	await postgres.stop();
}
