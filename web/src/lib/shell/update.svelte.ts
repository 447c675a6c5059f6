import { on } from 'svelte/events';

/** How often a page left open asks for a new version, in ms. */
const askEvery = 3_600_000;

/** After how long a first worker is fetched again whose files didn't all arrive, in ms. */
const retryAfter = 30_000;

/** How long a new version may take to take over, in ms: it waits until the one before has nothing to do. */
const patience = 10_000;

/** New versions of the app: fetched by the service worker, offered when it waits, taken when asked. */
export class Updates {
	readonly #reload: () => void;
	#registration: ServiceWorkerRegistration | undefined;
	#waiting = $state<ServiceWorker | null>(null);
	/** Another version took over while something was being edited: this page goes on until it is loaded again. */
	#overtaken = $state(false);
	#holds = $state(0);

	/** @param reload loads the page again */
	constructor(reload: () => void) {
		this.#reload = reload;
	}

	/** A new version is there and nothing holds it off. */
	get offered(): boolean {
		return (this.#waiting !== null || this.#overtaken) && !this.held;
	}

	get held(): boolean {
		return this.#holds > 0;
	}

	/** Holds the offer off until the function it returns is called: during an edit, a scan. */
	hold(): () => void {
		this.#holds++;
		let held = true;
		return () => {
			if (held) this.#holds--;
			held = false;
		};
	}

	/** Registers the worker and looks out for new ones; returns what stops it. */
	async watch(): Promise<() => void> {
		if (!('serviceWorker' in navigator)) return () => undefined;
		const ending = new AbortController();
		const { signal } = ending;
		const ask = () => void this.#ask(signal);
		const askWhenSeen = () => document.visibilityState === 'visible' && ask();
		document.addEventListener('visibilitychange', askWhenSeen, { signal });
		addEventListener('online', ask, { signal });
		const timer = setInterval(ask, askEvery);
		signal.addEventListener('abort', () => clearInterval(timer));
		void beServed();
		await this.#ask(signal);
		return () => ending.abort();
	}

	/** Without network the question fails, and is asked again later. */
	async #ask(signal: AbortSignal): Promise<void> {
		// Refused in some private windows: then there is no offline start and no offer, nothing else is missing.
		const registration = await register().catch(() => undefined);
		if (!registration || signal.aborted) return;
		if (registration !== this.#registration) {
			this.#registration = registration;
			this.#see(registration);
			registration.addEventListener('updatefound', () => this.#see(registration), { signal });
			registration.installing?.addEventListener('statechange', ({ target }) => {
				if ((target as ServiceWorker).state === 'redundant' && !registration.active)
					setTimeout(() => void this.#ask(signal), retryAfter);
			});
		} else await registration.update().catch(() => undefined);
	}

	#see({ waiting, installing }: ServiceWorkerRegistration): void {
		// The very first worker replaces nothing: there is nothing to offer.
		if (!navigator.serviceWorker.controller) return;
		if (waiting) this.#waiting = waiting;
		installing?.addEventListener('statechange', () => {
			if (installing.state === 'installed') this.#waiting = installing;
			if (installing.state === 'redundant' && this.#waiting === installing) this.#waiting = null;
		});
	}

	/**
	 * Loads the newest version there is, also where the worker has not heard of it yet: for an app that the
	 * server no longer answers. Without network what is here is loaded again.
	 */
	async takeNewest(): Promise<void> {
		const registration = await navigator.serviceWorker?.getRegistration('/app/');
		await registration?.update().catch(() => undefined);
		const { installing, waiting } = registration ?? {};
		this.#waiting = waiting ?? (installing ? await installed(installing) : null);
		// A page that no worker serves is not told of the new one's taking over.
		if (this.#waiting && navigator.serviceWorker.controller) this.take();
		else this.#reload();
	}

	/** Takes the new version: this page is loaded again; other tabs go on with theirs until they are. */
	take(): void {
		if (this.#overtaken) return this.#reload();
		const waiting = this.#waiting;
		// Who has begun to edit since the press is offered it again.
		const taken = () => (this.held ? (this.#overtaken = true) : this.#reload());
		navigator.serviceWorker.addEventListener('controllerchange', taken, { once: true });
		// Who pressed sees something happen: without this page the worker before may give way at last.
		setTimeout(() => {
			if (!this.held) this.#reload();
			else if (!this.#overtaken) this.#waiting = waiting;
		}, patience);
		this.#waiting?.postMessage('skip-waiting');
		this.#waiting = null;
	}
}

/** Resolves when a worker has all its files; null: it failed, and the one before it stays. */
function installed(worker: ServiceWorker): Promise<ServiceWorker | null> {
	return new Promise((resolve) => {
		const look = () => {
			if (worker.state === 'installed') resolve(worker);
			else if (worker.state !== 'installing') resolve(null);
		};
		worker.addEventListener('statechange', look);
		look();
	});
}

const register = () =>
	navigator.serviceWorker.register('/service-worker.js', { scope: '/app/', type: 'module' });

/** A page that was on its way while the first worker took over is nobody's until the worker is asked to take it. */
async function beServed(): Promise<void> {
	const { active } = await navigator.serviceWorker.ready;
	if (!navigator.serviceWorker.controller) active?.postMessage('claim');
}

export const updates = new Updates(() => location.reload());

/** How often a page may load itself anew where the browser lost what it holds, in ms. */
const reloadEvery = 60_000;

/** Loads the page again where only that helps, and hasn't helped a moment ago. */
export function reloadOnce(reload = () => location.reload()): void {
	const reloaded = Number(sessionStorage.getItem('foyer.reloaded') ?? 0);
	if (Date.now() - reloaded < reloadEvery) return;
	sessionStorage.setItem('foyer.reloaded', String(Date.now()));
	reload();
}

/** What is typed into: searching loses nothing by being interrupted. */
const fields = 'input:not([type=search]), textarea, select, [contenteditable]';

/**
 * Holds a new version off while something is being edited: a field that has the focus, or a form that was
 * changed until it is sent or left.
 * @returns to be called when the page is left for another, and what stops looking
 */
export function holdWhileEditing(): { left(): void; stop(): void } {
	const ending = new AbortController();
	const { signal } = ending;
	let releaseField: (() => void) | undefined;
	let releaseForm: (() => void) | undefined;
	const leaveField = () => (releaseField = void releaseField?.());
	const leaveForm = () => (releaseForm = void releaseForm?.());
	// Svelte's `on`: a field that is taken away has the focus leave it amid an update, where no state may change.
	on(
		document,
		'focusin',
		({ target }) => {
			leaveField();
			if (target instanceof Element && target.matches(fields)) releaseField = updates.hold();
		},
		{ signal }
	);
	on(document, 'focusout', leaveField, { signal });
	on(
		document,
		'input',
		({ target }) => {
			if (target instanceof Element && target.matches(fields) && target.closest('form'))
				releaseForm ??= updates.hold();
		},
		{ signal }
	);
	on(document, 'submit', leaveForm, { signal });
	const left = () => {
		leaveField();
		leaveForm();
	};
	return {
		left,
		stop() {
			ending.abort();
			left();
		}
	};
}
