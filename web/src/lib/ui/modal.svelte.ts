import { tick, untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';

/** The dialogs that keep the rest of the page from being used, the topmost last. */
class Modals {
	#open = $state.raw<readonly HTMLDialogElement[]>([]);

	get top(): HTMLDialogElement | undefined {
		return this.#open.at(-1);
	}

	add(dialog: HTMLDialogElement): void {
		this.#open = [...this.#open, dialog];
	}

	remove(dialog: HTMLDialogElement): void {
		this.#open = this.#open.filter((each) => each !== dialog);
	}

	/** Shows a dialog that the browser has closed, below those that were opened from it. */
	showAgain(dialog: HTMLDialogElement): void {
		for (const each of this.#open.slice(this.#open.indexOf(dialog))) {
			each.close();
			each.showModal();
		}
		// What is said is to stand above them again.
		this.#open = [...this.#open];
	}
}

export const modals = new Modals();

/** Leads who sent a form with something wrong in it to the first such field, with what is wrong in sight. */
async function showFirstProblem(dialog: HTMLDialogElement): Promise<void> {
	await tick();
	const first = dialog.querySelector<HTMLElement>('[aria-invalid="true"]');
	first?.focus({ preventScroll: true });
	// What is wrong stands below the field, where the dialog's buttons may be.
	first?.scrollIntoView({ block: 'center' });
}

/**
 * Keeps a dialog shown for as long as it stands in the page. Of an Escape, or a Back on a phone, that comes soon after
 * others the browser asks nobody: it closes the dialog, and what is kept open was out of sight.
 */
function keepShown(dialog: HTMLDialogElement): () => void {
	let focused: Element | null = null;
	const remember = () => (focused = document.activeElement);
	const show = () => {
		if (dialog.open) return;
		modals.showAgain(dialog);
		if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
	};
	dialog.addEventListener('cancel', remember);
	dialog.addEventListener('close', show);
	return () => dialog.removeEventListener('close', show);
}

/**
 * Opens a `<dialog>` while it stands in the page and gives the focus back to what had it.
 * `mode` `beside` leaves the page usable (a side panel); Escape is then up to the caller.
 */
export function opened(mode: 'modal' | 'beside'): Attachment<HTMLDialogElement> {
	return (dialog) => {
		const before = document.activeElement;
		let leave = () => {};
		if (mode === 'modal') {
			dialog.showModal();
			untrack(() => modals.add(dialog));
			leave = keepShown(dialog);
		} else dialog.show();
		dialog.addEventListener('submit', () => void showFirstProblem(dialog));
		return () => {
			if (mode === 'modal') modals.remove(dialog);
			leave();
			dialog.close();
			const gone = !(before instanceof HTMLElement && before.isConnected);
			// An empty state that opened it has given way to its first row: the page's title stays.
			const back = gone ? document.querySelector('h1') : before;
			back?.focus({ preventScroll: gone });
		};
	};
}

/** True when the press began on the veil around the dialog, not on the dialog. */
export function onVeil(event: PointerEvent): boolean {
	const dialog = event.currentTarget as HTMLDialogElement;
	if (event.target !== dialog) return false;
	const box = dialog.getBoundingClientRect();
	const inside =
		event.clientX >= box.left &&
		event.clientX <= box.right &&
		event.clientY >= box.top &&
		event.clientY <= box.bottom;
	return !inside;
}
