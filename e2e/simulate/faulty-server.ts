import type { Context } from '../../api/src/context.ts';
import { pull } from '../../api/src/sync/pull.reads.ts';
import { push } from '../../api/src/sync/push.writes.ts';
import { ServerRefusal, type Server } from '../../web/src/lib/sync/sync-server.ts';
import type { Random } from './random.ts';

/** What may happen to a call on its way. */
const faults = [
	'none',
	'request lost',
	'answer lost',
	'sent twice',
	'page of a captive portal'
] as const;

/** Refusals travel as an error's message; tRPC's own classes stay behind. */
function asRefusal(error: unknown): never {
	const message = (error as Error).message;
	const known = ['client_gone', 'mutation_gap', 'not_a_member', 'update_required'] as const;
	const fault = known.find((name) => name === message);
	throw fault ? new ServerRefusal(fault) : error;
}

/** The real server as one user reaches it, over a network that loses, repeats and forges. */
export class FaultyServer implements Server {
	/** How likely a call meets a fault. */
	faultiness = 0;
	readonly #context: Context;
	readonly #userId: string;
	readonly #random: Random;

	constructor(context: Context, userId: string, random: Random) {
		this.#context = context;
		this.#userId = userId;
		this.#random = random;
	}

	pull: Server['pull'] = (request) =>
		this.#call(() =>
			pull(this.#context, structuredClone(request), {
				id: this.#userId,
				name: 'A member',
				email: ''
			})
		);

	push: Server['push'] = (request) =>
		this.#call(() => push(this.#context, structuredClone(request), this.#userId));

	/** Calls overtake each other: some take a few turns of the event loop longer. */
	async #travel(): Promise<void> {
		for (let turns = this.#random.int(6); turns > 0; turns--)
			await new Promise((resolve) => setTimeout(resolve, this.#random.int(4)));
	}

	async #call<T>(send: () => Promise<T>): Promise<T> {
		await this.#travel();
		const fault = this.#random.chance(this.faultiness) ? this.#random.pick(faults) : 'none';
		if (fault === 'request lost' || fault === 'page of a captive portal') throw new Error(fault);
		if (fault === 'sent twice') await send().catch(() => {});
		const answer = await send().catch(asRefusal);
		await this.#travel();
		if (fault === 'answer lost') throw new Error(fault);
		return JSON.parse(JSON.stringify(answer)) as T;
	}
}
