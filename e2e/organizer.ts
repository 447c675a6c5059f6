import { expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import type { Product } from './start-product.ts';

/** What an organizer does in the app, by role and name, in English. */

export const host = { name: 'Inès Moreau', email: 'ines@example.org', password: 'four grey cats' };

/** The one-time link that the product printed. */
export async function hostLink(product: Product): Promise<string> {
	const pattern = /http\S+\/app\/welcome#\S+/;
	await expect.poll(() => product.printed()).toMatch(pattern);
	return pattern.exec(product.printed())?.[0] ?? '';
}

/** Makes the host's account and organisation by the one-time link, at the address that the page's context has. */
export async function setUp(page: Page, product: Product): Promise<void> {
	const { pathname, hash } = new URL(await hostLink(product));
	await page.goto(pathname + hash);
	await page.getByLabel('Your name').fill(host.name);
	await page.getByLabel('E-mail address').fill(host.email);
	await page.getByLabel('Password', { exact: true }).fill(host.password);
	await page.getByLabel('Name', { exact: true }).fill('Maison des Arts');
	await expect(page.getByLabel('Address of your page')).toHaveValue('maison-des-arts');
	await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Brussels');
	await page.getByRole('button', { name: 'Open the foyer' }).click();
	await expectHome(page);
}

export async function signIn(page: Page, password = host.password): Promise<void> {
	await page.getByLabel('E-mail address').fill(host.email);
	await page.getByLabel('Password', { exact: true }).fill(password);
	await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Signs in on a device of its own. */
export async function openDevice(
	browser: Browser,
	product: Product,
	options: BrowserContextOptions = {}
): Promise<Page> {
	const context = await browser.newContext({ baseURL: product.url, ...options });
	const page = await context.newPage();
	await page.goto('/app/');
	await expectSignedOut(page);
	await signIn(page);
	await expectHome(page);
	return page;
}

export const expectHome = (page: Page) => expect(page).toHaveURL(/\/app\/$/);
export const expectSignedOut = (page: Page) => expect(page).toHaveURL(/\/app\/sign-in/);

/** Everything saved here has reached the server. */
export const expectSynced = (page: Page) =>
	expect(page.locator('[data-sync]:visible').first()).toHaveAttribute('data-sync', 'saved', {
		timeout: 60_000
	});

/** Leaves the network, as one who opened the app for the first time may: the service worker answers from here on. */
export async function goOffline(page: Page): Promise<void> {
	const served = () => page.evaluate(() => navigator.serviceWorker.controller !== null);
	await expect.poll(served).toBe(true);
	await expectSynced(page);
	await page.context().setOffline(true);
}

export interface NewEvent {
	title: string;
	/** By the wall clock of the organisation's zone: `YYYY-MM-DD` and `HH:MM`. */
	date: string;
	time: string;
	room?: string;
	/** The name of one of the house's room servers, in place of an address. */
	roomServer?: string;
	startsBy?: 'By themselves' | 'By hand';
}

/** Makes an event by the form; ends on its page. */
export async function createEvent(page: Page, event: NewEvent): Promise<void> {
	await openPlace(page, 'Events');
	await page
		.getByRole('link', { name: /New event|Create an event/ })
		.first()
		.click();
	await page.getByLabel('Title').fill(event.title);
	await fillStart(page, event);
	if (event.room) await page.getByLabel('Room address').fill(event.room);
	if (event.roomServer) await page.getByRole('radio', { name: event.roomServer }).check();
	if (event.startsBy) await page.getByRole('radio', { name: event.startsBy }).check();
	await page.getByRole('button', { name: 'Create event' }).click();
	await expect(page.getByRole('heading', { level: 1, name: event.title })).toBeVisible();
}

/** Sets the start in the event's form. */
export async function fillStart(
	page: Page,
	{ date, time }: Pick<NewEvent, 'date' | 'time'>
): Promise<void> {
	await page.getByLabel('Starts', { exact: true }).fill(date);
	await page.getByLabel(/Starts.*time|Time.*Starts/i).fill(time);
}

/** Goes to one of the app's places by its navigation, as one does with or without network. */
export async function openPlace(
	page: Page,
	place: 'Today' | 'Events' | 'People' | 'More'
): Promise<void> {
	await page.getByRole('link', { name: place, exact: true }).first().click();
}

/** Chooses a spreadsheet of people on an event’s page. */
export async function bringIn(page: Page, rows: string): Promise<void> {
	await page.getByRole('link', { name: 'Bring in a spreadsheet' }).first().click();
	await page
		.locator('input[type=file]')
		.setInputFiles({ name: 'guests.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) });
}

/** Adds a person who is known by their first name. */
export async function addByHand(page: Page, name: string): Promise<void> {
	await openPlace(page, 'People');
	await page
		.getByRole('link', { name: /^(Add by hand|Add a person)$/ })
		.first()
		.click();
	await page.getByLabel('First name').fill(name);
	await page.getByLabel('E-mail').fill(`${name.toLowerCase()}@example.org`);
	await page.getByRole('button', { name: 'Save person' }).click();
	await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
}

/** Takes back what a message says was done: that message's own deed, as an earlier one may still be offered beside it. */
export const undo = (page: Page, message: string | RegExp) =>
	page
		.getByRole('region', { name: 'Messages' })
		.getByText(message)
		.locator('..')
		.getByRole('button', { name: 'Undo', exact: true })
		.click();
