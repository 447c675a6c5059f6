import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { unpacked, type PullAnswer } from '@foyer/shared/sync';
import { createSession } from '../../api/src/accounts/sessions.writes.ts';
import { openPostgres } from '../../api/src/db/postgres.ts';
import { contextOn, testConfig } from '../../api/src/testing/context-on.ts';
import { startPostgres } from '../../api/src/testing/postgres.ts';
import { partitionOf } from '../../web/src/lib/sync/partitions.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import type { Handler } from './network.ts';
import { givesRow, type Member } from './oracle.ts';
import { Phone } from './phone.ts';
import { Random } from './random.ts';
import { faultsAtRest, pause, settle } from './rest.ts';
import { World, type Given, type SimulatedContext } from './world.ts';
import { writeSomething } from './work.ts';

const day = 86_400_000;

const publicUrl = 'http://foyer.test';

/** Rights, from when on a user may have had them to when they had others for certain. */
interface Held {
	member: Member;
	from: number;
	to: number;
}

/** A world whose server is several processes, reached by HTTP. */
class ServedWorld extends World {
	readonly #processes: readonly ServerProcess[];
	readonly #random: Random;
	readonly #held = new Map<string, Held[]>();
	/** What an answer's asker may have had the right to, by user and the answer's time. */
	readonly #given = new Map<string, Given>();

	constructor(context: SimulatedContext, random: Random, processes: readonly ServerProcess[]) {
		super(context, random);
		this.#random = random;
		this.#processes = processes;
	}

	static async open(
		context: SimulatedContext,
		random: Random,
		processes: readonly ServerProcess[]
	) {
		context.clock.time = Date.now();
		const world = new ServedWorld(context, random, processes);
		await world.found();
		return world;
	}

	override async addMember(first: boolean): Promise<string> {
		const userId = await super.addMember(first);
		await this.#noteRights(userId, 0);
		return userId;
	}

	override async setRights(...asked: Parameters<World['setRights']>): Promise<void> {
		const began = performance.now();
		await super.setRights(...asked);
		await this.#noteRights(asked[0], began);
	}

	override async takeBackEveryone(): Promise<void> {
		const began = performance.now();
		await super.takeBackEveryone();
		for (const userId of this.#held.keys()) await this.#noteRights(userId, began);
	}

	async #noteRights(userId: string, from: number): Promise<void> {
		const member = { ...(await this.rightsOf(userId)), userId };
		const before = this.#held.get(userId) ?? [];
		const last = before.at(-1);
		if (last) last.to = performance.now();
		this.#held.set(userId, [...before, { member, from, to: Infinity }]);
	}

	override snapshotOf({ membership, serverTime }: PullAnswer): Given | undefined {
		return this.#given.get(`${membership.user.id} ${serverTime}`);
	}

	/** Rights change while an answer is on its way: what any of them gave may be in it. */
	#noteGiven(answer: PullAnswer, userId: string, asked: number): void {
		const answered = performance.now();
		const members = (this.#held.get(userId) ?? [])
			.filter(({ from, to }) => from <= answered && to >= asked)
			.map(({ member }) => member);
		const gives: Given['gives'] = (...row) => members.some((member) => givesRow(member, ...row));
		this.#given.set(`${userId} ${answer.serverTime}`, { gives });
		for (const change of answer.scopes.flatMap(({ changes }) => changes))
			for (const row of unpacked(change.rows))
				if (!gives(change.fragment, partitionOf(change), row))
					this.faults.push(`delivered what it must not: ${change.fragment} ${row[0]}`);
	}

	/** Each call meets any of the processes, as behind a load balancer. */
	override handlerFor(userId: string): Handler {
		let token: Promise<string> | undefined;
		return async (path, input) => {
			if (path.endsWith('push')) this.noteSent(input);
			const asked = performance.now();
			token ??= createSession(this.context, userId);
			const response = await fetch(`${this.#random.pick(this.#processes).origin}${path}`, {
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					cookie: `foyer_session=${await token}`,
					origin: publicUrl
				},
				body: JSON.stringify(input)
			});
			const body = (await response.json()) as { result?: { data: PullAnswer } };
			if (path.endsWith('pull') && body.result) this.#noteGiven(body.result.data, userId, asked);
			return { status: response.status, body };
		};
	}
}

const devices = 5;
/** How often all devices pause, so that what each of them holds can be looked at. */
const pauses = 4;
/** How much each device does from one pause to the next. */
const operations = 10;

/** After how long, at most, one of the processes is killed, in ms. */
const longestLife = 1000;

/**
 * Devices work at the same time against three processes on one PostgreSQL, of which one after another is
 * killed by SIGKILL and started again.
 * @throws Error that says all that is wrong
 */
export async function simulateProcesses(seed: number): Promise<void> {
	const postgres = await startPostgres();
	const dataDir = await mkdtemp(join(tmpdir(), 'foyer-processes-'));
	const environment = {
		DATABASE_URL: postgres.url,
		SECRET: testConfig.secret,
		PUBLIC_URL: publicUrl,
		DATA_DIR: dataDir
	};
	const processes: ServerProcess[] = [];
	for (let i = 0; i < 3; i++) processes.push(new ServerProcess(await freePort(), environment));
	await Promise.all(processes.map((process) => process.start()));
	const database = await openPostgres(postgres.url);
	try {
		const random = new Random(seed);
		const world = await ServedWorld.open(await contextOn(database), random, processes);
		const phones: Phone[] = [];
		for (let number = 0; number < devices; number++) {
			// The first of the members has two devices.
			const userId = phones[number - 4]?.userId ?? (await world.addMember(number % 2 === 0));
			phones.push(new Phone(number, world, userId, random));
		}
		for (const phone of phones) await (await phone.tab()).engine.sync();
		for (let left = pauses; left > 0; left--) {
			const killed = kill(random.pick(processes), random.int(longestLife));
			await Promise.all([killed, ...phones.map((phone) => work(world, phone, random))]);
			await world.takeBackEveryone();
			await (left === 1 ? settle(phones) : pause(phones));
			// What a device missed shows now; a later change of the same row would bring it.
			const faults = await faultsAtRest(world, phones);
			if (faults.length > 0) throw new Error(faults.join('\n'));
		}
	} finally {
		await database.close();
		await Promise.all(processes.map((process) => process.end()));
		await postgres.stop();
		await rm(dataDir, { recursive: true, force: true });
	}
}

async function kill(process: ServerProcess, after: number): Promise<void> {
	await delay(after);
	await process.end('SIGKILL');
	await process.start();
}

async function work(world: World, phone: Phone, random: Random): Promise<void> {
	phone.network.faultiness = 0.2;
	for (let left = operations; left > 0; left--) {
		const tab = await phone.tab();
		const roll = random.int(100);
		if (roll < 48) await writeSomething(world, phone, tab, random);
		else if (roll < 74) await tab.engine.sync();
		else if (roll < 82) void tab.engine.sync();
		else if (roll < 87) await world.changeRights(phone.userId);
		else if (roll < 89) tab.power.cut();
		else if (roll < 92) phone.skew = random.pick([-day, 0, day]);
		else if (roll < 95) await phone.loseData();
		else if (roll < 96) phone.loseAll();
		else if (phone.tabs.length < 2) await phone.open();
	}
}
