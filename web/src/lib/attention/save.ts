import type { Mutation, Questions, Refusal } from '@foyer/shared/mutation';
import type * as v from 'valibot';
import { refusalWords } from '#lib/i18n/refusals.ts';
import type { Saved } from '#lib/sync/engine.ts';
import { local } from '#lib/sync/local.svelte.ts';
import type { AttentionItem } from '#lib/sync/queue-store.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { unsavedWords } from './unsaved-words.ts';

/** What became of a save; without a refusal, the device could not store it. */
export type Told = { saved: true } | { saved: false; refusal: Refusal | null; words: string };

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

/**
 * The same for several mutations of a kind: all of them are saved, or none.
 * @param between is awaited after each is decided
 */
export const saveAllOrTell = <S extends v.GenericSchema, Q extends Questions>(
	mutation: Mutation<S, Q>,
	all: readonly v.InferInput<S>[],
	between?: (decided: number) => Promise<void>
): Promise<Told> => tell(() => local.saveAll(mutation, all, between), []);

/** Does a refused mutation again, and tells where it can't be saved. */
export const retryOrTell = (
	item: AttentionItem,
	args?: unknown,
	{ atField = [] }: { atField?: readonly Refusal[] } = {}
): Promise<Told> => tell(() => local.retry(item, args), atField);

/** Refusals that are about what was typed. */
export const toldAtFields: readonly Refusal[] = [
	'email_taken',
	'permalink_taken',
	'ends_before_start',
	'too_long_event',
	'replay_ends_before_start',
	'malformed'
];

/** Takes an item off the list, and tells where the device can't. */
export async function dismissOrTell(item: AttentionItem): Promise<void> {
	await tell(async () => {
		await local.dismiss(item);
		return { saved: true };
	}, []);
}

/** The same for a form that says itself, where the words can stay, why it wasn't saved. */
export const saveInForm = <S extends v.GenericSchema, Q extends Questions>(
	mutation: Mutation<S, Q>,
	args: v.InferInput<S>
): Promise<Told> => attempt(() => local.save(mutation, args));

async function tell(save: () => Promise<Saved>, atField: readonly Refusal[]): Promise<Told> {
	const told = await attempt(save);
	if (!told.saved && !(told.refusal && atField.includes(told.refusal)))
		toasts.show(told.words, { tone: 'refused', lasts: longToRead });
	return told;
}

async function attempt(save: () => Promise<Saved>): Promise<Told> {
	try {
		const saved = await save();
		return saved.saved ? saved : { ...saved, words: refusalWords(saved.refusal) };
	} catch (error) {
		return { saved: false, refusal: null, words: unsavedWords(error) };
	}
}

/** In ms: these say three things. */
const longToRead = 12_000;
