import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessLink, eventPath } from '@foyer/shared/access';
import { deriveKey, deriveWaitingToken } from '../../../api/src/access/access-keys.ts';
import { eventRef } from '../../../api/src/access/access.reads.ts';
import { createSession } from '../../../api/src/accounts/sessions.writes.ts';
import { openBenchContext } from '../../../api/src/bench/support/bench-context.ts';
import { report } from '../../../api/src/bench/support/measure.ts';
import {
	makeEvent,
	makeOrganisation,
	personLike,
	registrationLike
} from '../../../api/src/testing/organisations.ts';
import { startPostgres } from '../../../api/src/testing/postgres.ts';
import { ServerProcess } from '../../server-process.ts';
import type { Asked, Fate, Registered, Told } from './crowd.ts';

const publicUrl = 'http://foyer.test';
const servers = 3;
/** As many as one process may hold: each takes a file descriptor while they wait, and another as they come in. */
const mostInCrowd = 7500;
/** Who isn't in by then is left behind. */
const patienceMs = 300_000;
/** More come in over a minute, as the event's form can say: this one machine plays all parts. */
const mostByNumber = 10_000;
const longSpread = 60;
const perStatement = 500;

const now = (): number => performance.timeOrigin + performance.now();

/** What befalls the process that the start is pressed on, once the press is answered. */
type Fall = 'stays' | 'is killed' | 'is ended in order';

interface Night {
	began: number;
	fates: Fate[];
}

type BenchContext = Awaited<ReturnType<typeof openBenchContext>>;
type Person = ReturnType<typeof personLike>;

const inBatches = <T>(rows: readonly T[]): T[][] =>
	Array.from({ length: Math.ceil(rows.length / perStatement) }, (_, n) =>
		rows.slice(n * perStatement, (n + 1) * perStatement)
	);

async function makePeople(
	{ db }: BenchContext,
	organisationId: string,
	count: number
): Promise<Person[]> {
	const people = Array.from({ length: count }, () => personLike());
	for (const some of inBatches(people)) {
		const rows = some.map((person) => ({ organisationId, ...person }));
		await db.insertInto('people').values(rows).execute();
	}
	return people;
}

/** Registers people for an event. @returns each with their link */
async function register(
	{ db, config }: BenchContext,
	organisationId: string,
	event: { id: string; path: string },
	people: readonly Person[]
): Promise<Registered[]> {
	const registrations = people.map((person) => registrationLike(person, event.id));
	for (const some of inBatches(registrations)) {
		const rows = some.map((registration) => ({ organisationId, ...registration }));
		await db.insertInto('registrations').values(rows).execute();
	}
	return registrations.map(({ id, email }) => ({
		id,
		link: accessLink('', event.path, email ?? '', deriveKey(config.secret, id, 1))
	}));
}

/** A process full of people who wait. */
class Crowd {
	readonly #process: ChildProcess;

	constructor(ports: readonly number[]) {
		this.#process = fork(new URL('./crowd.ts', import.meta.url), [ports.join()], {
			stdio: ['ignore', 'inherit', 'inherit', 'ipc']
		});
		// Each word that is waited for listens to its end.
		this.#process.setMaxListeners(0);
	}

	async ask(asked: Asked): Promise<Told> {
		const told = this.#hear();
		this.#process.send(asked);
		return told;
	}

	/** What became of everybody, once all are in or it is too late for them. */
	async fates(): Promise<Fate[]> {
		const late = setTimeout(() => this.#process.send({ ask: 'tell' } satisfies Asked), patienceMs);
		const told = await this.#hear();
		clearTimeout(late);
		return told.told === 'in' ? told.fates : [];
	}

	async #hear(): Promise<Told> {
		const ended = once(this.#process, 'exit').then(() => {
			throw new Error('a crowd has ended');
		});
		const heard = once(this.#process, 'message') as Promise<[Told]>;
		return Promise.race([heard.then(([told]) => told), ended]);
	}

	async end(): Promise<void> {
		const exit = once(this.#process, 'exit');
		this.#process.kill();
		await exit;
	}
}

/** How many at most fall within some ms of each other. */
function mostWithin(ms: number, times: readonly number[]): number {
	const sorted = times.toSorted((a, b) => a - b);
	let most = 0;
	for (let first = 0, last = 0; last < sorted.length; last++) {
		while ((sorted[last] ?? 0) - (sorted[first] ?? 0) > ms) first += 1;
		most = Math.max(most, last - first + 1);
	}
	return most;
}

/** From the press of Start to the last one in. In ms. */
const lastOf = ({ began, fates }: Night): number =>
	Math.max(...fates.map(({ inAt }) => inAt ?? NaN)) - began;

