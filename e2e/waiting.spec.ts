import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { askedAccessLink } from './mails.ts';
import { bringIn, createEvent, expectSynced, openPlace, setUp } from './organizer.ts';
import { test } from './product.ts';

/** How many pages the device keeps for when there is no network. */
const keptPages = (page: Page) =>
	page.evaluate(async () => (await (await caches.open('foyer-waiting')).keys()).length);

/** An event years ahead, with people who were mailed their links. */
async function invite(page: Page, sheet: string): Promise<void> {
	await createEvent(page, {
		title: 'Salon d’hiver',
		date: '2030-05-14',
		time: '19:00',
		room: 'https://room.example/salon'
	});
	await expectSynced(page);
	await bringIn(page, sheet);
	await page.getByRole('radio', { name: 'Send now' }).check();
	await page.getByRole('button', { name: /^Import/ }).click();
	await expectSynced(page);
}

test('a waiting page that was opened once works without network, for its own link alone', async ({
	page,
	product,
	browser
}) => {
	await setUp(page, product);
	await invite(
		page,
		'First name;E-mail;Language\r\nAda;ada@example.org;en\r\nTom;tom@example.org;en'
	);
	const link = await askedAccessLink(product, 'salon-d-hiver', 'ada@example.org');
	const others = await askedAccessLink(product, 'salon-d-hiver', 'tom@example.org');
	const context = await browser.newContext();
	const attendee = await context.newPage();
	// At the door the page comes through, and nothing after it.
	await attendee.route(/\/live\/st/, (route) => route.abort());
	await attendee.goto(link);
	await expect.poll(() => keptPages(attendee)).toBe(1);
	await attendee.evaluate(async () => void (await navigator.serviceWorker.ready));
	await attendee.goto('about:blank');
	await attendee.goto(link);
	await expect(attendee.getByText(/No network just now/)).toBeVisible();
	await expectAccessible(attendee);

	await product.stop();
	await attendee.reload();
	await expect(attendee.getByRole('heading', { name: 'Salon d’hiver' })).toBeVisible();
	await expect(attendee.getByText('Good to have you here, Ada.')).toBeVisible();
	await expect(attendee.locator('#days')).toHaveText(/^\d{3,4}$/);
	await expect(attendee.locator('#minutes')).toHaveText(/^\d\d$/);
	await expect(attendee.getByText(/No network just now/)).toBeVisible();
	const own = attendee.getByRole('link', { name: 'Opens once the network is back.' });
	await expect(own).toHaveAttribute('aria-disabled', 'true');
	await own.click({ force: true });
	await own.press('Enter');
	await expect(attendee.getByRole('heading', { name: 'Salon d’hiver' })).toBeVisible();
	await attendee.getByRole('button', { name: 'My entry code' }).click();
	await expect(attendee.getByRole('img', { name: 'Your entry code' })).toBeVisible();
	await attendee.getByRole('button', { name: 'Close' }).click();
	const downloading = attendee.waitForEvent('download');
	await attendee.getByRole('link', { name: 'Add to calendar' }).click();
	const download = await downloading;
	expect(download.suggestedFilename()).toBe('salon-d-hiver.ics');
	const calendar = await readFile(await download.path(), 'utf8');
	expect(calendar.replaceAll('\r\n ', '')).toContain(`URL:${link}\r\n`);
	expect(calendar).toContain('DTSTART:20300514T170000Z');

	// The link as it was mailed, opened anew; and somebody else's, on the same device.
	await attendee.goto(link);
	await expect(attendee.locator('#timer')).toBeVisible();
	const neighbour = await context.newPage();
	await expect(neighbour.goto(others)).rejects.toThrow(/ERR_/);
	await neighbour.close();

	await attendee.unroute(/\/live\/st/);
	await product.start();
	// Asked for anew, by itself.
	const state = () => attendee.locator('#state').textContent();
	await expect.poll(state).toContain('"kept":false');
	await expect(attendee.getByText(/No network just now/)).toBeHidden();
	await attendee.getByRole('link', { name: 'My registration' }).click();
	await expect(attendee.getByText('You are registered')).toBeVisible();
	await context.close();
});

