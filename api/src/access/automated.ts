import type { IncomingHttpHeaders } from 'node:http';

/** What follows links without a person: mail scanners, chat previews, crawlers, command lines. */
const scanners =
	/bot\b|crawl|spider|preview|scan|safelinks|mimecast|barracuda|proofpoint|urldefense|symantec|trendmicro|forcepoint|cloudmark|zscaler|sophos|fortinet|ironport|facebookexternalhit|whatsapp|skypeuripreview|embedly|vkshare|ms-office|microsoft office|headlesschrome|python|curl|wget|httpx?\b|okhttp|java\/|go-http|libwww|node-fetch|undici|axios|\bhead\b/i;

/** Browsers are few: each user agent is looked at once. */
const looked = new Map<string, boolean>();
const mostLooked = 1000;

function isScanner(agent: string): boolean {
	let is = looked.get(agent);
	if (is === undefined) {
		is = scanners.test(agent);
		if (looked.size >= mostLooked) looked.clear();
		looked.set(agent, is);
	}
	return is;
}

const prefetch = /prefetch|prerender|preview/i;

/** Whether a browser fetches ahead of a click (Sec-Purpose, and what came before it). */
export function isPrefetch(headers: IncomingHttpHeaders): boolean {
	const { 'sec-purpose': present, purpose, 'x-purpose': former, 'x-moz': mozilla } = headers;
	if ((present ?? purpose ?? former ?? mozilla) === undefined) return false;
	return prefetch.test([present, purpose, former, mozilla].join());
}

/**
 * Whether nobody followed a link to get here: a browser says of each request whether it opens a page in a tab.
 * Those of before say nothing. What a page's service worker asks for in its place is for nothing in particular
 * (`empty`), and a script alone can't navigate (Fetch standard).
 */
function isNoNavigation({
	'sec-fetch-mode': mode = 'navigate',
	'sec-fetch-dest': destination = 'document'
}: IncomingHttpHeaders): boolean {
	return mode !== 'navigate' || (destination !== 'document' && destination !== 'empty');
}

/** Whether a request looks like no person made it. A guess: it is logged, and decides whether an index is mentioned. */
export function isAutomated(method: string, headers: IncomingHttpHeaders): boolean {
	const agent = headers['user-agent'];
	if (method === 'HEAD' || agent === undefined || isScanner(agent)) return true;
	// A page's own script may well send a form for who looks at it.
	return method === 'GET' && (isNoNavigation(headers) || isPrefetch(headers));
}
