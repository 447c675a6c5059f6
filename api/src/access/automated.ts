/** What follows links without a person: mail scanners, chat previews, crawlers, command lines. */
const scanners =
	/bot\b|crawl|spider|preview|scan|safelinks|mimecast|barracuda|proofpoint|urldefense|symantec|trendmicro|forcepoint|cloudmark|zscaler|sophos|fortinet|ironport|facebookexternalhit|whatsapp|telegram|skypeuripreview|embedly|pinterest|vkshare|ms-office|microsoft office|headlesschrome|python|curl|wget|httpx?\b|okhttp|java\/|go-http|libwww|node-fetch|undici|axios|\bhead\b/i;

type Header = (name: string) => string | undefined;

/** Whether a browser fetches ahead of a click (Sec-Purpose, and what came before it). */
export const isPrefetch = (header: Header): boolean =>
	/prefetch|prerender|preview/i.test(`${header('sec-purpose')} ${header('purpose')} ${header('x-purpose')} ${header('x-moz')}`);

/** Whether a request looks like no person made it. A guess: it is logged, nothing is decided by it. */
export function isAutomated(method: string, header: Header): boolean {
	const agent = header('user-agent');
	return method === 'HEAD' || agent === undefined || scanners.test(agent) || isPrefetch(header);
}
