/** Lets few through at a time, in the order in which they ask. */
export interface Gate {
	/** @returns a function that lets the next one through; calling it again does nothing */
	enter(): Promise<() => void>;
}

export function fewAtATime(few: number): Gate {
	let free = few;
	const waiting: (() => void)[] = [];
	const leaving = () => {
		let inside = true;
		return () => {
			if (!inside) return;
			inside = false;
			const next = waiting.shift();
			if (next) next();
			else free++;
		};
	};
	return {
		async enter() {
			if (free > 0) free--;
			else await new Promise<void>((resolve) => waiting.push(resolve));
			return leaving();
		}
	};
}

export const oneAtATime = (): Gate => fewAtATime(1);
