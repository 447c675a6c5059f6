import { createHash } from 'node:crypto';
import type { NoticePage, NoticeState, PlacePage, WaitingPage } from '@foyer/shared/pages';
import { render } from 'svelte/server';
import { formatDayTime } from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';
import * as bare from './bare.client.ts?inline-script';
import * as notice from './notice.client.ts?inline-script';
import type { NoticeScriptState } from './notice-state.ts';
import NoticePageView from './NoticePage.svelte';
import * as place from './place.client.ts?inline-script';
import type { PlaceState } from './place-state.ts';
import { placeState } from './place-words.ts';
import PlacePageView from './PlacePage.svelte';
import type { WaitingState } from './waiting-state.ts';
import * as waiting from './waiting.client.ts?inline-script';
import WaitingPageView from './WaitingPage.svelte';
import { waitingState } from './waiting-texts.ts';

/** A page that is complete in one answer, and the policy that lets it run: what is inline, by its hash. */
export interface OnePage {
	html: string;
	policy: string;
}

interface Parts {
	locale: string;
	title: string;
	/** What the page is, in a sentence, for those who list pages. */
	description?: string;
	/** Svelte's head (its styles) and body. */
	head: string;
	body: string;
	script: { code: string; hash: string };
	state?: Omit<WaitingState, 'policy'> | PlaceState | NoticeScriptState;
	/** Seconds after which a browser without scripts asks again: a slot's mark, or digits. */
	refresh?: string;
	/** Whether it has a form, which is sent to its own address. */
	sendsForm?: boolean;
}

export function waitingDocument(page: WaitingPage): OnePage {
	const { head, body } = render(WaitingPageView, { props: { page } });
	return compose({
		locale: page.locale,
		title: page.event.title,
		description: `${page.organisation.name} · ${formatDayTime(page.event.startsAt, page.event.timeZone)}`,
		head,
		body,
		script: waiting,
		state: waitingState(page),
		refresh: page.slots.refresh
	});
}

/** Doors that may well open by themselves, and after how many seconds a page asks again. */
const triesAgain: Partial<Record<NoticeState, string>> = {
	unavailable: '10',
	room_unavailable: '10',
	full: '60',
	// Whoever waited when somebody pressed the wrong button, and took it back.
	event_cancelled: '30',
	registration_cancelled: '30'
};

export function noticeDocument(page: NoticePage): OnePage {
	const refresh = page.refresh ?? triesAgain[page.state];
	const { head, body } = render(NoticePageView, { props: { page } });
	return compose({
		locale: page.locale,
		title: page.event?.title ?? m[`notice_${page.state}_title`](),
		head,
		body,
		...(page.state === 'bare'
			? { script: bare }
			: { script: notice, state: { again: refresh ?? '' } }),
		...(refresh ? { refresh } : {})
	});
}

export function placeDocument(page: PlacePage): OnePage {
	const { head, body } = render(PlacePageView, { props: { page } });
	return compose({
		locale: page.locale,
		title: page.event.title,
		head,
		body,
		script: place,
		state: placeState(page),
		sendsForm: true
	});
}

function compose({
	locale,
	title,
	description,
	head,
	body,
	script,
	state,
	refresh,
	sendsForm = false
}: Parts): OnePage {
	const again = refresh
		? `<noscript><meta http-equiv="refresh" content="${refresh}"></noscript>`
		: '';
	const styles = [...head.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)]
		.map(([, css = '']) => css)
		.join('');
	const policy = policyFor(styles, script.hash, sendsForm);
	const html =
		`<!doctype html><html lang="${locale}"><head><meta charset="utf-8">` +
		`<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">` +
		`<title>${escape(title)}</title>` +
		(description ? `<meta name="description" content="${escape(description)}">` : '') +
		`<link rel="icon" href="data:,">` +
		`<meta name="theme-color" content="#fdfaf4" media="(prefers-color-scheme:light)">` +
		`<meta name="theme-color" content="#1b0f1b" media="(prefers-color-scheme:dark)">` +
		`${again}<style>${styles}</style></head>` +
		`<body>${withoutMarkers(body)}` +
		(state
			? `<script type="application/json" id="state">${json({ ...state, policy })}</script>`
			: '') +
		`<script>${script.code}</script></body></html>`;
	return { html, policy };
}

function policyFor(styles: string, scriptHash: string, sendsForm: boolean): string {
	const styleHash = `sha256-${createHash('sha256').update(styles).digest('base64')}`;
	return [
		`default-src 'none'`,
		`style-src '${styleHash}'`,
		`script-src '${scriptHash}'`,
		`connect-src 'self'`,
		`worker-src 'self'`,
		`img-src data:`,
		`base-uri 'none'`,
		`form-action ${sendsForm ? `'self'` : `'none'`}`,
		`frame-ancestors 'none'`
	].join('; ');
}

/** Svelte's markers for taking the page over in the browser: these pages never are. */
const withoutMarkers = (body: string): string => body.replace(/<!--[\s\S]*?-->/g, '');

/** JSON inside a script element must not end it. */
const json = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

const escape = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
