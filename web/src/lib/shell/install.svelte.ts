import { deviceStorage } from '#lib/sync/device-storage.svelte.ts';

/** Chromium's own; not in TypeScript's DOM types. */
interface BeforeInstallPromptEvent extends Event {
	prompt(): Promise<unknown>;
	userChoice: Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

const key = 'foyer.install';

/** An iPad calls itself a Mac, and no Mac is touched. */
const isIos = (): boolean =>
	/iphone|ipad/i.test(navigator.userAgent) ||
	(/macintosh/i.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

/** Whether, and how, the app can be put on this device. */
class Install {
	#event = $state<BeforeInstallPromptEvent | null>(null);
	/** The app has been of use, and nothing was answered yet. */
	#due = $state(false);

	/** The offer stands on the screen. The browser may find its way only after the app has been of use. */
	get offered(): boolean {
		return this.#due && this.way !== null;
	}

	/** The browser's own way (`prompt`), a hint where it has none (`hint`: iOS), or nothing to do. */
	get way(): 'prompt' | 'hint' | null {
		if (matchMedia('(display-mode: standalone)').matches) return null;
		if (this.#event) return 'prompt';
		return isIos() ? 'hint' : null;
	}

	/** To be called as early as can be: what the browser offers before, on whatever page, it offers once. */
	listen(): () => void {
		const keep = (event: Event) => {
			event.preventDefault();
			this.#event = event as BeforeInstallPromptEvent;
		};
		// What is installed is kept where the browser grants that, and it does so from now on.
		const installed = () => void deviceStorage.ask();
		addEventListener('beforeinstallprompt', keep);
		addEventListener('appinstalled', installed);
		return () => {
			removeEventListener('beforeinstallprompt', keep);
			removeEventListener('appinstalled', installed);
		};
	}

	/** Offers to install, once: after the first value the app has given. */
	offer(): void {
		if (localStorage.getItem(key) === null) this.#due = true;
	}

	decline(): void {
		localStorage.setItem(key, 'declined');
		this.#due = false;
	}

	async accept(): Promise<void> {
		const event = this.#event;
		if (!event) return;
		this.#event = null;
		this.#due = false;
		await event.prompt();
		localStorage.setItem(key, (await event.userChoice).outcome);
	}
}

export const install = new Install();

/** To be called when the app has just been of use for the first time: people imported, an event made. */
export function offerInstall(): void {
	install.offer();
}
