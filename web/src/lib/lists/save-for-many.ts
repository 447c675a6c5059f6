import { longestBatch, type Mutation, type Questions } from '@foyer/shared/mutation';
import type * as v from 'valibot';
import { saveTogetherOrTell, type Told } from '#lib/attention/save.ts';
import { m } from '#lib/paraglide/messages.js';
import { asking, type Asked } from '#lib/sync/engine.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { GivenUp, work } from '#lib/ui/work.svelte.ts';
import { Slices } from './slices.ts';

/** Rows in as many parts as mutations ask for: one carries no more, so that a check-in beside it waits for little. */
export const batchesOf = <Row>(rows: readonly Row[]): Row[][] =>
	Array.from({ length: Math.ceil(rows.length / longestBatch) }, (_, at) =>
		rows.slice(at * longestBatch, (at + 1) * longestBatch)
	);

/** A part of a deed on many rows: a mutation for some of them. */
export interface DeedPart extends Asked {
	/** On how many of all rows it is done. */
	count: number;
}

/**
 * A deed on many rows, in as many parts as their number asks for.
 * @param argsOf the arguments of a mutation for some of them
 */
export const partsOf = <Row, S extends v.GenericSchema, Q extends Questions>(
	mutation: Mutation<S, Q>,
	rows: readonly Row[],
	argsOf: (some: readonly Row[]) => v.InferInput<S>
): DeedPart[] =>
	batchesOf(rows).map((some) => ({ ...asking(mutation, argsOf(some)), count: some.length }));

/**
 * Saves parts of a deed that were made already.
 * @param all on how many rows it is done
 */
export const saveInParts = <S extends v.GenericSchema, Q extends Questions>(
	mutation: Mutation<S, Q>,
	parts: readonly v.InferInput<S>[],
	{ deed, all }: { deed: string; all: number }
): Promise<Told> => {
	const countOf = (at: number) => Math.max(0, Math.min(longestBatch, all - at * longestBatch));
	return saveParts(
		parts.map((args, at) => ({ ...asking(mutation, args), count: countOf(at) })),
		deed
	);
};

/**
 * Saves the parts of a deed on many rows: all of them, or none. The page answers meanwhile, and shows how far it is;
 * until all is decided it can be given up.
 * @param deed what it is called while it is under way
 */
export async function saveParts(parts: readonly DeedPart[], deed: string): Promise<Told> {
	if (parts.length === 0) return { saved: true, changed: false };
	const slices = new Slices();
	const all = parts.reduce((sum, { count }) => sum + count, 0);
	let done = 0;
	const tell = async (decided: number): Promise<void> => {
		done += parts[decided - 1]?.count ?? 0;
		if (parts.length > 1) work.tell({ deed, done, all });
		await slices.break();
	};
	try {
		return await saveTogetherOrTell(parts, tell);
	} catch (error) {
		if (!(error instanceof GivenUp)) throw error;
		const words = m.ui_given_up();
		toasts.show(words);
		return { saved: false, refusal: null, words };
	} finally {
		work.end();
	}
}

/** Saves a deed on many rows: all of it, or nothing. */
export const saveForMany = <Row, S extends v.GenericSchema, Q extends Questions>(
	mutation: Mutation<S, Q>,
	rows: readonly Row[],
	argsOf: (some: readonly Row[]) => v.InferInput<S>,
	deed: string
): Promise<Told> => saveParts(partsOf(mutation, rows, argsOf), deed);
