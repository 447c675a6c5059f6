import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { mailed, askedAccessLink } from './mails.ts';
import { bringIn, createEvent, expectSynced, goOffline, setUp } from './organizer.ts';
import { test } from './product.ts';

test.use({ database: 'postgres' });

const room = 'https://room.example/salon';

const wrong = (code: string) => String((Number(code) + 1) % 10_000).padStart(4, '0');

/** Types address and code on an event's page, as one does on a computer that isn't one's own. */
async function comeIn(page: Page, code: string): Promise<void> {
	await page.goto('/maison-des-arts/salon-d-hiver');
	const form = page.locator('#code');
	await form.getByLabel('E-mail address').fill('Ada@example.org ');
	await form.getByLabel('Four-digit code').fill(code);
	await form.getByRole('button', { name: 'Come in' }).click();
}

test('an organizer turns the code on; who is registered comes in by it, without JavaScript', async ({
	page,
	product,
	browser
}) => {
	await setUp(page, product);
	await goOffline(page);
	await createEvent(page, {
		title: 'Salon d’hiver',
		date: '2030-05-14',
		time: '19:00',
		room,
		startsBy: 'By hand'
	});
	const eventPage = page.url();
	await page.getByRole('link', { name: 'Edit' }).click();
	await page.getByRole('checkbox', { name: /Let people in by a 4-digit code too/ }).check();
	await page.getByRole('button', { name: 'Save changes' }).click();
	await expect(page.getByText('Their link, or their address and a 4-digit code')).toBeVisible();
	await page.context().setOffline(false);
	await expectSynced(page);
	await bringIn(page, 'First name;E-mail;Language\r\nAda;ada@example.org;en');
	await page.getByRole('radio', { name: 'Send now' }).check();
	await page.getByRole('button', { name: /^Import/ }).click();
	await expectSynced(page);
	const link = new URL(await askedAccessLink(product, 'salon-d-hiver', 'ada@example.org'));
	const code = (await mailed(product, /Your code\r?\n\d{4}\b/)).slice(-4);

	const context = await browser.newContext({ baseURL: product.url, javaScriptEnabled: false });
	await context.route(`${room}**`, (route) =>
		route.fulfill({ contentType: 'text/html', body: '<h1>The salon</h1>' })
	);
	const attendee = await context.newPage();
	await comeIn(attendee, wrong(code));
	await expect(attendee.getByText(/don’t open the door together/)).toBeVisible();
	await expect(attendee.locator('#code').getByLabel('E-mail address')).toHaveValue(/ada@/i);
	await comeIn(attendee, code);
	await expect(attendee).toHaveURL(`${link.pathname}${link.search}#`);
	await expect(attendee.getByText('Salon d’hiver').first()).toBeVisible();

	await page.goto(eventPage);
	await page.getByRole('button', { name: 'Start', exact: true }).click();
	await page.getByRole('button', { name: 'Start now' }).click();
	await expect(page.getByRole('button', { name: 'End', exact: true })).toBeVisible();
	await comeIn(attendee, code);
	await expect(attendee.getByRole('heading', { name: 'The salon' })).toBeVisible();
	await expect(attendee).toHaveURL(room);
	await context.close();

	await page.goto(link.pathname.replace('/live', ''));
	await expectAccessible(page);
});
