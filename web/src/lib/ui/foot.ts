/**
 * To be attached to what floats at the foot of the page: messages rise above it, and the focus is
 * scrolled to where it isn't covered.
 */
export function atFoot(bar: Element): () => void {
	const root = document.documentElement.style;
	const measured = new ResizeObserver(([entry]) => {
		const height = entry?.borderBoxSize[0]?.blockSize ?? 0;
		root.setProperty('--foot', `${Math.ceil(height) + 8}px`);
	});
	measured.observe(bar);
	return () => {
		measured.disconnect();
		root.removeProperty('--foot');
	};
}
