import { expect, type BrowserContext, type Page } from '@playwright/test';
import { armCrash } from './crash.ts';
import { openFront } from './front.ts';
import { mailsTo } from './mails.ts';
import { createEvent, expectSynced, host, openDevice, openPlace, setUp } from './organizer.ts';
import { test } from './product.ts';

const push = '/api/trpc/sync.push';

async function addByHand(page: Page, name: string): Promise<void> {
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

/** The files that the app fetches only when it is led to a place. */
async function filesFor(context: BrowserContext, place: 'More'): Promise<string[]> {
	const page = await context.newPage();
	await page.goto('/app/people');
	await expect(page.getByRole('link', { name: 'People', exact: true }).first()).toBeVisible();
	const fetched = () =>
		page.evaluate(() =>
			performance
				.getEntriesByType('resource')
				.map(({ name }) => new URL(name).pathname)
				.filter((path) => /\/immutable\/.*\.js$/.test(path))
		);
	const before = new Set(await fetched());
	await openPlace(page, place);
	await expect(page.getByText(host.email)).toBeVisible();
	const files = (await fetched()).filter((path) => !before.has(path));
	expect(files).not.toEqual([]);
	await page.close();
	return [...new Set(files)];
}

test('a tab that crashes while its changes travel, or right after they were saved, loses none, and none is done twice', async ({
	product,
	browser
}) => {
	const front = await openFront(product.url);
	const context = await browser.newContext({ baseURL: front.url });
	const page = await context.newPage();
	await setUp(page, {
		...product,
		printed: () => product.printed().replaceAll(product.url, front.url)
	});
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
	await front.close();
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

test('a new version is offered in the middle of syncing, and taken without losing anything', async ({
	product,
	browser
}) => {
	const front = await openFront(product.url);
	const context = await browser.newContext({ baseURL: front.url });
	const page = await context.newPage();
	await setUp(page, {
		...product,
		printed: () => product.printed().replaceAll(product.url, front.url)
	});
	await page.evaluate(async () => void (await navigator.serviceWorker.ready));
	await page.goto('/app/people');
	// Another tab, which goes on with the version that it has.
	const older = await context.newPage();
	await older.goto('/app/people');
	await older.evaluate(() => document.body.setAttribute('data-version', 'old'));
	front.loseAnswers(push, true);
	await addByHand(page, 'Ada');

	// The later version has files of other names.
	const ofMore = await filesFor(context, 'More');
	for (const file of ofMore) front.remove(file);
	front.change('/service-worker.js', (text) =>
		ofMore.reduce(
			(later, file) => later.replace(new RegExp(`\\{path:.${file.slice(1)}.\\},?`), ''),
			text.replace(/version:`\w+`/, 'version:`later`')
		)
	);
	await page.evaluate(async () => {
		await (await navigator.serviceWorker.getRegistration('/app/'))?.update();
	});
	const offer = page.getByText('A new version is ready');
	await expect(offer).toBeVisible();
	// What the server has by now doesn't make a page that failed load itself again and again.
	front.change('/app/_app/version.json', () => '{"version":"later"}');
	await page.goto('/app/nowhere');
	await page.getByRole('link', { name: 'Back to Today' }).click();
	await openPlace(page, 'People');
	await page.getByRole('link', { name: 'Ada', exact: true }).click();
	// Not while somebody is being edited.
	await page.getByLabel('Last name').focus();
	await expect(offer).toBeHidden();
	await openPlace(page, 'People');
	await expect(offer).toBeVisible();
	await page.evaluate(() => document.body.setAttribute('data-version', 'old'));
	await page.getByRole('button', { name: 'Load it' }).click();
	await expect(page.locator('body[data-version=old]')).toHaveCount(0);
	await expect(offer).toBeHidden();
	await openPlace(page, 'People');
	await expect(page.getByRole('link', { name: 'Ada', exact: true })).toBeVisible();

	// What the tab that goes on needs now, neither the server nor the browser's own cache has.
	await (await context.newCDPSession(older)).send('Network.clearBrowserCache');
	await openPlace(older, 'More');
	await expect(older.getByText(host.email)).toBeVisible();
	await expect(older.locator('body[data-version=old]')).toHaveCount(1);

	front.loseAnswers(push, false);
	await expectSynced(page);
	const other = await openDevice(browser, product);
	await openPlace(other, 'People');
	await expect(other.getByRole('link', { name: 'Ada', exact: true })).toHaveCount(1);
	await other.context().close();
	await context.close();
	await front.close();
});
