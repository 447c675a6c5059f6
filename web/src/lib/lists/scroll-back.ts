import { afterNavigate, snapshot } from '$app/navigation';
import { onMount } from 'svelte';

/** By any of these somebody goes on by themselves. */
const deeds = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

/**
 * After a reload, or a step back to its page, a list stands where it stood: Kit goes there before its rows are
 * in the page. Made while a component is.
 */
export class ScrollBack {
	/** Where it stood, in px from the top. */
	#to: number | null = null;
	/** How often somebody has arrived at another address since the list's page stands. */
	#arrivals = 0;

	/** @param id tells one page's list from another's */
	constructor(id: string) {
		afterNavigate(() => {
			this.#arrivals++;
		});
		snapshot({
			id,
			capture: () => scrollY,
			// Later on the list stands already, and goes where Kit does.
			restore: (y: number) => {
				if (this.#arrivals > 1) return;
				this.#to = y;
				this.go();
			}
		});
		onMount(() => {
			const forget = (): void => {
				this.#to = null;
			};
			for (const deed of deeds) addEventListener(deed, forget, { passive: true });
			return () => {
				for (const deed of deeds) removeEventListener(deed, forget);
			};
		});
	}

	/** Once rows stand in the page, perhaps more than before. */
	go(): void {
		if (this.#to === null || document.documentElement.scrollHeight - innerHeight < this.#to) return;
		scrollTo(scrollX, this.#to);
		this.#to = null;
	}
}
