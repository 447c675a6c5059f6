import type { Outcome, QueuedMutation } from '@foyer/shared/sync';

type Named = Pick<QueuedMutation, 'name' | 'args' | 'occurredAt'>;

/** Names a mutation wherever it turns up: its number changes with its client's id, this doesn't. */
export const identityOf = ({ name, args, occurredAt }: Named): string =>
	`${name} ${occurredAt} ${JSON.stringify(args)}`;

/** What was saved, by which device, and what the server was sent. */
export class Ledger {
	/** Shown as saved; by identity, the device that may still answer for it. */
	readonly #saved = new Map<string, number>();
	/** What a client's number stood for when it reached the server. */
	readonly #sent = new Map<string, string>();

	saved(device: number, mutation: Named): void {
		this.#saved.set(identityOf(mutation), device);
	}

	/** A device lost its queue too: nothing can be promised of what it saved until now. */
	lost(device: number): void {
		for (const [identity, of] of this.#saved) if (of === device) this.#saved.delete(identity);
	}

	/** @throws where a number stands for two mutations */
	arrived(clientId: string, mutation: QueuedMutation): void {
		const number = `${clientId} ${mutation.id}`;
		const identity = identityOf(mutation);
		const known = this.#sent.get(number);
		if (known !== undefined && known !== identity)
			throw new Error(`number ${number} stands for ${known} and for ${identity}`);
		this.#sent.set(number, identity);
	}

	/**
	 * What is wrong, given what the server recorded and what devices list as refused: each mutation must
	 * be applied exactly once or listed.
	 */
	faults(
		recorded: readonly { clientId: string; mutationId: number; outcome: Outcome }[],
		listed: ReadonlySet<string>
	): string[] {
		const applied = new Map<string, number>();
		for (const { clientId, mutationId, outcome } of recorded) {
			const identity = this.#sent.get(`${clientId} ${mutationId}`) ?? 'a mutation nobody sent';
			if (outcome.outcome === 'applied') applied.set(identity, (applied.get(identity) ?? 0) + 1);
		}
		return [
			...[...applied].flatMap(([identity, times]) =>
				times > 1 ? [`applied ${times} times: ${identity}`] : []
			),
			...[...this.#saved.keys()].flatMap((identity) =>
				applied.has(identity) || listed.has(identity)
					? []
					: [`neither applied nor listed: ${identity}`]
			),
			...[...listed].flatMap((identity) =>
				applied.has(identity) ? [`applied and listed as refused: ${identity}`] : []
			)
		];
	}

	/** The applied mutations, by what they stood for. */
	applied(
		recorded: readonly { clientId: string; mutationId: number; outcome: Outcome }[]
	): string[] {
		return recorded.flatMap(({ clientId, mutationId, outcome }) =>
			outcome.outcome === 'applied' ? (this.#sent.get(`${clientId} ${mutationId}`) ?? []) : []
		);
	}
}
