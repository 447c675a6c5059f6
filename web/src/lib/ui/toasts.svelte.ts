import { undoMs } from '@foyer/shared/undo';

/** In ms. */
const readTime = 5_000;

/** In ms, for those that say what happened, what was kept and what to do. */
export const longToRead = 12_000;

export interface Toast {
	id: number;
	text: string;
	tone: 'plain' | 'ok' | 'attention' | 'refused';
	action?: { label: string; run: () => void } | undefined;
	/** How long it stays, in ms; it waits while it is pointed at or has the focus. */
	lasts: number;
	/** What it stands for: a later one for the same takes its place, and its button with it. */
	about?: string | undefined;
}

class Toasts {
	shown = $state<Toast[]>([]);
	#next = 1;

	/** Says something for a moment; returns its id. */
	show(
		text: string,
		more: Partial<Pick<Toast, 'tone' | 'action' | 'lasts' | 'about'>> = {}
	): number {
		const lasts = more.lasts ?? (more.action ? undoMs : readTime);
		const toast: Toast = { id: this.#next++, text, tone: 'plain', ...more, lasts };
		const others = this.shown.filter(({ about }) => about === undefined || about !== toast.about);
		this.shown = [...others.slice(-2), toast];
		return toast.id;
	}

	dismiss(id: number): void {
		this.shown = this.shown.filter((toast) => toast.id !== id);
	}

	/** Does what its button says, and leaves. */
	act(id: number): void {
		const toast = this.shown.find((each) => each.id === id);
		this.dismiss(id);
		toast?.action?.run();
	}
}

export const toasts = new Toasts();
