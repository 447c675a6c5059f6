import { expect } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { mailed } from './mails.ts';
import {
	createEvent,
	expectHome,
	expectSignedOut,
	host,
	hostLink,
	openDevice,
	openPlace,
	setUp,
	signIn
} from './organizer.ts';
import { test } from './product.ts';

// Servers are started again in between, which takes its time on a busy machine.
test.describe.configure({ timeout: 180_000 });

test('the one-time link makes the host, who signs out, in, and out everywhere', async ({
	page,
	product,
	browser
}) => {
	await setUp(page, product);
	await page.goto('/app/more');
	await expectAccessible(page);
	await page.getByRole('button', { name: 'Sign out', exact: true }).click();
	await expectSignedOut(page);

	await page.goto(await hostLink(product));
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link has done its work');

	await page.goto('/app/more?from=a-bookmark');
	await expectSignedOut(page);
	await signIn(page, 'not my password');
	await expect(page.getByRole('alert')).toContainText('don’t go together');
	await expectAccessible(page);
	await signIn(page);
	await expect(page).toHaveURL(/\/app\/more\?from=a-bookmark$/);

	const second = await openDevice(browser, product);
	await page.getByRole('button', { name: 'Sign out everywhere' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
	await expectSignedOut(page);
	await second.reload();
	await expectSignedOut(second);
	await expect(second.getByText('You were signed out.')).toBeVisible();
	await second.context().close();
});

test('signing out is followed by the other tabs', async ({ page, product }) => {
	await setUp(page, product);
	const other = await page.context().newPage();
	await other.goto('/app/more');
	await other.getByRole('button', { name: 'Sign out', exact: true }).click();
	await expectSignedOut(other);
	await expectSignedOut(page);
});

test('who is signed in opens the app without a server, and stays so after its restart', async ({
	page,
	product
}) => {
	await setUp(page, product);
	// Everything the app needs is on the device once its worker is active.
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await product.stop();
	await page.goto('/app/more');
	await expect(page.getByText(host.email)).toBeVisible();
	await product.start();
	await page.reload();
	await expect(page.getByText(host.email)).toBeVisible();
	// An address that is none is said to be, once: Kit loads a failed page anew where it takes the server's version for another.
	await page.goto('/app/nowhere');
	await page.getByRole('link', { name: 'Back to Today' }).click();
	await expectHome(page);
	await page.goBack();
	await expect(
		page.getByRole('heading', { name: 'There is nothing at this address' })
	).toBeVisible();
	await openPlace(page, 'More');
	await expect(page.getByText(host.email)).toBeVisible();
});

test('its threads start without a server too, whatever the browser’s own cache has forgotten', async ({
	page,
	product
}) => {
	await setUp(page, product);
	await createEvent(page, { title: 'Winter concert', date: '2030-02-03', time: '20:00' });
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await product.stop();
	const second = await page.context().newPage();
	await page.close();
	const devtools = await second.context().newCDPSession(second);
	await devtools.send('Network.clearBrowserCache');
	await second.goto('/app/import');
	await second.getByLabel(/Choose a file/).setInputFiles({
		name: 'guests.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from('First name,E-mail\nAda,ada@example.org')
	});
	await expect(second.getByText('1 row is ready.')).toBeVisible();
	await openPlace(second, 'Events');
	await expect(second.getByRole('link', { name: /Winter concert/ }).first()).toBeVisible();
});

test('signing out without network holds, and the server learns of it later', async ({
	page,
	product
}) => {
	await setUp(page, product);
	await page.goto('/app/more');
	const signOut = page.getByRole('button', { name: 'Sign out', exact: true });
	// What the page needs has come.
	await expect(signOut).toBeVisible();
	const cookies = await page.context().cookies();
	await product.stop();
	await signOut.click();
	await expectSignedOut(page);
	const databases = await page.evaluate(async () =>
		(await indexedDB.databases()).map(({ name }) => name)
	);
	expect(databases.filter((name) => name?.startsWith('foyer-'))).toEqual([]);

	await product.start();
	const heard = page.waitForResponse(/accounts\.signOut/);
	await page.reload();
	await heard;
	await expectSignedOut(page);
	await page.context().addCookies(cookies);
	const answer = await page.request.get('/api/trpc/accounts.me');
	expect(await answer.json()).toMatchObject({ result: { data: null } });
});

test('a forgotten password is set anew by mail', async ({ page, product }) => {
	await setUp(page, product);
	await page.goto('/app/more');
	await page.getByRole('button', { name: 'Sign out', exact: true }).click();
	await page.getByRole('link', { name: 'Forgotten your password?' }).click();
	await page.getByLabel('E-mail address').fill(host.email);
	await page.getByRole('button', { name: 'Send the link' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Look at your mail');
	await expectAccessible(page);

	await page.goto(await mailed(product, /http\S+\/app\/reset#[0-9a-f.]+/));
	await expect(page.getByLabel('E-mail address')).toHaveValue(host.email);
	await page.getByLabel('New password').fill('five grey cats');
	await page.getByRole('button', { name: 'Set the password and sign in' }).click();
	await expectHome(page);
});
