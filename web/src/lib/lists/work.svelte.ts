import { longestBatch, type Mutation, type Questions } from '@foyer/shared/mutation';
import type * as v from 'valibot';
import { saveAllOrTell, type Told } from '#lib/attention/save.ts';
import { Slices } from './slices.ts';

/** How far a deed on many rows has come. */
interface Progress {
	deed: string;
	done: number;
	all: number;
}

class Work {
	/** Null: nothing is under way that takes more than a moment. */
	shown: Progress | null = $state.raw(null);
}

export const work = new Work();

/** Rows in as many parts as mutations ask for: one carries no more, so that a check-in beside it waits for little. */
const batchesOf = <Row>(rows: readonly Row[]): Row[][] =>
	Array.from({ length: Math.ceil(rows.length / longestBatch) }, (_, at) =>
		rows.slice(at * longestBatch, (at + 1) * longestBatch)
	);

/**
 * Saves a deed on many rows: all of it, or nothing. The page answers meanwhile, and shows how far it is.
 * @param argsOf the arguments of a mutation for some of them
 */
export async function saveForMany<Row, S extends v.GenericSchema, Q extends Questions>(
	mutation: Mutation<S, Q>,
	rows: readonly Row[],
	argsOf: (some: readonly Row[]) => v.InferInput<S>,
	deed = ''
): Promise<Told> {
	const batches = batchesOf(rows);
	if (batches.length === 0) return { saved: true, changed: false };
	const slices = new Slices();
	const all = rows.length;
	const tell = async (decided: number): Promise<void> => {
		if (batches.length > 1 && deed)
			work.shown = { deed, done: Math.min(all, decided * longestBatch), all };
		await slices.break();
	};
	try {
		return await saveAllOrTell(mutation, batches.map(argsOf), tell);
	} finally {
		work.shown = null;
	}
}
