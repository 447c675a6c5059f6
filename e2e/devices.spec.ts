import { expect, type Browser, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { askedAccessLink } from './mails.ts';
import { bringIn, createEvent, expectSynced, goOffline, setUp, undo } from './organizer.ts';
import { test } from './product.ts';

test.use({ database: 'postgres' });

const room = 'https://room.example/salon';

/** A device of its own; the room stands elsewhere. */
async function openDevice(browser: Browser, javaScriptEnabled = true): Promise<Page> {
	const context = await browser.newContext({ javaScriptEnabled });
	await context.route(`${room}**`, (route) =>
		route.fulfill({ contentType: 'text/html', body: '<h1>The salon</h1>' })
	);
	return context.newPage();
}

const expectInRoom = (page: Page) =>
	expect(page.getByRole('heading', { name: 'The salon' })).toBeVisible();
const expectTold = (page: Page) =>
	expect(page.getByRole('heading', { name: 'You came in on another device' })).toBeVisible();

test('one link, one device: the newest comes in, and the earlier one is told why it must leave', async ({
	page,
	product,
	browser
}) => {
	await setUp(page, product);
	await createEvent(page, {
		title: 'Salon d’hiver',
		date: '2030-05-14',
		time: '19:00',
		room,
		startsBy: 'By hand'
	});
	const eventPage = page.url();
	await page.getByRole('link', { name: 'Edit' }).click();
	await page.getByLabel('Devices per link').selectOption('1 at a time');
	await page.getByRole('button', { name: 'Save changes' }).click();
	await expect(page.getByText('1 at a time')).toBeVisible();
	await bringIn(
		page,
		'First name;E-mail;Language\r\nAda;ada@example.org;en\r\nBo;bo@example.org;en'
	);
	await page.getByRole('radio', { name: 'Send now' }).check();
	await page.getByRole('button', { name: /^Import/ }).click();
	await expectSynced(page);
	const link = await askedAccessLink(product, 'salon-d-hiver', 'ada@example.org');

	const phone = await openDevice(browser);
	await phone.goto(link);
	await expect(phone.getByRole('timer')).toBeVisible();
	await page.goto(eventPage);
	await page.getByRole('button', { name: 'Start', exact: true }).click();
	await page.getByRole('button', { name: 'Start now' }).click();
	await expectInRoom(phone);

	await phone.goBack();
	await expect(phone.getByRole('heading', { name: 'This device is let in' })).toBeVisible();
	await expectAccessible(phone);
	await phone.getByRole('button', { name: 'Back to the room' }).click();
	await expectInRoom(phone);
	await phone.goBack();

	const laptop = await openDevice(browser);
	await laptop.goto(link);
	await expectInRoom(laptop);
	await expectTold(phone);
	await expect(phone.getByText(/The other one came at/)).toBeVisible();
	await expectAccessible(phone);

	await phone.goto(link);
	await expectTold(phone);
	await phone.getByRole('button', { name: 'Come in here instead' }).click();
	await expectInRoom(phone);
	await laptop.goto(link);
	await expectTold(laptop);

	const plain = await openDevice(browser, false);
	await plain.goto(link);
	await plain.getByRole('button', { name: 'Come in' }).click();
	await expectInRoom(plain);

	await expect(page.getByRole('heading', { name: 'Who is there' })).toBeVisible();
	await expect(page.getByText('Let into the room')).toBeVisible();
	await marksArrival(page);
});

/** At the desk, without network: who came by their link is taken back, marked, and marked again after an undo. */
async function marksArrival(page: Page): Promise<void> {
	const rows = page.getByRole('table', { name: 'Registrants' }).locator('[data-open]');
	const one = page.getByRole('tab').filter({ hasText: /^Arrived\s*1$/ });
	const choose = async (deed: string) => {
		await page.getByRole('button', { name: 'More for Ada' }).click();
		await page.getByRole('menuitem', { name: deed, exact: true }).click();
	};
	await expect(one).toBeVisible();
	await goOffline(page);
	await choose('Take the arrival back');
	await expect(one).toBeHidden();
	await choose('Mark as arrived');
	await expect(one).toBeVisible();
	await undo(page, 'Ada has arrived.');
	await expect(one).toBeHidden();
	await choose('Mark as arrived');
	await page.context().setOffline(false);
	await expectSynced(page);
	await page.reload();
	await one.click();
	await expect(rows).toHaveText(['Ada']);
	await page
		.getByRole('tab')
		.filter({ hasText: /^Registered/ })
		.click();
	await page.getByRole('button', { name: 'Filter', exact: true }).click();
	await page.getByLabel('What', { exact: true }).selectOption('Attendance');
	await page.getByLabel('Is', { exact: true }).selectOption('did not come');
	await page.getByRole('button', { name: 'Add the filter', exact: true }).click();
	await expect(page.getByRole('button', { name: 'Remove the filter: Did not come' })).toBeVisible();
	await expect(rows).toHaveText(['Bo']);
}
