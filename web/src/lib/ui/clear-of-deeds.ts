/** In px. */
const gap = 8;

/**
 * Says how far from the lower edge of the screen something stands that covers none of a dialog's buttons, in px: above
 * them, where it has no room below; 0 where anywhere will do.
 */
export function clearOfDeeds(
	dialog: HTMLElement,
	what: HTMLElement,
	say: (lift: number) => void
): () => void {
	function measure() {
		const deeds = dialog.querySelector<HTMLElement>('[data-deeds]');
		if (!deeds) return say(0);
		// Where they stand once the dialog has come in: not where its animation shows them.
		const fromTop = dialog.offsetTop + dialog.clientTop + deeds.offsetTop;
		const below = innerHeight - fromTop - deeds.offsetHeight;
		say(below > what.offsetHeight + 3 * gap ? 0 : innerHeight - fromTop + gap);
	}
	const sizes = new ResizeObserver(measure);
	sizes.observe(dialog);
	sizes.observe(what);
	addEventListener('resize', measure);
	return () => {
		sizes.disconnect();
		removeEventListener('resize', measure);
	};
}
