import { getPage } from '#lib/server/page.ts';
import { noticeDocument, waitingDocument } from '#lib/waiting/document.ts';

/** Rendered by Svelte alone, without Kit's head: nothing external, everything in one answer. */
export function GET(): Response {
	const page = getPage();
	if (page?.page !== 'waiting' && page?.page !== 'notice')
		return new Response(null, { status: 404 });
	const { html, policy } = page.page === 'waiting' ? waitingDocument(page) : noticeDocument(page);
	return new Response(html, {
		headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }
	});
}
