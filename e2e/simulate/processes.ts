import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createSession } from '../../api/src/accounts/sessions.writes.ts';
import { openPostgres } from '../../api/src/db/postgres.ts';
import { contextOn, testConfig } from '../../api/src/testing/context-on.ts';
import { startPostgres } from '../../api/src/testing/postgres.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import type { Handler } from './network.ts';
import { Phone } from './phone.ts';
import { Random } from './random.ts';
import { faultsAtRest, pause, settle } from './rest.ts';
import { World, type SimulatedContext } from './world.ts';
import { writeSomething } from './work.ts';

const publicUrl = 'http://foyer.test';

/** A world whose server is several processes, reached by HTTP. */
class ServedWorld extends World {
	readonly #processes: readonly ServerProcess[];
	readonly #random: Random;

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

	/** Each call meets any of the processes, as behind a load balancer. */
	override handlerFor(userId: string): Handler {
		let token: Promise<string> | undefined;
		return async (path, input) => {
			if (path.endsWith('push')) this.noteSent(input);
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
			return { status: response.status, body: await response.json() };
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
		if (roll < 50) await writeSomething(world, phone, tab, random);
		else if (roll < 80) await tab.engine.sync();
		else if (roll < 90) void tab.engine.sync();
		else if (roll < 95) await world.changeRights(phone.userId);
		else if (roll < 97) tab.power.cut();
		else if (phone.tabs.length < 2) await phone.open();
	}
}
