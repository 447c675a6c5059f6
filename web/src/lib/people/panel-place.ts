import { goto, type AfterNavigate } from '$app/navigation';
import { stepBack } from '#lib/ui/step-back.ts';

const list = '/app/people';
const person = `${list}/[id]`;

/** Ways in and out of the panel beside the list, so that the browser's back button does what it should. */
class PanelPlace {
	/** What the list showed that is one step back, without a panel; null where none is. */
	#listBack: string | null = null;
	#goesBack = false;

	/** Hears of every navigation among the people's pages. */
	arrived({ from, to }: Pick<AfterNavigate, 'from' | 'to'>): void {
		if (from?.route.id === list) this.#listBack = to?.route.id === list ? null : from.url.search;
		else if (!from?.route.id?.startsWith(`${list}/`)) this.#listBack = null;
		// Of a panel that goes on to somebody else by the palette or a step of the browser's, these take the focus away.
		if (
			from?.route.id === person &&
			to?.route.id === person &&
			document.activeElement === document.body
		)
			document.querySelector<HTMLElement>('dialog[open] h2')?.focus();
	}

	/** Back to the list, which stays where it was scrolled to: once, as a second step back would lead away from it. */
	close(): void {
		if (this.#goesBack || location.pathname === list) return;
		if (this.#listBack === location.search) this.#goBack();
		else void goto(list + location.search, { replace: true, reset: false });
	}

	#goBack(): void {
		this.#goesBack = true;
		// Arrived, or kept from leaving: either way the next press counts.
		addEventListener('popstate', () => (this.#goesBack = false), { once: true });
		stepBack();
	}

	/** Goes where somebody was on their way to, in place of the panel. */
	leaveFor(url: URL): void {
		if (url.pathname === list) this.close();
		else void goto(url, { replace: true, reset: !url.pathname.startsWith(`${list}/`) });
	}

	/**
	 * Shows a person in place of what the panel shows: one step back is still the list.
	 * @param search what the list beside it shows
	 */
	show(personId: string, search = location.search): void {
		void goto(`${list}/${personId}${search}`, { replace: true, reset: false });
	}
}

export const panelPlace = new PanelPlace();
