import { longestBatch, type Mutation, type Questions } from '@foyer/shared/mutation';
import type * as v from 'valibot';
import { saveAllOrTell, type Told } from '#lib/attention/save.ts';
import { m } from '#lib/paraglide/messages.js';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { GivenUp, work } from '#lib/ui/work.svelte.ts';
import { Slices } from './slices.ts';

/** Rows in as many parts as mutations ask for: one carries no more, so that a check-in beside it waits for little. */
export const batchesOf = <Row>(rows: readonly Row[]): Row[][] =>
	Array.from({ length: Math.ceil(rows.length / longestBatch) }, (_, at) =>
		rows.slice(at * longestBatch, (at + 1) * longestBatch)
	);

/**
 * Saves the parts of a deed on many rows: all of them, or none. The page answers meanwhile, and shows how far it is;
 * until all is decided it can be given up.
 * @param deed what it is called while it is under way, on how many rows it is done, and on how many by each part
 */
export async function saveInParts<S extends v.GenericSchema, Q extends Questions>(
	mutation: Mutation<S, Q>,
	parts: readonly v.InferInput<S>[],
	{ deed, all, each = longestBatch }: { deed: string; all: number; each?: number }
): Promise<Told> {
	const slices = new Slices();
	const tell = async (decided: number): Promise<void> => {
		if (parts.length > 1) work.tell({ deed, done: Math.min(all, decided * each), all });
		await slices.break();
	};
	try {
		return await saveAllOrTell(mutation, parts, tell);
	} catch (error) {
		if (!(error instanceof GivenUp)) throw error;
		const words = m.ui_given_up();
		toasts.show(words);
		return { saved: false, refusal: null, words };
	} finally {
		work.end();
	}
}

/**
 * Saves a deed on many rows: all of it, or nothing.
 * @param argsOf the arguments of a mutation for some of them
 * @param deed what it is called while it is under way
 */
export async function saveForMany<Row, S extends v.GenericSchema, Q extends Questions>(
	mutation: Mutation<S, Q>,
	rows: readonly Row[],
	argsOf: (some: readonly Row[]) => v.InferInput<S>,
	deed: string
): Promise<Told> {
	if (rows.length === 0) return { saved: true, changed: false };
	return saveInParts(mutation, batchesOf(rows).map(argsOf), { deed, all: rows.length });
}
