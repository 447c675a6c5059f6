/* eslint-disable svelte/prefer-svelte-reactivity -- one version stands for all answers, which come together */

/** Answers that are kept; more than any list shows. */
const mostKept = 5000;

/**
 * What is looked up for shown things one by one, asked for together: the last known answer at once, a new one
 * soon after something changed.
 */
export class Looked<Answer> {
	readonly #ask: (keys: readonly string[]) => Promise<readonly Answer[] | undefined>;
	#version = $state(0);
	readonly #known = new Map<string, Answer>();
	/** What each was asked for as of. */
	readonly #askedAsOf = new Map<string, unknown>();
	#wanted: string[] = [];
	#asked = 0;
	/** The asking that each was last answered by: an earlier one may be answered later. */
	readonly #answeredBy = new Map<string, number>();

	constructor(ask: (keys: readonly string[]) => Promise<readonly Answer[] | undefined>) {
		this.#ask = ask;
	}

	/**
	 * @param asOf what the answer depends on: another object, another answer
	 * @returns undefined until it is known
	 */
	of(key: string, asOf: unknown): Answer | undefined {
		void this.#version;
		if (this.#askedAsOf.get(key) !== asOf) {
			this.#askedAsOf.set(key, asOf);
			if (this.#wanted.push(key) === 1) queueMicrotask(() => void this.#look());
		}
		return this.#known.get(key);
	}

	async #look(): Promise<void> {
		const keys = this.#wanted;
		this.#wanted = [];
		const asking = ++this.#asked;
		// What can't be looked up now is asked for again when something changes.
		const answers = await this.#ask(keys).catch(() => undefined);
		if (!answers) return;
		if (this.#known.size > mostKept) this.forget();
		keys.forEach((key, index) => {
			if ((this.#answeredBy.get(key) ?? 0) > asking) return;
			this.#answeredBy.set(key, asking);
			this.#known.set(key, answers[index] as Answer);
		});
		this.#version++;
	}

	forget(): void {
		this.#known.clear();
		this.#askedAsOf.clear();
		this.#answeredBy.clear();
	}
}
