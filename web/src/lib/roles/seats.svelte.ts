import { api } from '#lib/api.ts';
import { local } from '#lib/sync/local.svelte.ts';

/** How often it is asked who sits where, in ms. */
const every = 10_000;

export type SeatUse = Awaited<ReturnType<typeof api.roles.seats.query>>;
export type Seat = SeatUse['held'][number];

/** The server's procedures, as seats need them; a test hands in its own. */
export interface SeatCalls {
	ask(organisationId: string): Promise<SeatUse>;
	free(organisationId: string, seat: Pick<Seat, 'eventId' | 'roleId'>): Promise<unknown>;
}

export const seatCalls: SeatCalls = {
	ask: (organisationId) => api.roles.seats.query({ organisationId }),
	free: (organisationId, { eventId, roleId }) =>
		api.roles.freeSeat.mutate({ organisationId, eventId, roleId })
};

/** How the account's seats stand, as long as somebody looks. Null until it is known, and without network. */
export class SeatsInUse {
	use = $state.raw<SeatUse | null>(null);
	/** Asked, and not reached. */
	away = $state(false);
	readonly #calls: SeatCalls;

	constructor(calls: SeatCalls = seatCalls) {
		this.#calls = calls;
	}

	/** @returns a function that stops looking */
	open(): () => void {
		void this.ask();
		const timer = setInterval(() => void this.ask(), every);
		return () => clearInterval(timer);
	}

	async ask(): Promise<void> {
		const organisationId = local.membership?.organisation.id;
		if (!organisationId) return;
		try {
			this.use = await this.#calls.ask(organisationId);
			this.away = false;
		} catch {
			// Who sits where is news: what is old says nothing.
			this.use = null;
			this.away = true;
		}
	}

	/** Gives somebody's seat to others. @returns whether it is done */
	async free(seat: Seat): Promise<boolean> {
		const organisationId = local.membership?.organisation.id;
		if (!organisationId) return false;
		try {
			await this.#calls.free(organisationId, seat);
		} catch {
			return false;
		}
		await this.ask();
		return true;
	}
}
