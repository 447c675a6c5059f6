import type { AccessRegistration } from './access.reads.ts';

/** A registration with its present key. */
export interface KnownRegistration extends AccessRegistration {
	key: string;
	/** The same, as keys are compared. */
	keyBytes: Uint8Array;
}

interface Address {
	event: string;
	email: string;
}

/**
 * What a process remembers of registrations, by event (`eventRef`) and e-mail address. Each stands under one
 * address, so that nothing of it is left once it is forgotten.
 */
export class KnownRegistrations {
	readonly #most: number;
	// A map for each event: joining both to one text for each look would cost more than looking twice.
	readonly #byEvent = new Map<string, Map<string, readonly KnownRegistration[]>>();
	readonly #addresses = new Map<string, Address>();

	/** @param most how many; beyond it, the oldest give way */
	constructor(most: number) {
		this.#most = most;
	}

	get(event: string, email: string): readonly KnownRegistration[] | undefined {
		return this.#byEvent.get(event)?.get(email);
	}

	find(id: string): KnownRegistration | undefined {
		const address = this.#addresses.get(id);
		return address && this.get(address.event, address.email)?.find((known) => known.id === id);
	}

	keep(event: string, email: string, known: readonly KnownRegistration[]): void {
		for (const { id } of this.get(event, email) ?? []) this.forget(id);
		// One whose address has just changed may still be known under the former, by a key that is revoked.
		for (const { id } of known) this.forget(id);
		while (this.#addresses.size >= this.#most && this.#forgetOldest());
		const byEmail = this.#byEvent.get(event) ?? new Map<string, readonly KnownRegistration[]>();
		this.#byEvent.set(event, byEmail.set(email, known));
		for (const { id } of known) this.#addresses.set(id, { event, email });
	}

	/** Forgets a registration, and the others under its address with it. */
	forget(id: string): void {
		const address = this.#addresses.get(id);
		if (!address) return;
		const { event, email } = address;
		const byEmail = this.#byEvent.get(event);
		for (const known of byEmail?.get(email) ?? []) this.#addresses.delete(known.id);
		byEmail?.delete(email);
		if (byEmail?.size === 0) this.#byEvent.delete(event);
	}

	clear(): void {
		this.#byEvent.clear();
		this.#addresses.clear();
	}

	/** @returns whether there was one */
	#forgetOldest(): boolean {
		const [oldest] = this.#addresses.keys();
		if (oldest !== undefined) this.forget(oldest);
		return oldest !== undefined;
	}
}
