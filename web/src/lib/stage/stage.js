// The stage, awake: it keeps the seat, counts, and shows each change by loading itself anew. Everything works
// without it, but for the seat, which each deed then takes.
const stage = /** @type {HTMLElement | null} */ (document.querySelector('[data-stage]'));
const { state, path = '' } = stage?.dataset ?? {};

/** How often the seat is kept, in ms: a good deal sooner than it runs out. */
const every = 5000;

/** How long the network may take before a deed, in ms. */
const patience = 10_000;

/** What opens the room and is pressed again within so many ms was meant once: two rooms would hear each other. */
const twice = 2000;

if (state === 'bare') {
	// Reloaded: role and key stand in the fragment, which only the browser knows.
	const kept = new URLSearchParams(location.hash.slice(1));
	if (kept.has('role') && kept.has('key')) location.replace(`${path}?${location.hash.slice(1)}`);
}

if (stage && state === 'open') keep(stage);
else moveCredentials();

/** Role and key move out of the bar here too, whatever keeps the stage from being opened. */
function moveCredentials() {
	const given = new URLSearchParams(location.search);
	const [role, key] = [given.get('role'), given.get('key')];
	if (role !== null && key !== null)
		history.replaceState(null, '', `${path}#${new URLSearchParams({ role, key })}`);
}

/** @param {HTMLElement} shown */
function keep(shown) {
	const { role = '', key = '', revision, now, at } = shown.dataset;
	const credentials = new URLSearchParams({ role, key });
	const keyed = `${path}?${credentials}`;
	const part = (/** @type {string} */ name) =>
		/** @type {HTMLElement | null} */ (shown.querySelector(`[data-${name}]`));
	// No referrer, history or log keeps them there.
	history.replaceState(null, '', `${path}#${credentials}`);

	const served = Number(now) - performance.now();
	let ahead = served;
	const clock = part('clock');
	const tick = () => {
		if (!clock || !at) return;
		const span = Math.abs(ahead + performance.now() - Number(at));
		clock.textContent = spell(span, clock.dataset.hour ?? 'h');
	};

	const writing = () => {
		const text = shown.querySelector('textarea');
		return text !== null && text.value !== text.defaultValue;
	};
	const show = (/** @type {string} */ name, /** @type {boolean} */ is) => {
		const element = part(name);
		if (element) element.hidden = !is;
	};
	const count = (/** @type {string} */ name, /** @type {number} */ value) => {
		const element = part(name);
		if (element) element.textContent = value.toLocaleString(document.documentElement.lang);
	};

	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	/** @type {Promise<void> | undefined} */
	let asking;
	let left = false;
	const ask = () => {
		if (left) return;
		clearTimeout(timer);
		asking ??= askOnce().finally(() => {
			asking = undefined;
			if (!left) timer = setTimeout(ask, every);
		});
	};
	const askOnce = async () => {
		try {
			const sent = performance.now();
			const answer = await fetch(`${path}/seat`, { method: 'POST', body: credentials });
			const told = await answer.json();
			if (left) return;
			show('offline', false);
			if (told.state === 'on_stage') {
				ahead = told.now - (sent + performance.now()) / 2;
				count('waiting', told.waiting);
				count('present', told.present);
			}
			if (told.state !== 'on_stage' || told.revision !== revision) {
				if (writing() && told.state === 'on_stage') show('changed', true);
				else location.replace(keyed);
			}
		} catch {
			show('offline', true);
		}
	};
	const leave = /** @type {HTMLFormElement | null} */ (part('leave'));
	leave?.addEventListener('submit', (event) => {
		left = true;
		clearTimeout(timer);
		if (!asking) return;
		// What keeps the seat and is under way would take it again once it is given back.
		event.preventDefault();
		void asking.then(() => leave.submit());
	});

	const lost = () => {
		show('offline', true);
		part('offline')?.scrollIntoView({ block: 'nearest' });
	};
	const reaches = () =>
		fetch(`${path}/seat`, {
			method: 'POST',
			body: credentials,
			signal: AbortSignal.timeout(patience)
		}).then(
			() => true,
			() => false
		);
	let sending = false;
	let openedAt = -twice;
	for (const form of shown.querySelectorAll('form')) {
		if (form === leave) continue;
		form.addEventListener('submit', (event) => {
			// A tab opens by the press itself or not at all: there is no time to look.
			if (form.target === '_blank') {
				const again = performance.now() - openedAt < twice;
				if (!again && navigator.onLine && part('offline')?.hidden) {
					openedAt = performance.now();
					return;
				}
				event.preventDefault();
				if (again) return;
				lost();
				ask();
				return;
			}
			// Without network the browser's error page would stand here, and what was written be gone.
			event.preventDefault();
			if (sending) return;
			sending = true;
			void reaches().then((there) => {
				sending = false;
				if (!there) {
					lost();
					return;
				}
				left = true;
				clearTimeout(timer);
				form.submit();
			});
		});
	}

	part('load')?.addEventListener('click', (event) => {
		event.preventDefault();
		location.replace(keyed);
	});
	const back = () => {
		if (document.visibilityState === 'visible') ask();
	};
	document.addEventListener('visibilitychange', back);
	addEventListener('online', back);
	addEventListener('offline', ask);
	addEventListener('pageshow', ({ persisted }) => {
		if (!persisted) return;
		left = false;
		back();
	});
	setInterval(tick, 1000);
	tick();
	ask();
}

/** @param {number} ms @param {string} hour */
function spell(ms, hour) {
	const seconds = Math.floor(ms / 1000);
	const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
	const minutes = Math.floor(seconds / 60) % 60;
	const spelled =
		seconds < 3600
			? `${minutes} min ${two(seconds % 60)} s`
			: `${Math.floor(seconds / 3600)} ${hour} ${two(minutes)} min`;
	return spelled.replaceAll(' ', '\u00a0');
}