test('attendees see to their registration from their link, without JavaScript too', async ({
	page,
	product,
	browser
}) => {
	await setUp(page, product);
	await invite(
		page,
		'First name;Last name;E-mail;Language\r\nAda;Lovelac;ada@example.org;en\r\nTom;Ford;tom@example.org;en'
	);
	const eventPage = page.url().replace(/\/import.*/, '');
	const link = await askedAccessLink(product, 'salon-d-hiver', 'ada@example.org');
	const context = await browser.newContext();
	const attendee = await context.newPage();
	await attendee.goto(link);
	await expect.poll(() => keptPages(attendee)).toBe(1);
	await attendee.getByRole('link', { name: 'My registration' }).click();
	await expect(attendee.getByText('You are registered')).toBeVisible();
	// The page's script takes the key out of the address once it runs.
	await expect(attendee).not.toHaveURL(/\?/);
	await expectAccessible(attendee);
	await attendee.getByLabel('Last name').fill('Lovelace');
	await attendee.getByRole('button', { name: 'Save my name' }).click();
	await expect(attendee.getByText('Your name is saved.')).toBeVisible();
	await attendee.reload();
	await expect(attendee.getByLabel('Last name')).toHaveValue('Lovelace');
	await attendee.getByRole('button', { name: 'Stop reminders' }).click();
	await expect(attendee.getByText('You get no more reminders of this event.')).toBeVisible();
	await attendee.getByText('Be forgotten').click();
	await attendee.getByRole('button', { name: 'Ask to be erased' }).click();
	await expect(attendee.getByText(/You asked Maison des Arts on/)).toBeVisible();

	// A waiting page that is open meanwhile, in another tab, hears it by itself.
	const waiting = await context.newPage();
	const streams = waiting.waitForRequest(/live\/stream/);
	await waiting.goto(link);
	await streams;
	await attendee.getByText('Cancel my registration').click();
	await expectAccessible(attendee);
	await attendee.getByRole('button', { name: 'Give up my place' }).click();
	await expect(attendee.getByRole('button', { name: 'Register again' })).toBeVisible();
	await expect(waiting.getByRole('heading', { name: /registration is cancelled/ })).toBeVisible();
	await waiting.close();
	await attendee.goto(link);
	await expect(attendee.getByRole('heading', { name: /registration is cancelled/ })).toBeVisible();
	await expect(attendee).not.toHaveURL(/\?/);
	await attendee.reload();
	await expect(attendee.getByRole('heading', { name: /registration is cancelled/ })).toBeVisible();
	await expect.poll(() => keptPages(attendee)).toBe(0);
	await expectAccessible(attendee);
	await context.close();

	const plain = await browser.newContext({ javaScriptEnabled: false });
	const second = await plain.newPage();
	await second.goto(link);
	await second.getByRole('link', { name: 'Register again' }).click();
	await second.getByRole('button', { name: 'Register again' }).click();
	await expect(second.getByText('You are registered', { exact: true })).toBeVisible();
	await second.getByRole('link', { name: 'To the door' }).click();
	await expect(second.getByRole('heading', { name: 'Salon d’hiver' })).toBeVisible();
	await plain.close();

	await page.goto('/app/');
	await expect(page.getByText('1 person asks to be erased')).toBeVisible();
	await page.goto(eventPage);
	await page.getByRole('link', { name: 'Ada Lovelace' }).click();
	await expect(page.getByText('No reminders', { exact: true })).toBeVisible();
	await expect(page.getByText('Corrected their name; it was “Ada Lovelac”')).toBeVisible();
	await expect(page.getByText('Registration for Salon d’hiver cancelled')).toBeVisible();
	await page.getByRole('button', { name: 'Seen to' }).click();
	await expect(page.getByText('The wish is marked as seen to.')).toBeVisible();
	await expectSynced(page);
	await openPlace(page, 'Today');
	await expect(page.getByText('1 person asks to be erased')).toBeHidden();

	// Whose place is taken meanwhile waits for another one, on a page that comes back by itself.
	await page.goto(eventPage);
	await page.getByRole('link', { name: 'Edit', exact: true }).click();
	await page.getByRole('textbox', { name: 'Places' }).fill('1');
	await page.getByRole('button', { name: 'Save changes' }).click();
	await expectSynced(page);
	const others = await askedAccessLink(product, 'salon-d-hiver', 'tom@example.org');
	const tom = await (await browser.newContext()).newPage();
	await tom.goto(others);
	await tom.getByRole('link', { name: 'My registration' }).click();
	await tom.getByText('Cancel my registration').click();
	await tom.getByRole('button', { name: 'Give up my place' }).click();
	await tom.getByRole('button', { name: 'Register again' }).click();
	await tom.goto(others);
	await expect(tom.getByRole('heading', { name: 'You are on the waiting list' })).toBeVisible();
	await expectAccessible(tom);
	await expect(tom).not.toHaveURL(/\?/);
	await tom.context().close();
});
