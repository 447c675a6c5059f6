import type { DeviceOwner } from './device.ts';
import type { Chunk } from './data-store.ts';
import type { Replica } from './replica.ts';
import type { Partition } from './partitions.ts';
import type { Answer, Ask } from './replica-messages.ts';
import { Resting } from './resting.ts';

interface Call {
	take: ((chunk: Chunk) => void) | undefined;
	resolve(result: unknown): void;
	reject(error: Error): void;
}

/** How often a thread that owes an answer is asked whether it is still there, in ms. */
const beatMs = 5000;
/**
 * So many beats without a word from it, and it hangs. Beats are counted, and not the time: one that slept with the
 * device, or whose page the browser slowed down, has missed none.
 */
const mostMissed = 6;

/**
 * A replica in a thread of its own. A thread that hangs or fails (its script didn't load, memory ran out) rejects what
 * was asked of it; the next call begins another.
 */
export class WorkerReplica implements Replica {
	readonly #owner: DeviceOwner;
	readonly #calls = new Map<number, Call>();
	/** What was read, so that a thread begun anew tells of it too. */
	readonly #shown = new Set<Partition>();
	#worker: Worker | null = null;
	#use: 'open' | 'resting' | 'closed' = 'open';
	#lastCall = 0;
	#beats: ReturnType<typeof setInterval> | undefined;
	#missed = 0;

	constructor(owner: DeviceOwner) {
		this.#owner = owner;
		// It starts while the page is still finding out what to ask it.
		this.#worker = this.#begin();
	}

	state: Replica['state'] = (...args) => this.#call('state', args);
	pull: Replica['pull'] = (...args) => this.#call('pull', args);
	news: Replica['news'] = (...args) => this.#call('news', args);
	counts: Replica['counts'] = (...args) => this.#call('counts', args);
	placesOf: Replica['placesOf'] = (...args) => this.#call('placesOf', args);
	withStandings: Replica['withStandings'] = (...args) => this.#call('withStandings', args);
	withKey: Replica['withKey'] = (...args) => this.#call('withKey', args);
	registrationsOf: Replica['registrationsOf'] = (...args) => this.#call('registrationsOf', args);

	read: Replica['read'] = (partition, take) => {
		this.#shown.add(partition);
		return this.#call('read', [partition], take);
	};

	release: Replica['release'] = (partition) => {
		this.#shown.delete(partition);
		// One that has ended need not be told, nor its successor.
		if (!this.#worker) return Promise.resolve();
		return this.#call('release', [partition]);
	};

	#call<T>(method: keyof Replica, args: unknown[], take?: (chunk: Chunk) => void): Promise<T> {
		return new Promise<T>((resolve, reject) => {
			if (this.#use === 'resting') return reject(new Resting());
			if (this.#use === 'closed') return reject(new Error('closed'));
			const worker = (this.#worker ??= this.#begin());
			const call = ++this.#lastCall;
			this.#calls.set(call, { take, resolve: (result) => resolve(result as T), reject });
			this.#beats ??= setInterval(() => this.#beat(), beatMs);
			worker.postMessage({ ask: 'call', call, method, args });
		});
	}

	#begin(): Worker {
		const worker = new Worker(new URL('./sync.worker.ts', import.meta.url), { type: 'module' });
		worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#hear(data);
		worker.onerror = () => worker === this.#worker && this.#end(new Error('the thread has ended'));
		const shown = [...this.#shown];
		worker.postMessage({ ask: 'open', owner: this.#owner, shown } satisfies Ask);
		return worker;
	}

	/** A page that nobody sees may be slowed down with its thread: only one that is seen counts. */
	#beat(): void {
		if (document.hidden) this.#missed = 0;
		else if (++this.#missed > mostMissed) this.#end(new Error('the thread hangs'));
		else this.#worker?.postMessage({ ask: 'beat' } satisfies Ask);
	}

	#hear(message: Answer): void {
		this.#missed = 0;
		if (message.answer === 'beat') return;
		const call = this.#calls.get(message.call);
		if (message.answer === 'chunk') return call?.take?.(message.chunk);
		this.#calls.delete(message.call);
		if (this.#calls.size === 0) this.#stopBeating();
		if (message.answer === 'done') return call?.resolve(message.result);
		const error = new Error(message.message);
		error.name = message.name;
		call?.reject(error);
	}

	#stopBeating(): void {
		clearInterval(this.#beats);
		this.#beats = undefined;
		this.#missed = 0;
	}

	#end(why: Error): void {
		this.#stopBeating();
		this.#worker?.terminate();
		this.#worker = null;
		for (const { reject } of this.#calls.values()) reject(why);
		this.#calls.clear();
	}

	/** Ends the thread and begins none, until woken: a page that is put aside would keep it in mid-transaction. */
	rest(): void {
		if (this.#use !== 'open') return;
		this.#use = 'resting';
		this.#end(new Resting());
	}

	wake(): void {
		if (this.#use === 'resting') this.#use = 'open';
	}

	async close(): Promise<void> {
		this.#use = 'closed';
		this.#end(new Error('closed'));
	}
}
