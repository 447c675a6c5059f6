/** What follows links without a person: mail scanners, chat previews, crawlers, command lines. */
const scanners =
	/bot\b|crawl|spider|preview|scan|safelinks|mimecast|barracuda|proofpoint|urldefense|symantec|trendmicro|forcepoint|cloudmark|zscaler|sophos|fortinet|ironport|facebookexternalhit|whatsapp|telegram|skypeuripreview|embedly|pinterest|vkshare|ms-office|microsoft office|headlesschrome|python|curl|wget|httpx?\b|okhttp|java\/|go-http|libwww|node-fetch|undici|axios|\bhead\b/i;

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

/** Reads a request's header by its name in lower case. */
export type Header = (name: string) => string | undefined;

const prefetchHeaders = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];

/** Whether a browser fetches ahead of a click (Sec-Purpose, and what came before it). */
export const isPrefetch = (header: Header): boolean =>
	prefetchHeaders.some((name) => /prefetch|prerender|preview/i.test(header(name) ?? ''));

/** Whether a request looks like no person made it. A guess: it is logged, nothing is decided by it. */
export function isAutomated(method: string, header: Header): boolean {
	const agent = header('user-agent');
	return method === 'HEAD' || agent === undefined || isScanner(agent) || isPrefetch(header);
}
