import type { Refusal } from '@foyer/shared/mutation';
import type { Outcome, QueuedMutation } from '@foyer/shared/sync';

/** One record of what the server did with a mutation that came in under a client's number. */
export interface Recorded {
	entry: string | null;
	/** It had been processed under another number. */
	resent: boolean;
	outcome: Outcome;
}

/** What no mutation that a device saved may be refused as, of whichever version the app was. */
const neverRefusals: readonly Refusal[] = ['internal', 'update_required'];

/** A mutation's own id, kept wherever and however often it is sent. */
export const entryOf = ({ entry, name }: Pick<QueuedMutation, 'entry' | 'name'>): string => {
	if (entry === undefined) throw new Error(`${name} was queued without an id of its own`);
	return entry;
};

/** What was saved, by which device, and what the server was sent. */
export class Ledger {
	/** Shown as saved; by entry, the device that still answers for it. */
	readonly #saved = new Map<string, number>();
	readonly #sent = new Map<string, QueuedMutation>();

	saved(device: number, mutation: Pick<QueuedMutation, 'entry' | 'name'>): void {
		this.#saved.set(entryOf(mutation), device);
	}

	/** A device lost its queue too: nothing can be promised of what it saved until now. */
	lost(device: number): void {
		for (const [entry, of] of this.#saved) if (of === device) this.#saved.delete(entry);
	}

	/** Somebody saw to it that it was refused. */
	givenUp(mutation: QueuedMutation): void {
		this.#saved.delete(entryOf(mutation));
	}

	sent(mutation: QueuedMutation): void {
		this.#sent.set(entryOf(mutation), mutation);
	}

	/**
	 * What is wrong, given what the server recorded and what devices list as refused: each mutation must
	 * be applied exactly once or listed.
	 */
	faults(recorded: readonly Recorded[], listed: ReadonlySet<string>): string[] {
		const applied = new Map<string, number>();
		for (const { entry } of recorded.filter(isFirstApplied))
			applied.set(entry ?? '', (applied.get(entry ?? '') ?? 0) + 1);
		return [
			...[...applied].flatMap(([entry, times]) =>
				times > 1 ? [`applied ${times} times: ${this.#name(entry)}`] : []
			),
			...[...this.#saved.keys()].flatMap((entry) =>
				applied.has(entry) || listed.has(entry)
					? []
					: [`neither applied nor listed: ${this.#name(entry)}`]
			),
			...[...listed].flatMap((entry) =>
				applied.has(entry) ? [`applied and listed as refused: ${this.#name(entry)}`] : []
			),
			...recorded.flatMap(({ entry, outcome }) =>
				outcome.outcome === 'refused' && neverRefusals.includes(outcome.refusal)
					? [`refused as ${outcome.refusal}: ${this.#name(entry ?? '')}`]
					: []
			)
		];
	}

	#name(entry: string): string {
		const mutation = this.#sent.get(entry);
		return mutation ? `${mutation.name} ${JSON.stringify(mutation.args)}` : entry;
	}

	/** The mutations that were applied. */
	applied(recorded: readonly Recorded[]): QueuedMutation[] {
		return recorded
			.filter(isFirstApplied)
			.flatMap(({ entry }) => this.#sent.get(entry ?? '') ?? []);
	}
}

const isFirstApplied = ({ outcome, resent }: Recorded): boolean =>
	outcome.outcome === 'applied' && !resent;
