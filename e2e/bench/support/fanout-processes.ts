import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessLink, eventPath } from '@foyer/shared/access';
import { deriveKey } from '../../../api/src/access/access-keys.ts';
import { createSession } from '../../../api/src/accounts/sessions.writes.ts';
import { openBenchContext } from '../../../api/src/bench/support/bench-context.ts';
import { report } from '../../../api/src/bench/support/measure.ts';
import { makeEvent, makeOrganisation } from '../../../api/src/testing/organisations.ts';
import { startPostgres } from '../../../api/src/testing/postgres.ts';
import { freePort, ServerProcess } from '../../server-process.ts';
import type { Asked, Fate, Told } from './crowd.ts';

const publicUrl = 'http://foyer.test';
const servers = 3;
/** As many as one process may hold: each takes a file descriptor while they wait, and another as they come in. */
const mostInCrowd = 7500;
/** Who isn't in by then is left behind. */
const patienceMs = 180_000;
const perStatement = 500;

const now = (): number => performance.timeOrigin + performance.now();

/** What befalls the process that the start is pressed on, once the press is answered. */
type Fall = 'stays' | 'is killed' | 'is ended in order';

interface Night {
	began: number;
	fates: Fate[];
}

/** Registers people for an event. @returns their links */
async function register(
	context: Awaited<ReturnType<typeof openBenchContext>>,
	organisationId: string,
	event: { id: string; path: string },
	people: readonly string[]
): Promise<string[]> {
	const ids = people.map(() => randomUUID());
	const links: string[] = [];
	for (let from = 0; from < people.length; from += perStatement) {
		const some = people.slice(from, from + perStatement).map((personId, i) => ({
			organisationId,
			id: ids[from + i] ?? '',
			eventId: event.id,
			personId,
			status: 'registered' as const,
			source: 'organizer' as const,
			firstName: 'Inès',
			lastName: `${from + i}`,
			email: emailOf(from + i),
			language: 'fr' as const,
			mailState: 'not_sent' as const,
			mailReason: null,
			mailAt: null,
			keyVersion: 1,
			createdAt: context.now(),
			remindersStopped: false,
			erasureAskedAt: null,
			devicesSeen: null
		}));
		await context.db.insertInto('registrations').values(some).execute();
		for (const { id, email } of some)
			links.push(accessLink('', event.path, email, deriveKey(context.config.secret, id, 1)));
	}
	return links;
}

const emailOf = (n: number): string => `ines.${n}@example.org`;

async function makePeople(
	context: Awaited<ReturnType<typeof openBenchContext>>,
	organisationId: string,
	count: number
): Promise<string[]> {
	const ids = Array.from({ length: count }, () => randomUUID());
	for (let from = 0; from < count; from += perStatement) {
		const some = ids.slice(from, from + perStatement).map((id, i) => ({
			organisationId,
			id,
			firstName: 'Inès',
			lastName: `${from + i}`,
			company: '',
			language: 'fr' as const,
			email: emailOf(from + i),
			phone: '',
			note: '',
			mergedInto: null,
			createdAt: context.now(),
			deletedAt: null
		}));
		await context.db.insertInto('people').values(some).execute();
	}
	return ids;
}

/** A process full of people who wait. */
class Crowd {
	readonly #process: ChildProcess;

	constructor(ports: readonly number[]) {
		this.#process = fork(new URL('./crowd.ts', import.meta.url), [ports.join()], {
			stdio: ['ignore', 'inherit', 'inherit', 'ipc']
		});
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
	const ports = await Promise.all(Array.from({ length: servers }, freePort));
	const processes = ports.map((port) => new ServerProcess(port, environment));
	const crowds = Array.from({ length: Math.ceil(people / mostInCrowd) }, () => new Crowd(ports));
	try {
		for (const process of processes) await process.start();
		const { organisationId, pageName, host } = await makeOrganisation(context.db);
		await context.db.updateTable('organisations').set({ parallelEvents: true }).execute();
		const personIds = await makePeople(context, organisationId, people);
		const cookie = `foyer_session=${await createSession(context, host.userId)}`;

		const night = async (fall: Fall, comers = personIds): Promise<Night> => {
			const startsAt = context.now() + 3_600_000;
			const { id, permalink, roomUrl } = await makeEvent(context.db, organisationId, {
				startsAt,
				endsAt: startsAt + 3_600_000,
				startsBy: 'hand'
			});
			const path = eventPath(pageName, permalink);
			const links = await register(context, organisationId, { id, path }, comers);
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
						links: links.slice(n * each, (n + 1) * each)
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
		await night('stays', personIds.slice(0, 500));
		const calm = await night('stays');
		const killed = await night('is killed');
		const sent = await night('is ended in order');
		const nights = [calm, killed, sent];
		const names = ['all there', 'one killed at the start', 'one ended at the start'];
		for (const [n, { began, fates }] of nights.entries()) {
			const name = `${people} waiting on ${servers} processes, ${names[n]}`;
			const figure = (what: string, value: number, unit: string, of: string, whole: number) =>
				report({
					bench: 'fanout',
					case: `${name}, ${what}`,
					value,
					unit,
					reference: of,
					referenceValue: whole
				});
			const came = fates.flatMap(({ inAt }) => inAt ?? []);
			const last = (each: Night) =>
				Math.max(...each.fates.map(({ inAt }) => inAt ?? NaN)) - each.began;
			figure('let in', came.length, 'people', 'waiting', people);
			figure('let in early', came.filter((at) => at < began).length, 'people', 'waiting', people);
			figure(
				'from the press of Start to the last one in',
				last({ began, fates }),
				'ms',
				'all there',
				last(calm)
			);
			figure(
				'answers other than the room or the waiting page',
				fates.flatMap(({ faults }) => faults).length,
				'answers',
				'waiting',
				people
			);
			const again = fates.flatMap(({ askedAgainAt }) => askedAgainAt);
			if (again.length > 0)
				figure(
					'most streams asked for again within 100 ms',
					mostWithin(100, again),
					'streams',
					'asked for again',
					again.length
				);
		}
		return nights.every(
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
