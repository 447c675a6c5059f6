import { m } from '#lib/paraglide/messages.js';
import { toasts } from './toasts.svelte.ts';

/** Says what was done, with a button that takes it back by a change of its own. */
export function offerUndo(text: string, undo: () => unknown): void {
	toasts.show(text, { tone: 'ok', action: { label: m.ui_undo(), run: () => void undo() } });
}
