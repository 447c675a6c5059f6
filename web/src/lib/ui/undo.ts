import { m } from '#lib/paraglide/messages.js';
import { toasts } from './toasts.svelte.ts';
import { work } from './work.svelte.ts';

/** What became of taking something back: whether it is saved, and whether it came to anything. */
interface Undone {
	saved: boolean;
	changed?: boolean;
}

/**
 * Says what was done, with a button that takes it back by a change of its own.
 * @param undo answers what came of it, where it doesn't say so itself: where nothing was left to take back, that is said
 * @param about what the deed stands for: done once more, the earlier one can't be taken back any more
 */
export function offerUndo(text: string, undo: () => Promise<Undone | void>, about?: string): void {
	const run = async (): Promise<void> => {
		// Given up in the middle, it couldn't be asked for again.
		const undone = await work.toTheEnd(undo);
		if (undone?.saved && undone.changed === false) tellChangedSince();
	};
	toasts.show(text, { tone: 'ok', action: { label: m.ui_undo(), run: () => void run() }, about });
}

/** Says that what was to be taken back has been changed since. */
export const tellChangedSince = (): number =>
	toasts.show(m.ui_changed_since(), { tone: 'attention' });
