import type { PageContext } from '@foyer/shared/pages';
import { getPage } from '#lib/server/page.ts';
import {
	noticeDocument,
	placeDocument,
	waitingDocument,
	type OnePage
} from '#lib/waiting/document.ts';

/** Rendered by Svelte alone, without Kit's head: nothing external, everything in one answer. */
export function GET(): Response {
	const page = getPage();
	const made = page && documentOf(page);
	if (!made) return new Response(null, { status: 404 });
	const { html, policy } = made;
	return new Response(html, {
		headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }
	});
}

function documentOf(page: PageContext): OnePage | null {
	if (page.page === 'waiting') return waitingDocument(page);
	if (page.page === 'place') return placeDocument(page);
	return page.page === 'notice' ? noticeDocument(page) : null;
}
