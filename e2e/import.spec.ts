import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { armCrash } from './crash.ts';
import { createEvent, expectSynced, openDevice, openPlace, setUp, undo } from './organizer.ts';
import { test } from './product.ts';

const pull = '/api/trpc/sync.pull';

/** As an Excel for Windows of western Europe writes it. */
const members = Buffer.from(
	[
		'Prénom;Nom;Courriel;Langue;Table',
		'Zoé;Lefèvre;zoe@example.org;fr;1',
		'Bo;de Vries;bo@example;nl;2',
		'Cy;Twombly;cy@example.org;Klingon;3',
		'Di;Prince;ZOE@example.org;en;4',
		'Ed;Harris;ed@example.org;en;5'
	].join('\r\n'),
	'latin1'
);

/** As Luma writes it, with a question of the organizer's own. */
const guests = Buffer.from(
	[
		'api_id,name,first_name,last_name,email,phone_number,approval_status,qr_code_url,Groups',
		'g1,Zoé Lefèvre,Zoé,Lefèvre,zoe@example.org,+32 470 12 34 56,approved,https://luma.example/1,',
		'g2,Flo Declined,Flo,Declined,flo@example.org,,declined,,',
		'g3,Gus Hall,,,gus@example.org,,approved,https://luma.example/3,Brass'
	].join('\n')
);

const choose = (page: Page, name: string, buffer: Buffer) =>
	page.getByLabel(/Choose a file/).setInputFiles({ name, mimeType: 'text/csv', buffer });

test('an organizer brings in a spreadsheet with faults, offline, and the others get it later', async ({
	page,
	context,
	product
}) => {
	await setUp(page, product);
	await createEvent(page, { title: 'Winter concert', date: '2027-02-03', time: '20:00' });
	await page.evaluate(() => navigator.serviceWorker.ready);
	await context.setOffline(true);
	await page.goto(`${page.url()}/import`);
	await expectAccessible(page);

	await choose(page, 'members.pdf', Buffer.from('%PDF-1.7'));
	await expect(page.getByRole('alert')).toContainText('This is a PDF, not a spreadsheet.');
	await choose(page, 'membres.csv', members);
	const summary = page.getByRole('heading', { level: 2 });
	await expect(summary).toHaveText('3 rows need a look; the other 2 are ready.');
	await expectAccessible(page);

	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: /Download the file/ }).click();
	expect((await download).suggestedFilename()).toBe('membres (to correct).csv');

	await page.getByLabel('E-mail', { exact: true }).first().fill('bo@example.org');
	await page.keyboard.press('Tab');
	await page.getByLabel('Language').selectOption('Nederlands');
	await expect(summary).toHaveText('1 row needs a look; the other 4 are ready.');

	// What was corrected isn't left by a slip.
	await openPlace(page, 'People');
	const asked = page.getByRole('dialog', { name: 'Leave this import?' });
	await expect(asked).toContainText('the 2 rows you corrected');
	await expectAccessible(page);
	await asked.getByRole('button', { name: 'Cancel' }).click();
	await expect(summary).toHaveText('1 row needs a look; the other 4 are ready.');

	await page.getByText('Send now').click();
	await page.getByRole('button', { name: 'Import 4 people and send 4 mails' }).dblclick();
	await expect(page.getByRole('heading', { name: '4 people imported' })).toBeVisible();
	await expectAccessible(page);

	await page.getByRole('button', { name: 'Bring in another file' }).click();
	await choose(page, 'guests.csv', guests);
	await expect(page.getByText('Luma guests')).toBeVisible();
	await expect(page.getByText('1 on this list isn’t coming')).toBeVisible();
	await expect(page.getByText('+32 470 12 34 56')).toBeVisible();
	await page.getByLabel('Make it with this import').check();
	await expect(summary).toHaveText('All 2 rows are ready.');
	await expectAccessible(page);
	await page.getByRole('button', { name: 'Import 2 people' }).click();

	await page.getByRole('link', { name: 'See the guest list' }).click();
	await expect(page.getByText('Zoé Lefèvre').first()).toBeVisible();
	await expect(page.getByText('Gus Hall').first()).toBeVisible();
	await expect(page.getByText('Flo Declined')).toHaveCount(0);

	// Right afterwards, still without network; the other import later, from the list of them.
	await undo(page, '2 people imported');
	await expect(page.getByText('Gus Hall')).toHaveCount(0);
	await context.setOffline(false);
	await expectSynced(page);
	await page.reload();
	await expect(page.getByText('Bo de Vries').first()).toBeVisible();

	await page.goto(`${page.url()}/import`);
	const guestsRow = page.getByRole('listitem').filter({ hasText: 'guests.csv' });
	await expect(guestsRow).toContainText('1 person removed, 1 person as before');
	await page.getByRole('button', { name: 'Undo membres.csv' }).click();
	await expectAccessible(page);
	await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
	await expectSynced(page);
	const membersRow = page.getByRole('listitem').filter({ hasText: 'membres.csv' });
	await expect(membersRow).toContainText('4 people removed and 4 registrations taken back');
	await page.goto('/app/people');
	await expect(page.getByText('Your people, all in one place')).toBeVisible();
});

test('10,000 rows come in, the page answering all the while; a device that crashes while it fetches them goes on', async ({
	page,
	product,
	browser
}) => {
	await setUp(page, product);
	await page.goto('/app/import');
	const rows = Array.from(
		{ length: 10_000 },
		(_, at) => `First ${at},Last ${at},p${at}@example.org`
	);
	await choose(
		page,
		'members.csv',
		Buffer.from(['first_name,last_name,email', ...rows].join('\n'))
	);
	await expect(page.getByRole('heading', { level: 2 })).toHaveText('All 10,000 rows are ready.');
	await page.getByRole('button', { name: 'Import 10,000 people' }).click();
	await expect(page.getByRole('heading', { name: '10,000 people imported' })).toBeVisible({
		timeout: 60_000
	});
	await page.getByRole('link', { name: 'See the people' }).click();
	await expect(page.getByText('First 0 Last 0').first()).toBeAttached();
	await expectSynced(page);
	await page.reload();
	await expect(page.getByText('First 0 Last 0').first()).toBeAttached();

	const signedIn = await openDevice(browser, product);
	const device = signedIn.context();
	await signedIn.close();
	for (let crashes = 0; crashes < 2; crashes++) {
		const crashing = await device.newPage();
		const crash = await armCrash(crashing);
		const answered = crashing.waitForResponse((response) => response.url().endsWith(pull));
		await crashing.goto('/app/people', { waitUntil: 'commit' });
		await answered;
		await crash();
	}
	const again = await device.newPage();
	await again.goto('/app/people');
	await expectSynced(again);
	await expect(again.getByText('10,000 people').first()).toBeVisible();
	await device.close();
});
