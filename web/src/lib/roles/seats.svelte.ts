import { api } from '#lib/api.ts';
import { local } from '#lib/sync/local.svelte.ts';

/** How often it is asked who sits where, in ms. */
const every = 10_000;

type SeatUse = Awaited<ReturnType<typeof api.roles.seats.query>>;

/** How the account's seats stand, as long as somebody looks. Null until it is known, and without network. */
export class SeatsInUse {
	use = $state.raw<SeatUse | null>(null);
	readonly #eventId: string;

	constructor(eventId: string) {
		this.#eventId = eventId;
	}

	/** @returns a function that stops looking */
	open(): () => void {
		void this.#ask();
		const timer = setInterval(() => void this.#ask(), every);
		return () => clearInterval(timer);
	}

	async #ask(): Promise<void> {
		const organisationId = local.membership?.organisation.id;
		if (!organisationId) return;
		try {
			this.use = await api.roles.seats.query({ organisationId, eventId: this.#eventId });
		} catch {
			// Who sits where is news: what is old says nothing.
			this.use = null;
		}
	}
}
