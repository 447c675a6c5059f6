import type { AccessRegistration } from './access.reads.ts';

/** A registration with its present key. */
export interface KnownRegistration extends AccessRegistration {
	key: string;
	/** The same, as keys are compared. */
	keyBytes: Uint8Array;
}

interface Address {
	eventId: string;
	email: string;
}

/** What a process remembers of registrations, by event and e-mail address. */
export class KnownRegistrations {
	readonly #most: number;
	// A map for each event: joining both to one text for each look would cost more than looking twice.
	readonly #byEvent = new Map<string, Map<string, readonly KnownRegistration[]>>();
	readonly #addresses = new Map<string, Address>();

	/** @param most how many; beyond it, the oldest give way */
	constructor(most: number) {
		this.#most = most;
	}

	get(eventId: string, email: string): readonly KnownRegistration[] | undefined {
		return this.#byEvent.get(eventId)?.get(email);
	}

	keep(eventId: string, email: string, known: readonly KnownRegistration[]): void {
		while (this.#addresses.size >= this.#most && this.#forgetOldest());
		const byEmail = this.#byEvent.get(eventId) ?? new Map<string, readonly KnownRegistration[]>();
		this.#byEvent.set(eventId, byEmail.set(email, known));
		for (const { id } of known) this.#addresses.set(id, { eventId, email });
	}

	/** Forgets a registration, and the others under its address with it. */
	forget(id: string): void {
		const address = this.#addresses.get(id);
		if (!address) return;
		const { eventId, email } = address;
		const byEmail = this.#byEvent.get(eventId);
		for (const known of byEmail?.get(email) ?? []) this.#addresses.delete(known.id);
		byEmail?.delete(email);
		if (byEmail?.size === 0) this.#byEvent.delete(eventId);
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
