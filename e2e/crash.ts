import type { Page } from '@playwright/test';

/**
 * Makes ready to end a page's renderer, its threads with it, as a system does that needs the memory: nothing of the
 * page runs any more, not even what a closed one is still let do.
 * @returns what ends it, at once
 */
export async function armCrash(page: Page): Promise<() => Promise<void>> {
	const session = await page.context().newCDPSession(page);
	return async () => {
		const crashed = page.waitForEvent('crash');
		// Nobody is left to answer.
		session.send('Page.crash').catch(() => {});
		await crashed;
		await page.close();
	};
}
