import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { mailed } from './mails.ts';
import { expectHome, expectSynced, goOffline, openPlace, setUp } from './organizer.ts';
import { test } from './product.ts';

/** A browser that says nothing of having no head: who has none counts as a machine. */
const persons =
	'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

const people = [
	'first_name,last_name,email,language',
	'Bo,de Vries,bo@example.org,en',
	'Cy,Twombly,,en'
].join('\n');

async function importPeople(page: Page): Promise<void> {
	await page.goto('/app/import');
	await page
		.locator('input[type=file]')
		.setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(people) });
	await page.getByRole('button', { name: 'Import 2 people' }).click();
	await expect(page.getByRole('heading', { name: '2 people imported' })).toBeVisible();
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('people are invited without network, and one of them accepts', async ({
	page,
	product,
	browser
}) => {
	await setUp(page, product);
	await importPeople(page);
	await goOffline(page);

	await openPlace(page, 'People');
	await page.getByRole('checkbox', { name: 'Choose Bo de Vries' }).check();
	await page.getByRole('checkbox', { name: 'Choose Cy Twombly' }).check();
	await page.getByRole('button', { name: 'More for those chosen' }).click();
	await page.getByRole('menuitem', { name: 'Invite to join' }).click();
	const dialog = page.getByRole('dialog');
	await expect(dialog).toContainText('1 mail will go.');
	await expect(dialog).toContainText('1 person has no e-mail address.');
	await expectAccessible(page);
	// Twice pressed, once sent.
	await dialog.getByRole('button', { name: 'Send 1 invitation' }).dblclick();
	await expect(page.getByText('Bo de Vries is invited')).toBeVisible();

	await page.context().setOffline(false);
	await expectSynced(page);
	const link = await mailed(product, /http\S+\/app\/invitation#\S+/);

	const context = await browser.newContext({ userAgent: persons });
	const invited = await context.newPage();
	await invited.goto(link);
	await expect(invited.getByRole('heading', { level: 1 })).toHaveText('Join Maison des Arts');
	await expect(invited.getByLabel('First name')).toHaveValue('Bo');
	await expectAccessible(invited);
	await invited.getByLabel('Last name').fill('de Vries-Jansen');
	await invited.getByLabel('Password', { exact: true }).fill('four green dogs');
	await invited.getByRole('button', { name: 'Accept the invitation' }).click();
	await expectHome(invited);
	await expect(invited.getByText('You joined Maison des Arts.')).toBeVisible();
	await invited.goto(link);
	await expect(invited.getByRole('heading', { level: 1 })).toHaveText(
		'This invitation was accepted'
	);
	await context.close();

	await page.getByRole('link', { name: 'Bo de Vries-Jansen', exact: true }).click();
	const timeline = page.getByRole('heading', { name: 'What happened' }).locator('..');
	await expect(timeline).toContainText('Invited to join');
	await expect(timeline).toContainText('Inès Moreau');
	await expect(timeline).toContainText('Mail with the invitation');
	await expect(timeline).toContainText('Invitation opened');
	await expect(timeline).toContainText('Invitation accepted');

	await page.goto('/app/people?invitation=accepted');
	await button(page, 'Make a group of these filters').click();
	await page.getByLabel('Name of the group').fill('In');
	await expect(page.getByRole('dialog')).toContainText('1 person fits now');
	await button(page, 'Save the group').click();
	await expect(page.getByRole('dialog')).toBeHidden();
	await page.goto('/app/people/groups');
	await expect(page.getByText('1 person', { exact: true })).toBeVisible();
	await expect(page.getByText('Invitation: accepted')).toBeVisible();
});
