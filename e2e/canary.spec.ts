import { expect, type Page } from '@playwright/test';
import { askedAccessLink } from './mails.ts';
import { bringIn, createEvent, expectSynced, setUp } from './organizer.ts';
import { test } from './product.ts';

const room = 'https://room.example/canary';
const address = 'canary@example.org';

/** What stands in the caches of a page's origin, as text. */
const cached = (page: Page): Promise<string> =>
	page.evaluate(async () => {
		const texts: string[] = [];
		for (const name of await caches.keys()) {
			const cache = await caches.open(name);
			for (const request of await cache.keys())
				texts.push(request.url, (await (await cache.match(request))?.text()) ?? '');
		}
		return texts.join('\n');
	});

test('an access key stands in no referrer, no history and none of the app’s caches', async ({
	page,
	product,
	browser
}) => {
	await setUp(page, product);
	await createEvent(page, {
		title: 'Canary',
		date: '2030-05-14',
		time: '19:00',
		room,
		startsBy: 'By hand'
	});
	await expectSynced(page);
	await bringIn(page, `First name;E-mail;Language\r\nAda;${address};en`);
	await page.getByRole('radio', { name: 'Send now' }).check();
	await page.getByRole('button', { name: /^Import/ }).click();
	await expectSynced(page);
	const link = new URL(await askedAccessLink(product, 'canary', address));
	const key = link.searchParams.get('key') ?? '';
	expect(key).toMatch(/^[0-9a-f]{22}$/);
	const told = (text: string) => text.includes(key) || text.includes('canary@');

	const context = await browser.newContext({ baseURL: product.url });
	await context.route(`${room}**`, (route) =>
		route.fulfill({ contentType: 'text/html', body: '<h1>The room</h1>' })
	);
	const attendee = await context.newPage();
	const asked: { url: URL; referrer: string }[] = [];
	attendee.on('request', (request) => {
		asked.push({ url: new URL(request.url()), referrer: request.headers()['referer'] ?? '' });
	});
	await attendee.goto(link.pathname + link.search);
	await expect(attendee).toHaveURL((url) => url.search === '' && url.hash.includes(key));
	await attendee.reload();
	await expect(attendee.getByText('Canary').first()).toBeVisible();
	await expect(attendee).toHaveURL((url) => url.search === '');

	await page.getByRole('link', { name: 'Events' }).first().click();
	await page.getByRole('link', { name: 'Canary' }).first().click();
	await page.getByRole('button', { name: 'Start', exact: true }).click();
	await page.getByRole('button', { name: 'Start now' }).click();
	await expect(attendee.getByRole('heading', { name: 'The room' })).toBeVisible();

	expect(asked.filter(({ referrer }) => told(referrer))).toEqual([]);
	const keyed = asked.filter(({ url }) => told(decodeURIComponent(url.search)));
	expect(keyed.length).toBeGreaterThan(1);
	for (const { url } of keyed)
		expect([url.origin, url.pathname]).toEqual([new URL(product.url).origin, link.pathname]);
	await context.close();

	const inCaches = await cached(page);
	expect(inCaches).toContain('/app/');
	expect(told(inCaches)).toBe(false);
});
