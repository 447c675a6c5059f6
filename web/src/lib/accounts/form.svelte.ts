import { tick } from 'svelte';
import type * as v from 'valibot';
import { failureWord, issuesOf } from './words.ts';

/**
 * A form's progress: what is wrong with which field, what the whole failed on, whether it is under way.
 * A field tells what is wrong once it was left with something in it, all of them once the deed was tried.
 */
export class Form<S extends v.GenericSchema> {
	readonly #schema: S;
	readonly #read: () => v.InferInput<S>;
	#left = $state<string[]>([]);
	#tried = $state(false);
	/** What the server found wrong, with the value it was about. */
	#refused = $state<{ field: string; word: string; value: unknown } | null>(null);
	busy = $state(false);
	/** What the deed failed on, where no single field is to blame. */
	failure = $state<string | null>(null);
	/** What it failed on before, while it is tried again: its place is held until there is an answer. */
	failedBefore = $state<string | null>(null);

	constructor(schema: S, read: () => v.InferInput<S>) {
		this.#schema = schema;
		this.#read = read;
	}

	readonly #issues = $derived.by(() => issuesOf(this.#schema, this.#read()));

	/** What is wrong with a field, as far as it is time to say so. */
	issue(field: string): string | undefined {
		const refused = this.#refused;
		if (refused?.field === field && refused.value === this.#valueOf(field)) return refused.word;
		return this.#tried || this.#left.includes(field) ? this.#issues[field] : undefined;
	}

	/** To be called when a field loses the focus. */
	leave(field: string): void {
		if (this.#valueOf(field) !== '' && !this.#left.includes(field)) this.#left.push(field);
	}

	/** Says what the server found wrong with a field, until it is changed. */
	refuse(field: string, word: string): void {
		this.#refused = { field, word, value: this.#valueOf(field) };
	}

	/** Does the deed where nothing is wrong; else leads to the first field in need of a look. */
	async submit(event: SubmitEvent, deed: () => Promise<void>): Promise<void> {
		event.preventDefault();
		if (this.busy) return;
		this.#tried = true;
		const failedBefore = this.failure;
		this.failure = null;
		if (Object.keys(this.#issues).length === 0) await this.#run(deed, failedBefore);
		await tick();
		const form = event.target as HTMLFormElement;
		form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
	}

	async #run(deed: () => Promise<void>, failedBefore: string | null): Promise<void> {
		this.busy = true;
		this.failedBefore = failedBefore;
		try {
			await deed();
		} catch (error) {
			this.failure = failureWord(error);
		} finally {
			this.busy = false;
			this.failedBefore = null;
		}
	}

	#valueOf(field: string): unknown {
		return (this.#read() as Record<string, unknown>)[field];
	}
}
