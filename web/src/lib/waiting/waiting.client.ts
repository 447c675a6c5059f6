import {
	countdown,
	minutesToSay,
	openness,
	shortCountdown,
	steppedOpenness,
	twoDigits,
	untilNextSecond
} from './countdown.ts';
import { News } from './news.ts';
import { ServerClock } from './server-clock.ts';
import type { EventNews, WaitingState } from './waiting-state.ts';

const find = (id: string): HTMLElement => document.getElementById(id)!;

const state = JSON.parse(find('state').textContent) as WaitingState;
const { texts } = state;
const clock = new ServerClock(Number(state.now));
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const root = document.documentElement;

/** The page's own address, key included; in the bar they move into the fragment, which no referrer or log keeps. */
const keyed = location.pathname + location.search;
history.replaceState(null, '', `${location.pathname}#${location.search.slice(1)}`);

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
	if (revision === null || revision === state.revision) return;
	leave(within);
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

showOwnTime();
tick();
news.open();
document.addEventListener('visibilitychange', back);
addEventListener('pageshow', ({ persisted }) => {
	if (persisted) back();
});
addEventListener('online', back);