function tell(name: string, people: number, night: Night, calm: Night): void {
	const figure = (
		told: string,
		value: number,
		unit: string,
		reference: string,
		referenceValue: number
	) =>
		report({ bench: 'fanout', case: `${name}, ${told}`, value, unit, reference, referenceValue });
	const { began, fates } = night;
	const came = fates.flatMap(({ inAt }) => inAt ?? []);
	const faults = fates.flatMap((fate) => fate.faults);
	const again = fates.flatMap(({ askedAgainAt }) => askedAgainAt);
	figure('let in', came.length, 'people', 'waiting', people);
	figure('let in early', came.filter((at) => at < began).length, 'people', 'waiting', people);
	figure('met with a fault', faults.length, 'answers', 'waiting', people);
	figure(
		'from the press of Start to the last one in',
		lastOf(night),
		'ms',
		'with all processes there',
		lastOf(calm)
	);
	if (again.length === 0) return;
	const most = mostWithin(100, again);
	figure('most streams asked for anew within 100 ms', most, 'streams', 'anew', again.length);
}

/** A port from below those that connections are made from: a process that was killed must get its own again. */
async function lowPort(): Promise<number> {
	for (;;) {
		const port = 20_000 + Math.floor(Math.random() * 10_000);
		const probe = createServer().listen(port, 'localhost');
		const [problem] = (await Promise.race([
			once(probe, 'listening'),
			once(probe, 'error')
		])) as unknown[];
		probe.close();
		if (problem === undefined) return port;
	}
}

/**
 * People who wait on three processes of the product, and come in when the event starts: with all processes
 * there, and with the one that the start was pressed on killed, or ended in order, as it answers. Before,
 * every tenth tries their link.
 * @returns whether everybody came in, and nobody early
 */
export async function measureProcesses(people: number): Promise<boolean> {
	const postgres = await startPostgres();
	const dataDir = await mkdtemp(join(tmpdir(), 'foyer-bench-'));
	const context = await openBenchContext(postgres.url);
	const environment = {
		DATABASE_URL: postgres.url,
		SECRET: context.config.secret,
		PUBLIC_URL: publicUrl,
		DATA_DIR: dataDir,
		LOG_LEVEL: 'warn'
	};
	const ports = await Promise.all(Array.from({ length: servers }, lowPort));
	const processes = ports.map((port) => new ServerProcess(port, environment));
	const crowds = Array.from({ length: Math.ceil(people / mostInCrowd) }, () => new Crowd(ports));
	try {
		for (const process of processes) await process.start();
		const { organisationId, pageName, host } = await makeOrganisation(context.db);
		await context.db.updateTable('organisations').set({ parallelEvents: true }).execute();
		const everybody = await makePeople(context, organisationId, people);
		const cookie = `foyer_session=${await createSession(context, host.userId)}`;

		const night = async (fall: Fall, comers = everybody): Promise<Night> => {
			const startsAt = context.now() + 3_600_000;
			const { id, permalink, roomUrl } = await makeEvent(context.db, organisationId, {
				startsAt,
				endsAt: startsAt + 3_600_000,
				startsBy: 'hand',
				entrySpread: people > mostByNumber ? longSpread : null
			});
			const path = eventPath(pageName, permalink);
			const registered = await register(context, organisationId, { id, path }, comers);
			const [pressed] = processes;
			if (!pressed) throw new Error('no process');
			const state = await fetch(`${pressed.origin}${path}/live/state`);
			const { revision } = (await state.json()) as { revision: string };
			const each = Math.ceil(comers.length / crowds.length);
			await Promise.all(
				crowds.map((crowd, n) =>
					crowd.ask({
						ask: 'come',
						path,
						room: roomUrl ?? '',
						revision,
						token: deriveWaitingToken(context.config.secret, eventRef(organisationId, id)),
						registered: registered.slice(n * each, (n + 1) * each)
					})
				)
			);
			await Promise.all(crowds.map((crowd) => crowd.ask({ ask: 'try' })));
			const all = Promise.all(crowds.map((crowd) => crowd.fates()));
			const began = now();
			const answer = await fetch(`${pressed.origin}/api/trpc/events.start`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', cookie, origin: publicUrl },
				body: JSON.stringify({ organisationId, eventId: id })
			});
			const ended =
				fall === 'stays' ? undefined : pressed.end(fall === 'is killed' ? 'SIGKILL' : 'SIGTERM');
			if (!answer.ok) throw new Error(`not started: ${await answer.text()}`);
			const fates = await all;
			await ended;
			if (fall !== 'stays') await pressed.start();
			return { began, fates: fates.flat() };
		};

		// What the first of all pays for everybody isn't measured.
		await night('stays', everybody.slice(0, 500));
		const calm = await night('stays');
		tell(`${people} waiting on ${servers} processes, all there`, people, calm, calm);
		const killed = await night('is killed');
		tell(
			`${people} waiting on ${servers} processes, one killed at the start`,
			people,
			killed,
			calm
		);
		const ended = await night('is ended in order');
		tell(`${people} waiting on ${servers} processes, one ended at the start`, people, ended, calm);
		return [calm, killed, ended].every(
			({ began, fates }) =>
				fates.length === people && fates.every(({ inAt }) => inAt !== null && inAt >= began)
		);
	} finally {
		await Promise.all([
			...crowds.map((crowd) => crowd.end()),
			...processes.map((each) => each.end())
		]);
		await context.database.close();
		await postgres.stop();
		await rm(dataDir, { recursive: true, force: true });
	}
}
