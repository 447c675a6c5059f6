import { expect } from '@playwright/test';
import { armCrash } from './crash.ts';
import { push } from './front.ts';
import { mailsTo } from './mails.ts';
import { addByHand, createEvent, expectSynced, openDevice, openPlace, setUp } from './organizer.ts';
import { test } from './product.ts';

test('a tab that crashes while its changes travel, or right after they were saved, loses none, and none is done twice', async ({
	product,
	front,
	browser
}) => {
	const context = await browser.newContext({ baseURL: front.url });
	const page = await context.newPage();
	await setUp(page, product);
	await createEvent(page, { title: 'Winter concert', date: '2030-02-03', time: '20:00' });
	await page.getByRole('link', { name: 'Bring in a spreadsheet' }).first().click();
	// The server applies what it gets; the device never hears of it.
	front.loseAnswers(push, true);
	await page.locator('input[type=file]').setInputFiles({
		name: 'guests.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from('First name,E-mail\nAda,ada@example.org\nBo,bo@example.org')
	});
	await page.getByRole('radio', { name: 'Send now' }).check();
	const crash = await armCrash(page);
	const sent = page.waitForRequest((request) => request.url().endsWith(push));
	await page.getByRole('button', { name: /^Import/ }).click();
	await expect(page.getByRole('heading', { name: '2 people imported' })).toBeVisible();
	await sent;
	await crash();

	const next = await context.newPage();
	await next.goto('/app/people');
	const crashNext = await armCrash(next);
	await addByHand(next, 'Cy');
	await crashNext();

	front.loseAnswers(push, false);
	const again = await context.newPage();
	await again.goto('/app/people');
	await expectSynced(again);
	for (const name of ['Ada', 'Bo', 'Cy'])
		await expect(again.getByRole('link', { name, exact: true })).toHaveCount(1);
	const mails = () =>
		Promise.all(['ada', 'bo'].map((name) => mailsTo(product, `${name}@example.org`)));
	await expect.poll(mails, { timeout: 60_000 }).toEqual([1, 1]);
	await context.close();
});

test('two tabs of a device write at once, and another device sees it all', async ({
	page,
	product,
	browser
}) => {
	await setUp(page, product);
	const second = await page.context().newPage();
	await second.goto('/app/people');
	await Promise.all([addByHand(page, 'Ada'), addByHand(second, 'Bo')]);
	await Promise.all([addByHand(page, 'Cy'), addByHand(second, 'Di')]);
	await expectSynced(page);
	const other = await openDevice(browser, product);
	await openPlace(other, 'People');
	for (const device of [page, second, other]) {
		await openPlace(device, 'People');
		for (const name of ['Ada', 'Bo', 'Cy', 'Di'])
			await expect(device.getByRole('link', { name, exact: true })).toBeVisible();
	}
	await other.context().close();
});
