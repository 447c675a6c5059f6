import type { IDBFactory } from 'fake-indexeddb';

/** When a tab is killed that writes. */
export type Moment = 'before the commit' | 'after the commit';

/**
 * What a tab lives on. Once it is cut, nothing of the tab reaches the disk or the network any more, as
 * when its process is killed; code of it that still runs gets nowhere.
 */
export class Power {
	#on = true;
	#writes = 0;
	#cutAt: { write: number; moment: Moment } | null = null;
	readonly #connections = new Set<IDBDatabase>();
	readonly #lost = new WeakSet<IDBDatabase>();
	readonly #onCut: () => void;

	constructor(onCut: () => void) {
		this.#onCut = onCut;
	}

	get on(): boolean {
		return this.#on;
	}

	/** Cuts it at a transaction to come: `ahead` 1 is the next one. */
	cutAtWrite(ahead: number, moment: Moment): void {
		this.#cutAt = { write: this.#writes + ahead, moment };
	}

	/** Takes back what `cutAtWrite` said. */
	disarm(): void {
		this.#cutAt = null;
	}

	cut(): void {
		if (!this.#on) return;
		this.#on = false;
		for (const connection of this.#connections) connection.close();
		this.#onCut();
	}

	/** The browser loses what it has open: every use fails, until it is opened anew. */
	loseConnections(): void {
		for (const connection of this.#connections) this.#lost.add(connection);
	}

	/** @throws where it is cut */
	need(): void {
		if (!this.#on) throw new Error('the tab is dead');
	}

	/** A disk as the tab reaches it. */
	diskOf(disk: IDBFactory): IDBFactory {
		return new Proxy(disk, {
			get: (target, name) => {
				if (name === 'open')
					return (...args: Parameters<IDBFactory['open']>) => this.#open(target, args);
				const value: unknown = Reflect.get(target, name, target);
				return typeof value === 'function' ? (value.bind(target) as unknown) : value;
			}
		});
	}

	#open(disk: IDBFactory, args: Parameters<IDBFactory['open']>) {
		this.need();
		const request = disk.open(...args);
		request.addEventListener('success', () => this.#watch(request.result));
		return request;
	}

	#watch(connection: IDBDatabase): void {
		this.#connections.add(connection);
		if (!this.#on) connection.close();
		const begin = connection.transaction.bind(connection);
		connection.transaction = (...args) => {
			this.need();
			if (this.#lost.has(connection))
				throw new DOMException('Connection to Indexed Database server lost.', 'UnknownError');
			const transaction = begin(...args);
			if (args[1] === 'readwrite') this.#countWrite(transaction);
			return transaction;
		};
	}

	#countWrite(transaction: IDBTransaction): void {
		this.#writes++;
		if (this.#cutAt?.write !== this.#writes) return;
		if (this.#cutAt.moment === 'after the commit') {
			transaction.addEventListener('complete', () => this.cut());
			return;
		}
		// A transaction is kept whole or not at all, so that any moment before its commit is as good as another.
		setImmediate(() => {
			try {
				transaction.abort();
			} catch {
				// It was quicker.
			}
			this.cut();
		});
	}
}
