import type { Mutation, Questions, Refusal } from '@foyer/shared/mutation';
import type * as v from 'valibot';
import { refusalWords } from '#lib/i18n/refusals.ts';
import type { Asked, Saved } from '#lib/sync/engine.ts';
import { local } from '#lib/sync/local.svelte.ts';
import type { AttentionItem } from '#lib/sync/queue-store.ts';
import { longToRead, toasts } from '#lib/ui/toasts.svelte.ts';
import { GivenUp, work } from '#lib/ui/work.svelte.ts';
import { unsavedWords } from './unsaved-words.ts';

/**
 * What became of a save; without a refusal, the device could not store it. Saved, it may have changed nothing, as
 * far as this device knows.
 */
export type Told =
	{ saved: true; changed: boolean } | { saved: false; refusal: Refusal | null; words: string };

/**
 * Saves a mutation and tells, where it isn't saved, what happened and what was kept. A save is one
 * transaction: either all of it is on the device or nothing.
 * @param atField refusals that the caller shows where they belong, and that are not told here
 */
export const saveOrTell = <S extends v.GenericSchema, Q extends Questions>(
	mutation: Mutation<S, Q>,
	args: v.InferInput<S>,
	{ atField = [] }: { atField?: readonly Refusal[] } = {}
): Promise<Told> => tell((watch) => local.save(watch(mutation), args), atField);

/**
 * The same for several mutations: all of them are saved, or none.
 * @param between is awaited after each is decided
 * @throws GivenUp where that does
 */
export const saveTogetherOrTell = (
	all: readonly Asked[],
	between?: (decided: number) => Promise<void>
): Promise<Told> =>
	tell((watch) => {
		const watched = all.map(({ mutation, args }) => ({ mutation: watch(mutation), args }));
		return local.saveTogether(watched, between);
	});

/**
 * Several saves, each once the one before is saved: saved if all are, and changed something if one did. Once one did,
 * the others can't be given up.
 */
export async function inTurn(...saves: readonly (() => Promise<Told>)[]): Promise<Told> {
	let changed = false;
	for (const save of saves) {
		const told: Told = await (changed ? work.toTheEnd(save) : save());
		if (!told.saved) return told;
		changed ||= told.changed;
	}
	return { saved: true, changed };
}

/** Does a refused mutation again, and tells where it can't be saved. */
export const retryOrTell = (
	item: AttentionItem,
	args?: unknown,
	{ atField = [] }: { atField?: readonly Refusal[] } = {}
): Promise<Told> => tell(() => local.retry(item, args), atField);

/** Refusals that are about what was typed. */
export const toldAtFields: readonly Refusal[] = [
	'email_taken',
	'nameless',
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
	});
}

/** The same for a form that says itself, where the words can stay, why it wasn't saved. */
export const saveInForm = <S extends v.GenericSchema, Q extends Questions>(
	mutation: Mutation<S, Q>,
	args: v.InferInput<S>
): Promise<Told> => attempt((watch) => local.save(watch(mutation), args));

/** Has it noticed whether a mutation changes anything: where none is watched, that doesn't matter. */
type Watch = <M extends Pick<Mutation, 'decide'>>(mutation: M) => M;

type Save = (watch: Watch) => Promise<Saved>;

async function tell(save: Save, atField: readonly Refusal[] = []): Promise<Told> {
	const told = await attempt(save);
	if (!told.saved && !(told.refusal && atField.includes(told.refusal)))
		toasts.show(told.words, { tone: 'refused', lasts: longToRead });
	return told;
}

async function attempt(save: Save): Promise<Told> {
	let changed: boolean | null = null;
	const watch: Watch = (mutation) => ({
		...mutation,
		decide(...given: Parameters<Mutation['decide']>) {
			const decision = mutation.decide(...given);
			changed ||= decision.ok && decision.writes.length + decision.effects.length > 0;
			return decision;
		}
	});
	try {
		const saved = await save(watch);
		return saved.saved
			? { ...saved, changed: changed ?? true }
			: { ...saved, words: refusalWords(saved.refusal) };
	} catch (error) {
		if (error instanceof GivenUp) throw error;
		return { saved: false, refusal: null, words: unsavedWords(error) };
	}
}
