import { expect, type BrowserContext, type Page } from '@playwright/test';
import { openFront } from './front.ts';
import { test } from './product.ts';

test.describe.configure({ timeout: 180_000 });

const served = (page: Page) => page.evaluate(() => navigator.serviceWorker.controller !== null);

const isRegistered = (page: Page) =>
	page.evaluate(async () => (await navigator.serviceWorker.getRegistration('/app/')) !== undefined);

/** Resolves when the worker has taken over, whoever it serves. */
async function inForce(context: BrowserContext): Promise<void> {
	const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
	const state = () => worker.evaluate('self.registration.active?.state');
	await expect.poll(state, { timeout: 60_000 }).toBe('activated');
}

test('a page that was on its way when the first worker took over is served by it as well', async ({
	product,
	browser
}) => {
	const front = await openFront(product.url);
	const context = await browser.newContext({ baseURL: front.url });
	const page = await context.newPage();
	const worker = front.hold('/service-worker.js');
	const document = front.hold('/app/people');
	await page.goto('/app/');
	await worker.asked;
	const arriving = page.goto('/app/people');
	await document.asked;
	worker.letGo();
	await inForce(context);
	document.letGo();
	await arriving;
	await expect.poll(() => served(page)).toBe(true);
	await context.close();
	await front.close();
});

test('a first worker whose files didn’t all arrive is fetched again once there is network', async ({
	product,
	browser
}) => {
	const front = await openFront(product.url);
	const context = await browser.newContext({ baseURL: front.url });
	const page = await context.newPage();
	const worker = front.hold('/service-worker.js');
	front.remove('/app/manifest.webmanifest');
	await page.goto('/app/');
	await worker.asked;
	expect(await isRegistered(page)).toBe(true);
	worker.letGo();
	await expect.poll(() => isRegistered(page), { timeout: 60_000 }).toBe(false);
	front.bringBack('/app/manifest.webmanifest');
	await context.setOffline(true);
	await context.setOffline(false);
	await expect.poll(() => served(page), { timeout: 20_000 }).toBe(true);
	await context.close();
	await front.close();
});
