import { withClockTimes } from '@foyer/shared/clock-times';
import type { Locale } from '@foyer/shared/locales';
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
/** On the monotonic clock, ms. */
let leavesAt = 0;
let last = clock.now();
let ticking: number | undefined;

/** Asks for the own link again: it leads into the room, or to what the event is now. */
function leave(within: number): void {
	const now = performance.now();
	// It slept through its turn: nobody is to wait longer than who hears it now.
	if (leavesAt > now + within) stay();
	if (leaving !== undefined) return;
	const wait = Math.random() * within;
	leavesAt = now + wait;
	leaving = window.setTimeout(() => location.replace(keyed), wait);
}

function stay(): void {
	clearTimeout(leaving);
	leaving = undefined;
	leavesAt = 0;
}

function hear({ now, revision, message, within = 600 }: EventNews, sent: number | null): void {
	if (sent !== null) clock.correct(now, sent, performance.now());
	if (message !== undefined) find('note').textContent = message;
	if (!state.kept) keep();
	if (revision === null) return;
	if (revision !== state.revision) leave(within);
	else if (state.kept) seeWhetherStill(within, sent);
	else stay();
}

/** A page that was kept asks for its own link again, once the network is quick enough for more than a page. */
function seeWhetherStill(within: number, sent: number | null): void {
	if (sent === null) void news.ask();
	// Not sooner: what stands in between may go on refusing the page itself.
	else if (performance.now() - sent < 3000) leave(Math.max(within, 10_000));
}

let keeping = false;

/** Keeps the page for when there is no network, in place of an earlier one; again where that failed. */
function keep(): void {
	if (keeping || !isSecureContext || !('serviceWorker' in navigator)) return;
	keeping = true;
	const { policy, endsAt } = state;
	const ahead = Math.round(clock.now() - Date.now());
	const page = location.pathname;
	// The network may be gone before the worker is here: an earlier visit may have left one.
	Promise.all([
		keepPage(page, query, { html, policy, ahead }, endsAt - ahead + keptAfter),
		navigator.serviceWorker.register(page.replace(/live$/, 'worker.js'), { scope: page })
	]).catch(() => {
		// The page itself needs none of it.
		keeping = false;
	});
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
	if (clock.slipped()) news.askIn(Math.random() * 1000);
	ticking = window.setTimeout(tick, left > 0 ? untilNextSecond(left) : 1000);
}

/** The start where the viewer is, if clocks there show something else. */
function showOwnTime(): void {
	const at = (options: Intl.DateTimeFormatOptions) =>
		new Intl.DateTimeFormat(state.locale, options).format(state.startsAt);
	const full = { dateStyle: 'short', timeStyle: 'short' } as const;
	const same = at(full) === at({ ...full, timeZone: state.timeZone });
	if (same) {
		root.classList.add('here');
		return;
	}
	const day = { day: 'numeric' } as const;
	const sameDay = at(day) === at({ ...day, timeZone: state.timeZone });
	const parts = new Intl.DateTimeFormat(state.locale, {
		...(sameDay ? {} : { weekday: 'long' }),
		hour: 'numeric',
		minute: '2-digit'
	}).formatToParts(state.startsAt);
	const time = withClockTimes(parts, root.lang as Locale);
	find('yours').textContent = texts.yours.replace('{time}', time);
	find('yours').hidden = false;
}

const news = new News(
	location.pathname,
	`token=${state.token}&link=${state.link}`,
	hear,
	(lost) => {
		find('offline').hidden = find('own-offline').hidden = !lost;
		find('own').setAttribute('aria-disabled', String(lost));
	},
	hearStart
);

const back = (): void => {
	if (document.visibilityState === 'hidden') return;
	// Whose turn is still to come keeps it; one that led nowhere is to be had again.
	if (leavesAt < performance.now()) stay();
	news.resume();
	tick();
};

/** What the network is needed for leads to no error page without it: whether it is back is looked for at once. */
function holdBack(click: Event): void {
	if (find('offline').hidden && navigator.onLine) return;
	click.preventDefault();
	news.askIn(0);
}

find('calendar').onclick = addToCalendar;
find('own').onclick = find('own').onauxclick = holdBack;
showOwnTime();
tick();
news.open();
if (!state.kept) keep();
document.addEventListener('visibilitychange', back);
addEventListener('pageshow', ({ persisted }) => {
	if (persisted) back();
});
addEventListener('online', back);
addEventListener('offline', () => news.askIn(0));
