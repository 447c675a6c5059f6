import { expect, type BrowserContext, type Page } from '@playwright/test';
import { push } from './front.ts';
import { addByHand, expectSynced, host, openDevice, openPlace, setUp } from './organizer.ts';
import { test } from './product.ts';

test.describe.configure({ timeout: 180_000 });
test.use({ baseURL: async ({ front }, use) => use(front.url) });

const served = (page: Page) => page.evaluate(() => navigator.serviceWorker.controller !== null);

const isRegistered = (page: Page) =>
	page.evaluate(async () => (await navigator.serviceWorker.getRegistration('/app/')) !== undefined);

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

/** Resolves when the worker has taken over, whoever it serves. */
async function inForce(context: BrowserContext): Promise<void> {
	const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
	const state = () => worker.evaluate('self.registration.active?.state');
	await expect.poll(state, { timeout: 60_000 }).toBe('activated');
}

test('a page that was on its way when the first worker took over is served by it as well', async ({
	page,
	context,
	front
}) => {
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
});

test('a first worker whose files didn’t all arrive is fetched again once there is network', async ({
	page,
	context,
	front
}) => {
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
});

test('a new version is offered in the middle of syncing, and taken without losing anything', async ({
	page,
	context,
	product,
	front,
	browser
}) => {
	await setUp(page, product);
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
});
