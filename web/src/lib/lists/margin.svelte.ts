/** How long rows beyond those in sight wait, in ms: by then somebody has typed on, or looks at what was found. */
const waitMs = 150;
/** How much further each frame draws, in px. */
const perFrame = 150;

/**
 * How far rows are drawn beyond those in sight, in px. What a list was just asked for needs none: drawing a row is most
 * of what a letter typed costs. For who scrolls, it grows after a moment, little by little.
 */
export class Margin {
	px = $state(0);

	/** @returns what ends it */
	grow(most: number): () => void {
		let frame = 0;
		const further = () => {
			this.px = Math.min(most, this.px + perFrame);
			if (this.px < most) frame = requestAnimationFrame(further);
		};
		const timer = setTimeout(further, waitMs);
		return () => {
			clearTimeout(timer);
			cancelAnimationFrame(frame);
		};
	}
}
