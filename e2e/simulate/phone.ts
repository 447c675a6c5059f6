import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type { MemberActor } from '@foyer/shared/team';
import type { Context } from '../../api/src/context.ts';
import { DataStore } from '../../web/src/lib/sync/data-store.ts';
import { Engine, type TabMessage } from '../../web/src/lib/sync/engine.ts';
import { QueueStore } from '../../web/src/lib/sync/queue-store.ts';
import { FaultyServer } from './faulty-server.ts';
import type { Random } from './random.ts';

/** A device with a disk of its own, on which tabs are opened, killed and opened again. */
export class Phone {
	readonly server: FaultyServer;
	readonly #disk = new IDBFactory();
	readonly #context: Context;
	readonly #organisationId: string;
	readonly #random: Random;
	#tabs: Engine[] = [];

	constructor(context: Context, organisationId: string, actor: MemberActor, random: Random) {
		this.#context = context;
		this.#organisationId = organisationId;
		this.#random = random;
		this.server = new FaultyServer(context, actor.userId, random);
	}

	/** Opens a tab on the device's disk. */
	async open(): Promise<Engine> {
		const options = { indexedDB: this.#disk, IDBKeyRange };
		const engine: Engine = await Engine.open({
			organisationId: this.#organisationId,
			server: this.server,
			data: new DataStore('data', options),
			queue: new QueueStore('queue', () => this.#random.uuid(), options),
			now: () => this.#context.now(),
			tell: (message: TabMessage) => {
				for (const other of this.#tabs)
					if (other !== engine) void other.hear(structuredClone(message));
			},
			onChange: () => {}
		});
		this.#tabs.push(engine);
		return engine;
	}

	/** A tab of the device, opened where there is none. */
	async tab(): Promise<Engine> {
		return this.#tabs.length > 0 ? this.#random.pick(this.#tabs) : this.open();
	}

	/** Ends a tab as a crash does: what it was doing is cut off at its next use of the disk. */
	kill(engine: Engine): void {
		this.#tabs = this.#tabs.filter((tab) => tab !== engine);
		engine.close();
	}

	get tabs(): readonly Engine[] {
		return this.#tabs;
	}

	/** The system clears what the server said; the queue's database stays. */
	async loseData(): Promise<void> {
		for (const tab of [...this.#tabs]) this.kill(tab);
		await new DataStore('data', { indexedDB: this.#disk, IDBKeyRange }).delete();
	}
}
