import { error } from '@sveltejs/kit';
import type { PageContext } from '@foyer/shared/pages';
import { getPage } from './page.ts';

/** What api decided, where it is the page that this route shows; else the route has nothing to show. */
export function publicPage<K extends PageContext['page']>(
	kind: K
): Extract<PageContext, { page: K }> {
	const page = getPage();
	if (page?.page !== kind) error(404);
	return page as Extract<PageContext, { page: K }>;
}
