import { untrack } from 'svelte';

/** Why a field's new value wasn't taken, in words. */
export type Refused = string | undefined;

interface Parts {
	/** What is there now, wherever it was changed. */
	source(): string;
	/** What is wrong with a value, in words. */
	problem(value: string): Refused;
	/** Saves a value. @returns why not, where it wasn't */
	save(value: string): Promise<Refused>;
}

/**
 * One field edited in place. It shows what is there until something else is typed; from then on it keeps
 * what was typed, whatever other devices do, until that is saved or taken back.
 */
export class FieldDraft {
	readonly #parts: Parts;
	#typed = $state<string | null>(null);
	/** What was there when the typing began. */
	#before = '';
	/** What is being saved: Enter and leaving the field after it save once. */
	#saving: string | null = null;
	#underWay: Promise<void> = Promise.resolve();
	/** What is wrong and what to do about it. */
	error = $state<Refused>();
	/** Whether that is known by the value alone: nothing was tried. */
	#heldUp = false;
	/** What was typed last is on this device. */
	saved = $state(false);

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	get value(): string {
		return this.#typed ?? this.#parts.source();
	}

	set value(text: string) {
		if (this.#typed === null) this.#before = this.#parts.source();
		this.#typed = text;
		this.saved = false;
	}

	/** Whether something typed isn't saved yet. */
	get isTyped(): boolean {
		return this.#typed !== null;
	}

	/** Whether something typed could still be taken back: not what is being saved. */
	get isEdited(): boolean {
		return this.#typed !== null && this.#typed !== this.#saving;
	}

	/** Takes back what was typed. */
	revert(): void {
		this.#typed = null;
		this.error = undefined;
	}

	/** Whether nothing keeps what was typed from being saved any more. */
	get isFreed(): boolean {
		const { error } = this;
		const typed = untrack(() => this.#typed);
		return Boolean(error) && this.#heldUp && typed !== null && !this.#parts.problem(typed);
	}

	/** Saves what was typed, where it says something else; what can't be saved stays in the field. */
	async commit(): Promise<void> {
		const typed = this.#typed;
		if (typed === null) return;
		if (typed === this.#saving) return this.#underWay;
		if (typed.trim() === this.#before) return this.revert();
		// Read back as its component goes, what is set is still what was there before.
		const problem = this.#parts.problem(typed);
		this.error = problem;
		this.#heldUp = problem !== undefined;
		if (problem) return;
		this.#saving = typed;
		this.#underWay = this.#save(typed);
		return this.#underWay;
	}

	async #save(typed: string): Promise<void> {
		const refused = await this.#parts.save(typed);
		this.#saving = null;
		if (this.#typed !== typed) return;
		this.error = refused;
		if (refused) return;
		this.#typed = null;
		this.saved = true;
	}
}
