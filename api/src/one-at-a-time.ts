/** Lets one through at a time, in the order in which they ask. */
export interface OneAtATime {
	/** @returns a function that lets the next one through; calling it again does nothing */
	enter(): Promise<() => void>;
}

export function oneAtATime(): OneAtATime {
	let last: Promise<void> = Promise.resolve();
	return {
		enter() {
			const before = last;
			let leave = () => {};
			last = new Promise((resolve) => (leave = resolve));
			return before.then(() => leave);
		}
	};
}
