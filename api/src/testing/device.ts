import { randomUUID } from 'node:crypto';
import { fragments, type FragmentName } from '@foyer/shared/entities';
import type { Scope } from '@foyer/shared/scopes';
import {
	protocolVersion,
	unpacked,
	type Cursor,
	type PullAnswer,
	type PushAnswer
} from '@foyer/shared/sync';
import type { MemberActor } from '@foyer/shared/team';
import type { Context } from '../context.ts';
import { pull } from '../sync/pull.reads.ts';
import { push } from '../sync/push.writes.ts';

/** The least that a device is: cursors, rows by scope, and a count of its mutations. */
export class Device {
	readonly clientId = randomUUID();
	cursors: Record<Scope, Cursor> = {};
	/** Scope and fragment → id → the row's columns by name. */
	readonly rows = new Map<string, Map<string, Record<string, unknown>>>();
	lastMutationId = 0;
	readonly #context: Context;
	readonly #organisationId: string;
	readonly #actor: MemberActor;

	constructor(context: Context, organisationId: string, actor: MemberActor) {
		this.#context = context;
		this.#organisationId = organisationId;
		this.#actor = actor;
	}

	/** Pushes mutations (`name@version`, arguments), the first under the given id. */
	push(from: number, ...mutations: [name: string, args: unknown][]): Promise<PushAnswer> {
		return push(
			this.#context,
			{
				protocol: protocolVersion,
				organisationId: this.#organisationId,
				clientId: this.clientId,
				mutations: mutations.map(([name, args], index) => ({
					id: from + index,
					name,
					args,
					occurredAt: 0
				}))
			},
			this.#actor.userId
		);
	}

	/** One answer, stored. */
	async pullOnce(): Promise<PullAnswer> {
		const user = { id: this.#actor.userId, name: 'A member', email: 'member@example.org' };
		const { clientId, cursors } = this;
		const answer = await pull(
			this.#context,
			{ protocol: protocolVersion, organisationId: this.#organisationId, clientId, cursors },
			user
		);
		this.#store(answer);
		return answer;
	}

	/** All answers until there is nothing more. */
	async pull(): Promise<void> {
		while ((await this.pullOnce()).more);
	}

	#store(answer: PullAnswer): void {
		const dropped = [
			...answer.removed,
			...answer.scopes.flatMap(({ scope, reset }) => (reset ? [scope] : []))
		];
		for (const key of this.rows.keys())
			if (dropped.some((scope) => key.startsWith(`${scope} `))) this.rows.delete(key);
		for (const scope of answer.removed) delete this.cursors[scope];
		for (const { scope, changes, cursor } of answer.scopes) {
			this.cursors[scope] = cursor;
			for (const { fragment, rows, gone } of changes) {
				const held = this.#held(scope, fragment);
				for (const [id, ...values] of unpacked(rows)) {
					held.set(
						id,
						Object.fromEntries(fragments[fragment].columns.map((column, i) => [column, values[i]]))
					);
				}
				for (const id of gone) held.delete(id);
			}
		}
		this.lastMutationId = answer.lastMutationId ?? this.lastMutationId;
	}

	#held(scope: Scope, fragment: FragmentName) {
		const key = `${scope} ${fragment}`;
		const held = this.rows.get(key) ?? new Map<string, Record<string, unknown>>();
		this.rows.set(key, held);
		return held;
	}

	/** A fragment's rows over all scopes. */
	all(fragment: FragmentName): Map<string, Record<string, unknown>> {
		return new Map(
			[...this.rows].flatMap(([key, rows]) => (key.endsWith(` ${fragment}`) ? [...rows] : []))
		);
	}
}
