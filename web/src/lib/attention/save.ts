import type { Mutation, Questions, Refusal } from '@foyer/shared/mutation';
import type * as v from 'valibot';
import { refusalWords } from '#lib/i18n/refusals.ts';
import { m } from '#lib/paraglide/messages.js';
import { isFull } from '#lib/sync/full-disk.ts';
import { local } from '#lib/sync/local.svelte.ts';
import type { AttentionItem } from '#lib/sync/queue-store.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';

/** What became of a save; without a refusal, the device could not store it. */
export type Told = { saved: true } | { saved: false; refusal: Refusal | null };

/**
 * Saves a mutation and tells, where it isn't saved, what happened and what was kept. A save is one
 * transaction: either all of it is on the device or nothing.
 * @param atField refusals that the caller shows where they belong, and that are not told here
 */
export const saveOrTell = <S extends v.GenericSchema, Q extends Questions>(
	mutation: Mutation<S, Q>,
	args: v.InferInput<S>,
	{ atField = [] }: { atField?: readonly Refusal[] } = {}
): Promise<Told> => tell(() => local.save(mutation, args), atField);

/** Does a refused mutation again, and tells where it can't be saved. */
export const retryOrTell = (
	item: AttentionItem,
	args?: unknown,
	{ atField = [] }: { atField?: readonly Refusal[] } = {}
): Promise<Told> => tell(() => local.retry(item, args), atField);

async function tell(save: () => Promise<Told>, atField: readonly Refusal[]): Promise<Told> {
	try {
		const saved = await save();
		if (!saved.saved && saved.refusal && !atField.includes(saved.refusal))
			toasts.show(refusalWords(saved.refusal), { tone: 'refused', lasts: longToRead });
		return saved;
	} catch (error) {
		const text = isFull(error) ? m.attention_full_text() : m.attention_unsaved_text();
		toasts.show(text, { tone: 'refused', lasts: longToRead });
		return { saved: false, refusal: null };
	}
}

/** In ms: these say three things. */
const longToRead = 12_000;
