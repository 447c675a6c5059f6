/** How long work may keep the page from answering, in ms: half a frame. */
const sliceMs = 8;

/** Small steps between looks at the clock. */
const looksEvery = 256;

/** Ends the present task, so that what waits (a key press, a frame) comes first. */
function breathe(): Promise<void> {
	return new Promise((resolve) => {
		const { port1, port2 } = new MessageChannel();
		port1.onmessage = () => {
			port1.close();
			resolve();
		};
		port2.postMessage(null);
	});
}

/** Those of many that pass a test, found in slices. */
export async function those<Item>(
	items: Iterable<Item>,
	passes: (item: Item) => boolean
): Promise<Item[]> {
	const slices = new Slices();
	const passing: Item[] = [];
	for (const item of items) {
		if (passes(item)) passing.push(item);
		const rest = slices.step();
		if (rest) await rest;
	}
	return passing;
}

/** Divides long work into slices. Awaiting costs more than a small step, so awaits are few. */
export class Slices {
	#steps = 0;
	#since = performance.now();

	/** After a small step. @returns a promise to await where the slice is used up */
	step(): Promise<void> | undefined {
		return ++this.#steps % looksEvery === 0 ? this.break() : undefined;
	}

	/** After a larger step. @returns the same */
	break(): Promise<void> | undefined {
		return performance.now() - this.#since < sliceMs ? undefined : this.#rest();
	}

	async #rest(): Promise<void> {
		await breathe();
		this.#since = performance.now();
	}
}
