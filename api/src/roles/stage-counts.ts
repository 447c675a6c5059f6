import type { Context } from '../context.ts';
import { readPresence } from '../presence/presence.reads.ts';
import { Remembered } from '../rooms/remembered.ts';

/** Who waits at an event's door, and who was let in. */
export interface Crowd {
	waiting: number;
	present: number;
}

/** For how long a count is good enough, in ms: everybody on stage asks every few seconds. */
const countMs = 3000;

/** The numbers that who is on stage looks at. */
export class StageCounts {
	readonly #context: Pick<Context, 'db' | 'now'>;
	readonly #crowds: Remembered<Crowd>;

	constructor(context: Pick<Context, 'db' | 'now'>) {
		this.#context = context;
		this.#crowds = new Remembered(context.now, countMs);
	}

	of(organisationId: string, eventId: string): Promise<Crowd> {
		return this.#crowds.get(`${organisationId}/${eventId}`, async () => {
			const { db, now } = this.#context;
			const presence = await readPresence(db, { organisationId, eventId }, now());
			return { waiting: presence?.waiting ?? 0, present: presence?.letIn ?? 0 };
		});
	}
}
