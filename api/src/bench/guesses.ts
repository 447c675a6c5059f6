/**
 * How long an unknown address, a wrong key and a revoked key take to be refused, in any order on one connection:
 * what takes longer would tell them apart. Another unknown address shows how much the machine itself differs.
 */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accessLink, eventPath } from '@foyer/shared/access';
import { deriveKey } from '../access/access-keys.ts';
import { openApp } from '../app.ts';
import { openKit } from '../pages/kit.ts';
import { makeEvent, makeOrganisation, makeRegistration } from '../testing/organisations.ts';
import { startPostgres } from '../testing/postgres.ts';
import { openBenchContext } from './support/bench-context.ts';
import { median, report } from './support/measure.ts';

const tries = 4000;
const warmUp = 500;

const guesses = ['unknown address', 'another unknown address', 'wrong key', 'revoked key'] as const;
type Guess = (typeof guesses)[number];

/** An event that is live, and a link of each kind that doesn't open it. */
async function open(url: string | null) {
	const context = await openBenchContext(url);
	const { organisationId, pageName } = await makeOrganisation(context.db);
	const event = await makeEvent(context.db, organisationId, { status: 'live' });
	const [known, revoked] = [
		await makeRegistration(context.db, organisationId, event.id, { email: 'known@example.org' }),
		await makeRegistration(context.db, organisationId, event.id, { email: 'rotated@example.org' })
	];
	await context.db
		.updateTable('registrations')
		.set({ keyVersion: 2 })
		.where('organisationId', '=', organisationId)
		.where('id', '=', revoked.id)
		.execute();
	const path = eventPath(pageName, event.permalink);
	const keyOf = ({ id }: { id: string }) => deriveKey(context.config.secret, id, 1);
	const links: Record<Guess, string> = {
		'unknown address': accessLink('', path, 'nobody@example.org', keyOf(known)),
		'another unknown address': accessLink('', path, 'nemo@example.org', keyOf(known)),
		'wrong key': accessLink('', path, 'known@example.org', 'f'.repeat(22)),
		'revoked key': accessLink('', path, 'rotated@example.org', keyOf(revoked))
	};
	const app = openApp(context, await openKit());
	const server = createServer(app.listener).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const close = async () => {
		server.close();
		server.closeAllConnections();
		app.leave();
		await app.close();
		await context.database.close();
	};
	return { links, port, close };
}

async function measure(database: string, url: string | null): Promise<void> {
	const { links, port, close } = await open(url);
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const took: Record<Guess, number[]> = {
		'unknown address': [],
		'another unknown address': [],
		'wrong key': [],
		'revoked key': []
	};
	for (let n = -warmUp; n < tries; n++) {
		const guess = guesses[randomInt(guesses.length)] ?? 'wrong key';
		const began = performance.now();
		const asked = request({ port, host: '127.0.0.1', path: links[guess], agent }).end();
		const [answer] = (await once(asked, 'response')) as [IncomingMessage];
		await once(answer.resume(), 'end');
		if (answer.statusCode !== 403) throw new Error(`${guess}: ${answer.statusCode}`);
		if (n >= 0) took[guess].push(performance.now() - began);
	}
	agent.destroy();
	await close();
	const [reference, ...others] = guesses;
	for (const guess of others) {
		report({
			bench: 'guesses',
			case: `${guess}, ${database}`,
			value: median(took[guess]),
			unit: 'ms',
			reference,
			referenceValue: median(took[reference])
		});
	}
}

const postgres = await startPostgres();
try {
	await measure('PostgreSQL', postgres.url);
	await measure('PGlite', null);
} finally {
	await postgres.stop();
}
