import { beforeNavigate, type BeforeNavigate } from '$app/navigation';
import { modals } from './modal.svelte.ts';

let own = false;

/** Steps back for somebody who closed what stands in the address: a dialog that is about to close doesn't keep them. */
export function stepBack(): void {
	own = true;
	// Arrived, or kept from leaving: either way the next step is somebody's own.
	addEventListener('popstate', () => (own = false), { once: true });
	history.back();
}

/** Whether somebody steps back or forward while a dialog asks them something: it closes, and the page stays. */
export const closesDialog = ({ type }: Pick<BeforeNavigate, 'type'>): boolean =>
	type === 'popstate' && !own && modals.top?.dataset['back'] === 'closes';

/** Has the browser's back button close the dialog on top, as Escape does, instead of leaving the page below it. */
export function backClosesDialogs(): void {
	beforeNavigate((navigation) => {
		if (!closesDialog(navigation)) return;
		navigation.cancel();
		modals.top?.dispatchEvent(new Event('cancel', { cancelable: true }));
	});
}
