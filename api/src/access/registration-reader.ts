import type { Db } from '../db/database.ts';
import {
	readRegistrationsAt,
	type AccessRegistration,
	type RegisteredAddress
} from './access.reads.ts';

interface Asked {
	address: RegisteredAddress;
	resolve(found: AccessRegistration[]): void;
	reject(error: unknown): void;
}

/**
 * Reads registrations by address. What is asked for in one turn of the event loop is read in one
 * statement: many first clicks at an event's start cost the database little more than one.
 */
export class RegistrationReader {
	readonly #db: Db;
	#asked: Asked[] = [];

	constructor(db: Db) {
		this.#db = db;
	}

	read(address: RegisteredAddress): Promise<AccessRegistration[]> {
		return new Promise((resolve, reject) => {
			if (this.#asked.push({ address, resolve, reject }) === 1)
				setImmediate(() => void this.#readAsked());
		});
	}

	async #readAsked(): Promise<void> {
		const asked = this.#asked;
		this.#asked = [];
		try {
			const found = await readRegistrationsAt(
				this.#db,
				asked.map(({ address }) => address)
			);
			asked.forEach(({ resolve }, i) => resolve(found[i] ?? []));
		} catch (error) {
			for (const { reject } of asked) reject(error);
		}
	}
}
