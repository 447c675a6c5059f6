import type { Replica } from '../../web/src/lib/sync/replica.ts';
import type { Power } from './power.ts';
import type { Random } from './random.ts';

/** Messages that arrive in the order in which they were sent, each some turns of the event loop after the one before. */
export class Post {
	readonly #random: Random;
	readonly #slowest: number;
	readonly #waiting: (() => void)[] = [];

	constructor(random: Random, slowest: number) {
		this.#random = random;
		this.#slowest = slowest;
	}

	send(arrive: () => void): void {
		this.#waiting.push(arrive);
		if (this.#waiting.length === 1) this.#travel(1 + this.#random.int(this.#slowest));
	}

	/** By callbacks alone: promises would take a transaction along in which the message was sent (Dexie's zones). */
	#travel(left: number): void {
		setImmediate(() => {
			if (left > 1) return this.#travel(left - 1);
			this.#waiting[0]?.();
			this.#waiting.shift();
			if (this.#waiting.length > 0) this.#travel(1 + this.#random.int(this.#slowest));
		});
	}
}

/** Lets turns of the event loop pass. */
export async function turns(count: number): Promise<void> {
	for (let left = count; left > 0; left--) await new Promise((resolve) => setImmediate(resolve));
}

/** How many turns a message takes at most, for a page that is as quick as its thread, or busy, or very busy. */
const paces = [1, 4, 25] as const;

/** A replica as a page reaches it in a thread of its own: what it asks and what it is answered takes time. */
export class ThreadedReplica implements Replica {
	readonly #thread: Replica;
	readonly #power: Power;
	readonly #there: Post;
	readonly #back: Post;
	/** The most turns that drawing takes. */
	readonly #slowestDraw: number;
	readonly #random: Random;
	#busy = 0;
	#told = 0;

	constructor(thread: Replica, power: Power, random: Random, slowestDraw: number) {
		this.#thread = thread;
		this.#power = power;
		this.#random = random;
		const pace = random.pick(paces);
		this.#slowestDraw = Math.max(pace, slowestDraw);
		this.#there = new Post(random, pace);
		this.#back = new Post(random, pace);
	}

	/** Whether it owes an answer, or the page takes one in. */
	get busy(): boolean {
		return this.#busy > 0;
	}

	/** The last stored answer that the page heard of. */
	get told(): number {
		return this.#told;
	}

	/** Resolves once the page has drawn what it shows. */
	drawn(): Promise<void> {
		return this.#whileBusy(() => turns(1 + this.#random.int(this.#slowestDraw)));
	}

	async state(clientId: string) {
		const state = await this.#ask((thread) => thread.state(clientId));
		this.#told = state.sequence;
		return state;
	}

	async pull(...asked: Parameters<Replica['pull']>) {
		const pulled = await this.#ask((thread) => thread.pull(...asked));
		if (pulled.ok) this.#hear(pulled.stored.state.sequence);
		return pulled;
	}

	async news(since: number) {
		const news = await this.#ask((thread) => thread.news(since));
		if (news) this.#hear(news.state.sequence);
		return news;
	}

	read: Replica['read'] = (partition, take) =>
		this.#ask((thread) =>
			thread.read(partition, (chunk) => {
				const told = structuredClone(chunk);
				this.#back.send(() => this.#power.on && take(told));
			})
		);

	release: Replica['release'] = (partition) => this.#ask((thread) => thread.release(partition));
	counts: Replica['counts'] = (ids) => this.#ask((thread) => thread.counts(ids));
	placesOf: Replica['placesOf'] = (ids) => this.#ask((thread) => thread.placesOf(ids));
	withStandings: Replica['withStandings'] = (standings) =>
		this.#ask((thread) => thread.withStandings(standings));
	withKey: Replica['withKey'] = (beginning) => this.#ask((thread) => thread.withKey(beginning));
	registrationsOf: Replica['registrationsOf'] = (id) =>
		this.#ask((thread) => thread.registrationsOf(id));
	close: Replica['close'] = () => this.#thread.close();

	#hear(sequence: number): void {
		this.#told = Math.max(this.#told, sequence);
	}

	#ask<T>(call: (thread: Replica) => Promise<T>): Promise<T> {
		return this.#whileBusy(
			() =>
				new Promise<T>((resolve, reject) => {
					const answer = (arrive: () => void) =>
						this.#back.send(() =>
							this.#power.on ? arrive() : reject(new Error('the tab is dead'))
						);
					const tell = (result: T) => {
						const told = structuredClone(result);
						answer(() => resolve(told));
					};
					const fail = ({ name, message }: Error) =>
						answer(() => reject(Object.assign(new Error(message), { name })));
					this.#there.send(() => void call(this.#thread).then(tell, fail));
				})
		);
	}

	async #whileBusy<T>(work: () => Promise<T>): Promise<T> {
		this.#busy++;
		try {
			return await work();
		} finally {
			this.#busy--;
		}
	}
}
