/**
 * What code a device fetches, compressed, before the organizer's app stands for the first time: that of the page where
 * one signs in, and that of each place of the app where nothing of it is on the device yet. What the service worker
 * fetches for later isn't waited for.
 */
import type { Page } from '@playwright/test';
import { report } from '../../api/src/bench/support/measure.ts';
import { newDevice, openBrowser } from './support/browser.ts';
import { openHouse } from './support/house.ts';

const mostBytes = 150 * 1024;

/** The bytes of code that a page asks for, without what its threads run. */
async function codeOf(page: Page, path: string, stands: string): Promise<number> {
	const sizes: Promise<number>[] = [];
	page.on('response', (response) => {
		const request = response.request();
		const isThread = request.url().includes('/workers/');
		if (request.resourceType() !== 'script' || isThread) return;
		sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
	});
	await page.goto(path);
	await page.locator(stands).first().waitFor();
	await page.waitForLoadState('networkidle');
	return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

const house = await openHouse({ people: 1000, events: 3, registrations: 300 });
const browser = await openBrowser();
const tell = (told: string, value: number): void =>
	report({
		bench: 'first-load',
		case: told,
		value,
		unit: 'bytes',
		reference: '150 KB',
		referenceValue: mostBytes
	});
try {
	const stranger = await browser.newContext({ baseURL: house.origin });
	const signIn = await codeOf(await stranger.newPage(), '/app/', 'input[type=password]');
	tell('the first page of all, where one signs in', signIn);
	for (const [place, path] of [
		['Today', '/app/'],
		['People', '/app/people'],
		['Events', '/app/events']
	] as const) {
		const page = await newDevice(browser, house);
		tell(`${place}, with nothing on the device`, await codeOf(page, path, '[data-sync=saved]'));
		await page.context().close();
	}
} finally {
	await browser.close();
	await house.close();
}
process.exit(0);
