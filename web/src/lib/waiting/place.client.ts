import { withClockTimes } from '@foyer/shared/clock-times';
import type { Locale } from '@foyer/shared/locales';
import type { PlaceState, PlaceView } from './place-state.ts';

const find = (id: string): HTMLElement => document.getElementById(id)!;

const state = JSON.parse(find('state').textContent) as PlaceState;

/** The page's own address, key included; in the bar they move into the fragment, which no referrer or log keeps. */
const keyed = location.pathname + location.search;
history.replaceState(null, '', `${location.pathname}#${location.search.slice(1)}`);

/** In this tab: who comes back from the room is not sent into it once more. */
const inKey = `foyer.in ${location.pathname}`;

type Claimed = { state: 'in'; url: string } | { state: 'unavailable' | 'moved' };

let view: PlaceView = 'claim';
let retrying: number | undefined;
let stream: EventSource | undefined;

function show(next: PlaceView, lostAt?: number): void {
	view = next;
	const { title, words, button } = state.views[view];
	find('title').textContent = title;
	find('words').textContent = words;
	find('enter').hidden = button === null || view === 'claim';
	find('deed').textContent = button;
	const since = find('since');
	since.hidden = lostAt === undefined;
	const parts = new Intl.DateTimeFormat(state.locale, { timeStyle: 'short' }).formatToParts(lostAt);
	const locale = document.documentElement.lang as Locale;
	since.textContent = state.since.replace('{time}', withClockTimes(parts, locale));
}

function retryIn(ms: number): void {
	clearTimeout(retrying);
	retrying = window.setTimeout(() => void enter(), ms);
}

/** Claims a place for this device, and goes into the room. */
async function enter(): Promise<void> {
	clearTimeout(retrying);
	show('claim');
	let claimed: Claimed;
	try {
		const answer = await fetch(keyed, { method: 'POST', headers: { accept: 'application/json' } });
		claimed = (await answer.json()) as Claimed;
		if (!answer.ok) throw new Error(String(answer.status));
	} catch {
		show('away');
		retryIn(3000 + Math.random() * 5000);
		return;
	}
	if (claimed.state === 'in') {
		remember();
		show('in');
		listen();
		location.assign(claimed.url);
	} else if (claimed.state === 'moved') location.replace(keyed);
	else {
		show('no_room');
		retryIn(8000 + Math.random() * 4000);
	}
}

function remember(): void {
	try {
		sessionStorage.setItem(inKey, state.registration);
	} catch {
		// Who comes back is sent into the room once more, then.
	}
}

function cameBefore(): boolean {
	try {
		return sessionStorage.getItem(inKey) === state.registration;
	} catch {
		return false;
	}
}

/** Hears what becomes of this device's place, for as long as the page stays open. */
function listen(): void {
	stream?.close();
	stream = new EventSource(`${location.pathname}/place?of=${state.registration}`);
	stream.addEventListener('place', ({ data }: MessageEvent<string>) => {
		const { holds, at } = JSON.parse(data) as { holds: boolean; at: number | null };
		if (!holds) show('lost', at ?? undefined);
		else if (view === 'lost') show('in');
	});
}

find('enter').addEventListener('submit', (press) => {
	press.preventDefault();
	void enter();
});
addEventListener('online', () => {
	if (view === 'away') void enter();
});
addEventListener('pagehide', () => stream?.close());
addEventListener('pageshow', ({ persisted }) => {
	if (persisted && view !== 'claim') listen();
});

if (state.lostAt !== '') {
	show('lost', Number(state.lostAt));
	listen();
} else if (cameBefore()) {
	show('in');
	listen();
} else void enter();
