/** How much room each of what floats at the foot of the page takes, in px. */
const heights = new Map<Element, number>();

function tell(): void {
	const root = document.documentElement.style;
	const height = Math.max(0, ...heights.values());
	if (height > 0) root.setProperty('--foot', `${height}px`);
	else root.removeProperty('--foot');
}

/**
 * To be attached to what floats at the foot of the page: messages rise above it, and the focus is
 * scrolled to where it isn't covered. What floats on a phone alone takes no room elsewhere.
 */
export function atFoot(bar: Element): () => void {
	const measured = new ResizeObserver(([entry]) => {
		const height = entry?.borderBoxSize[0]?.blockSize ?? 0;
		const floats = height > 0 && ['fixed', 'sticky'].includes(getComputedStyle(bar).position);
		heights.set(bar, floats ? Math.ceil(height) + 8 : 0);
		tell();
	});
	measured.observe(bar);
	return () => {
		measured.disconnect();
		heights.delete(bar);
		tell();
	};
}
