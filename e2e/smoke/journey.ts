import { expect } from '@playwright/test';
import { toWallTime } from '@foyer/shared/time-zones';
import { mailedAccessLink } from '../mails.ts';
import { host, hostLink } from '../organizer.ts';
import type { Product } from '../start-product.ts';
import type { Browser } from './driver.ts';
import type { Outside } from './outside.ts';
import { Page } from './page.ts';

const zone = 'Europe/Brussels';
const room = 'room.example';
const attendee = 'ada@example.org';

/** What the steps work on. */
export interface Stage {
	product: Product;
	browser: Browser;
	outside: Outside;
	/** The organizer's tab. */
	page: Page;
}

async function addByHand(page: Page, firstName: string): Promise<void> {
	await page.click('link', 'People');
	await page.click('link', /^(Add by hand|Add a person)$/);
	await page.fill('First name', firstName);
	await page.fill('E-mail', `${firstName.toLowerCase()}@example.org`);
	await page.click('button', 'Save person');
	await page.expectHeading(firstName);
}

async function fillStart(page: Page, at: number): Promise<void> {
	const { date, time } = toWallTime(at, zone);
	await page.fill('Starts', date);
	await page.fill('Starts, time', time);
}

/** From the one-time link to signing out: what every browser must be able to do, in order. */
export const journey: { name: string; run(stage: Stage): Promise<void> }[] = [
	{
		name: 'the one-time link makes an account and an organisation',
		async run({ page, product }) {
			await page.tab.open(await hostLink(product));
			await page.fill('Your name', host.name);
			await page.fill('E-mail address', host.email);
			await page.fill('Password', host.password);
			await page.fill('Name', 'Maison des Arts');
			await page.click('button', 'Open the foyer');
			await page.expectPath(/^\/app\/$/);
		}
	},
	{
		name: 'an event is made',
		async run({ page }) {
			await page.click('link', 'Events');
			await page.click('link', /^(New event|Create an event)/);
			await page.fill('Title', 'Winter concert');
			await fillStart(page, Date.now() + 86_400_000);
			await page.fill('Room address', `https://${room}/concert`);
			await page.click('radio', /^By themselves/);
			await page.click('button', 'Create event');
			await page.expectHeading('Winter concert');
			await page.expectSynced();
		}
	},
	{
		name: 'a person is added by hand',
		async run({ page }) {
			await addByHand(page, 'Bo');
			await page.expectSynced();
		}
	},
	{
		name: 'the service worker is active',
		async run({ page }) {
			const state = () =>
				page.run(
					async () => (await navigator.serviceWorker.getRegistration('/app/'))?.active?.state
				);
			await expect.poll(state, { timeout: 30_000 }).toBe('activated');
		}
	},
	{
		name: 'without the server, a page loaded again is there',
		async run({ page, product }) {
			await product.stop();
			await page.tab.open(`${product.url}/app/people`);
			await page.expectHeading('People');
			await page.expectText(/\bBo\b/);
		}
	},
	{
		name: 'a person added then waits',
		async run({ page }) {
			await addByHand(page, 'Cy');
			await page.expectText(/\b1 (change )?waiting\b/);
		}
	},
	{
		name: 'with the server back, everything is saved by itself',
		async run({ page, product }) {
			await product.start();
			await page.expectSynced();
		}
	},
	{
		name: 'a second tab sees it, and the first what the second does',
		async run({ page, browser, product }) {
			const second = new Page(await browser.newTab());
			await second.tab.open(`${product.url}/app/people`);
			await second.expectText(/\bCy\b/);
			await addByHand(second, 'Di');
			await page.expectText(/\bDi\b/);
			await second.expectSynced();
			await second.tab.close();
		}
	},
	{
		name: 'a page that is left holds nobody up, and come back to shows what they did',
		async run({ page, browser, product }) {
			await page.run(() => location.assign('/maison-des-arts'));
			await page.expectPath(/^\/maison-des-arts$/);
			const second = new Page(await browser.newTab());
			await second.tab.open(`${product.url}/app/people`);
			await addByHand(second, 'Ed');
			await second.expectSynced();
			await second.tab.close();
			await page.run(() => history.back());
			await page.expectText(/\bEd\b/);
			await addByHand(page, 'Flo');
			await page.expectSynced();
		}
	},
	{
		name: 'an access link’s page counts down and goes into the room at the start',
		async run({ page, browser, product, outside }) {
			await page.click('link', 'Events');
			await page.click('link', /Winter concert/);
			await page.click('button', 'Add someone');
			await page.fill('First name', 'Ada');
			await page.fill('E-mail', attendee);
			await page.click('button', 'Add');
			await page.expectText(/Ada/);
			await page.click('button', 'Close');
			const link = await mailedAccessLink(product, attendee);
			const waiting = new Page(await browser.newTab());
			await waiting.tab.open(link);
			const timer = () =>
				waiting.run(() => document.querySelector<HTMLElement>('[role=timer]')?.innerText);
			await expect.poll(timer, { timeout: 30_000 }).toMatch(/\d/);

			const startsAt = Math.ceil((Date.now() + 30_000) / 60_000) * 60_000;
			await page.click('link', 'Edit');
			await page.click('radio', 'None');
			await fillStart(page, startsAt);
			await page.click('button', 'Save changes');
			await expect.poll(timer, { timeout: 30_000 }).toMatch(/^00\s+hours/);
			expect(outside.calls(room)).toBe(0);
			await expect.poll(() => outside.calls(room), { timeout: 120_000 }).toBeGreaterThan(0);
			expect(Date.now()).toBeGreaterThanOrEqual(startsAt);
			await waiting.tab.close();
		}
	},
	{
		name: 'signing out leaves nothing on the device',
		async run({ page }) {
			await page.click('link', /More$/);
			await page.click('button', 'Sign out');
			await page.expectPath(/^\/app\/sign-in/);
			const kept = () =>
				page.run(async () => (await indexedDB.databases()).map(({ name }) => name));
			await expect.poll(kept, { timeout: 30_000 }).toEqual([]);
		}
	}
];
