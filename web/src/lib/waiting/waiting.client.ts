import {
	countdown,
	minutesToSay,
	openness,
	shortCountdown,
	steppedOpenness,
	twoDigits,
	untilNextSecond
} from './countdown.ts';
import { calendarFile } from './calendar-file.ts';
import { keepPage } from './kept-pages.ts';
import { News } from './news.ts';
import { ServerClock } from './server-clock.ts';
import type { EventNews, WaitingState } from './waiting-state.ts';

/** How long after an event's end its page is kept, in ms: one that a person ends may go on for so long. */
const keptAfter = 12 * 3_600_000;

const find = (id: string): HTMLElement => document.getElementById(id)!;

const state = JSON.parse(find('state').textContent) as WaitingState;
const { texts } = state;
const clock = new ServerClock(Number(state.now));
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const root = document.documentElement;

/** The page as it came, before anything in it runs on. */
const html = `<!doctype html>${root.outerHTML}`;
/** Address and key, which a page that was kept may find in the fragment. */
const query = location.search.slice(1) || location.hash.slice(1);
/** The page's own address, key included; in the bar they move into the fragment, which no referrer or log keeps. */
const keyed = `${location.pathname}?${query}`;
history.replaceState(null, '', `${location.pathname}#${query}`);

let leaving: number | undefined;
let last = clock.now();
let ticking: number | undefined;

/** Asks for the own link again: it leads into the room, or to what the event is now. */
function leave(within: number): void {
	leaving ??= window.setTimeout(() => location.replace(keyed), Math.random() * within);
}

function hear({ now, revision, message, within = 600 }: EventNews, sent: number | null): void {
	if (sent !== null) clock.correct(now, sent, performance.now());
	if (message !== undefined) find('note').textContent = message;
	if (state.kept) seeWhetherStill(within, sent);
	else keep();
	if (revision === null || revision === state.revision) return;
	leave(within);
}

/** A page that was kept asks for its own link again, once the network is quick enough for more than a page. */
function seeWhetherStill(within: number, sent: number | null): void {
	if (sent === null) void news.ask();
	else if (performance.now() - sent < 3000) leave(within);
}

let keeping = false;

/** Keeps the page for when there is no network, once the countdown runs and the network has shown that it is there. */
function keep(): void {
	if (keeping || !isSecureContext || !('serviceWorker' in navigator)) return;
	keeping = true;
	const { policy, endsAt } = state;
	const ahead = Math.round(clock.now() - Date.now());
	const page = location.pathname;
	navigator.serviceWorker
		.register(page.replace(/live$/, 'worker.js'), { scope: page })
		.then(() => keepPage(page, query, { html, policy, ahead }, endsAt - ahead + keptAfter))
		// The page itself needs none of it.
		.catch(() => {});
}

function addToCalendar(click: Event): void {
	click.preventDefault();
	const { uid, title, startsAt, endsAt } = state;
	const link = location.origin + keyed;
	const file = calendarFile({ uid, title, startsAt, endsAt, link, now: clock.now() });
	const download = document.createElement('a');
	download.href = URL.createObjectURL(new Blob([file], { type: 'text/calendar' }));
	download.download = `${location.pathname.split('/').at(-2)}.ics`;
	download.click();
}

function hearStart(event: EventNews): void {
	if (event.revision === state.revision || leaving !== undefined) return;
	root.classList.add('open');
	document.title = `${texts.open} · ${state.title}`;
	say(texts.open);
}

const say = (text: string): void => {
	find('say').textContent = text;
};

function showDigits(left: number): void {
	const parts = countdown(left);
	find('days').textContent = String(parts.days);
	for (const unit of ['hours', 'minutes', 'seconds'] as const)
		find(unit).textContent = twoDigits(parts[unit]);
	find('with-days').hidden = parts.days === 0;
	find('with-seconds').hidden = parts.days > 0;
	document.title = `${shortCountdown(parts, texts.days)} · ${state.title}`;
}

function showLate(): void {
	find('message').textContent = clock.now() > state.endsAt ? texts.past : texts.shortly;
	document.title = state.title;
}

function tick(): void {
	clearTimeout(ticking);
	const now = clock.now();
	const left = state.startsAt - now;
	find('timer').hidden = left <= 0;
	if (left > 0) showDigits(left);
	else showLate();
	const minutes = minutesToSay(state.startsAt - last, left);
	if (minutes !== undefined)
		say(minutes === 1 ? texts.sayMinute : texts.sayMinutes.replace('{count}', String(minutes)));
	const untilDoors = state.opensAt - now;
	const gap = calm.matches ? steppedOpenness(untilDoors) : openness(untilDoors);
	root.style.setProperty('--gap', gap.toFixed(4));
	// The stream should have told by now; where it didn't, the page asks.
	for (const due of [state.opensAt, state.startsAt]) {
		if (last < due && now >= due) news.askIn(500 + Math.random() * 2500);
	}
	last = now;
	if (clock.slipped()) void news.ask();
	ticking = window.setTimeout(tick, left > 0 ? untilNextSecond(left) : 1000);
}

/** The start where the viewer is, if clocks there show something else. */
function showOwnTime(): void {
	const at = (options: Intl.DateTimeFormatOptions) =>
		new Intl.DateTimeFormat(state.locale, options).format(state.startsAt);
	const full = { dateStyle: 'short', timeStyle: 'short' } as const;
	const same = at(full) === at({ ...full, timeZone: state.timeZone });
	find('zone').hidden = same;
	if (same) return;
	const day = { day: 'numeric' } as const;
	const sameDay = at(day) === at({ ...day, timeZone: state.timeZone });
	const shown = at({ ...(sameDay ? {} : { weekday: 'long' }), hour: 'numeric', minute: '2-digit' });
	const time = state.locale === 'fr' ? shown.replace(':', '\u00a0h\u00a0') : shown;
	find('yours').textContent = texts.yours.replace('{time}', time);
	find('yours').hidden = false;
}

const news = new News(
	location.pathname,
	state.token,
	hear,
	(lost) => {
		find('offline').hidden = !lost;
	},
	hearStart
);

const back = (): void => {
	if (document.visibilityState === 'hidden') return;
	clearTimeout(leaving);
	leaving = undefined;
	news.resume();
	tick();
};

find('calendar').onclick = addToCalendar;
showOwnTime();
tick();
news.open();
document.addEventListener('visibilitychange', back);
addEventListener('pageshow', ({ persisted }) => {
	if (persisted) back();
});
addEventListener('online', back);
