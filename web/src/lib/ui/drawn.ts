/** Nothing is drawn in a tab that is hidden meanwhile: then it resolves after this, in ms. */
const unseenMs = 50;

/** Resolves once the page has been drawn: at once where nobody sees it, as its timers hardly run there. */
export async function drawn(): Promise<void> {
	if (document.visibilityState === 'hidden') return;
	await new Promise<void>((resolve) => {
		// A frame's callback runs before it is drawn.
		requestAnimationFrame(() => setTimeout(resolve));
		setTimeout(resolve, unseenMs);
	});
}
