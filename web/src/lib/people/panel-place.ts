import { goto, type AfterNavigate } from '$app/navigation';

const list = '/app/people';

/** Ways in and out of the panel beside the list, so that the browser's back button does what it should. */
class PanelPlace {
	/** Whether the list without a panel is one step back. */
	#listIsBack = false;

	/** Hears of every navigation among the people's pages. */
	arrived({ from, to }: Pick<AfterNavigate, 'from' | 'to'>): void {
		if (from?.route.id === list) this.#listIsBack = to?.route.id !== list;
		else if (!from?.route.id?.startsWith(`${list}/`)) this.#listIsBack = false;
	}

	/** Back to the list, which stays where it was scrolled to. */
	close(): void {
		if (this.#listIsBack) history.back();
		else void goto(list + location.search, { replace: true, reset: false });
	}

	/** Shows a person in place of what the panel shows: one step back is still the list. */
	show(personId: string): void {
		void goto(`${list}/${personId}${location.search}`, { replace: true, reset: false });
	}
}

export const panelPlace = new PanelPlace();
