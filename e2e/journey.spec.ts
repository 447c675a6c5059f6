import { expect, type Page } from '@playwright/test';
import { toWallTime } from '@foyer/shared/time-zones';
import { expectAccessible } from './accessible.ts';
import { mailedAccessLink } from './mails.ts';
import {
	bringIn,
	createEvent,
	expectSynced,
	goOffline,
	fillStart,
	openDevice,
	openPlace,
	setUp
} from './organizer.ts';
import { test } from './product.ts';

test.use({ database: 'postgres' });

const room = 'https://room.example/soiree';
const zone = 'Europe/Brussels';

const sheet = [
	'Prénom;Nom;Courriel;Langue',
	'Ada;Lovelace;ada@example.org;fr-BE',
	'Grace;Hopper;GRACE@example.org;en',
	'Sans;Adresse;pas une adresse;fr',
	'Joris;Peeters;joris@example.org;nl-BE'
].join('\r\n');

/** Resolves when the browser asks for the room, which stands elsewhere: no test reaches it. */
const enters = (page: Page, timeout: number) => page.waitForRequest(room, { timeout });

test('from the one-time link to an attendee carried into the room at the start', async ({
	page,
	product,
	browser
}) => {
	await setUp(page, product);
	const tomorrow = toWallTime(Date.now() + 86_400_000, zone);
	await createEvent(page, {
		title: 'Soirée d’ouverture',
		...tomorrow,
		room,
		startsBy: 'By themselves'
	});
	const eventPage = page.url();

	await bringIn(page, sheet);
	await expect(page.getByText('1 row needs a look; the other 3 are ready.')).toBeVisible();
	await expect(page.getByText('“pas une adresse” is not an e-mail address.')).toBeVisible();
	await expect(page.getByText('Row 4', { exact: true })).toBeVisible();
	await page.getByRole('radio', { name: 'Send now' }).check();
	await page.getByRole('button', { name: /^Import/ }).click();
	await expectSynced(page);

	const link = await mailedAccessLink(product, 'ada@example.org');
	const attendee = await (
		await browser.newContext({ locale: 'fr-BE', timezoneId: 'Europe/Lisbon' })
	).newPage();
	const entered = enters(attendee, 220_000);
	await attendee.goto(link);
	await expect(attendee.getByRole('timer')).toBeVisible();
	await expect(attendee).not.toHaveURL(/\?/);
	await attendee.reload();
	await expect(attendee.getByRole('timer')).toBeVisible();

	// The start is moved to the next full minute; the waiting page follows, and the clock opens the doors.
	const startsAt = Math.ceil((Date.now() + 30_000) / 60_000) * 60_000;
	await page.goto(eventPage);
	await page.getByRole('link', { name: 'Edit' }).click();
	// Else the doors would open five minutes before: at once.
	await page.getByRole('group', { name: 'Early entry' }).getByText('None', { exact: true }).click();
	await fillStart(page, toWallTime(startsAt, zone));
	await page.getByRole('button', { name: 'Save changes' }).click();
	await entered;
	expect(Date.now()).toBeGreaterThanOrEqual(startsAt);

	const late = await attendee.context().newPage();
	const lateLink = await mailedAccessLink(product, 'grace@example.org');
	await Promise.all([enters(late, 30_000), late.goto(lateLink).catch(() => {})]);
	await attendee.context().close();
});

test('an organizer works offline, reloads in the middle, and nothing is lost', async ({
	page,
	product
}) => {
	await setUp(page, product);
	await page.goto('/app/events');
	await goOffline(page);
	await createEvent(page, {
		title: 'Made in the basement',
		date: '2030-05-14',
		time: '19:00',
		room,
		startsBy: 'By hand'
	});
	await page.reload();
	await expect(page.getByRole('heading', { level: 1, name: 'Made in the basement' })).toBeVisible();
	await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeDisabled();
	await bringIn(page, sheet);
	await page.getByRole('radio', { name: 'Send now' }).check();
	await page.getByRole('button', { name: /^Import/ }).click();
	await expect(page.locator('[data-sync=offline]').first()).toBeVisible();
	await page.reload();
	await openPlace(page, 'People');
	await expect(page.getByText('Ada Lovelace').first()).toBeVisible();

	await page.context().setOffline(false);
	await expectSynced(page);
	await mailedAccessLink(product, 'ada@example.org');
	const answer = await page.request.get('/maison-des-arts/made-in-the-basement');
	expect(answer.status()).toBe(200);
});

test('two devices edit one person offline: other fields merge, the same field keeps the later to arrive', async ({
	page,
	product,
	browser
}) => {
	await setUp(page, product);
	await openPlace(page, 'People');
	await page
		.getByRole('button', { name: 'Add by hand' })
		.or(page.getByRole('link', { name: 'Add by hand' }))
		.first()
		.click();
	await page.getByLabel('First name').fill('Ada');
	await page.getByLabel('E-mail').fill('ada@example.org');
	await page.getByRole('button', { name: 'Save person' }).click();
	await expectSynced(page);
	const other = await openDevice(browser, product);
	const devices = [page, other];
	for (const device of devices) {
		await openPlace(device, 'People');
		await device.getByRole('link', { name: 'Ada', exact: true }).click();
		await expect(device.getByLabel('Phone', { exact: true })).toBeVisible();
		await device.context().setOffline(true);
	}
	await edit(page, 'Last name', 'Lovelace');
	await edit(page, 'First name', 'Augusta');
	await edit(other, 'Phone', '+32 2 123');
	await edit(other, 'First name', 'Ada K.');

	await page.context().setOffline(false);
	await expectSynced(page);
	await other.context().setOffline(false);
	await expectSynced(other);
	for (const device of devices) {
		await expect(device.getByLabel('First name')).toHaveValue('Ada K.', { timeout: 30_000 });
		await expect(device.getByLabel('Last name')).toHaveValue('Lovelace');
		await expect(device.getByLabel('Phone', { exact: true })).toHaveValue('+32 2 123');
	}
	await other.context().close();

	// What was replaced is told, and put back without network.
	const putBack = page.getByRole('button', { name: 'Put “Augusta” back' }).first();
	await expect(putBack).toBeVisible();
	await page.context().setOffline(true);
	await putBack.click();
	await expect(page.getByLabel('First name')).toHaveValue('Augusta');
	await page.context().setOffline(false);
	await expectSynced(page);
	await expectAccessible(page);
});

async function edit(page: Page, field: string, value: string): Promise<void> {
	await page.getByLabel(field, { exact: true }).fill(value);
	await page.getByLabel(field, { exact: true }).press('Enter');
}
