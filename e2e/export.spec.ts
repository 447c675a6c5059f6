import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { mailed, askedAccessLink } from './mails.ts';
import { bringIn, createEvent, expectSynced, goOffline, setUp, signIn } from './organizer.ts';
import { test } from './product.ts';

/** The lines of a CSV that a press downloads, the mark before them left out. */
async function downloaded(page: Page, press: () => Promise<void>): Promise<string[]> {
	const download = page.waitForEvent('download');
	await press();
	const text = await readFile(await (await download).path(), 'utf8');
	expect(text.codePointAt(0)).toBe(0xfeff);
	return text.slice(1).split('\r\n');
}

const dialogOf = (page: Page) => page.getByRole('dialog', { name: /^Export / });

/** Exports what is listed as a CSV. @returns its lines */
async function exported(page: Page, columns: 'Those shown' | 'All columns'): Promise<string[]> {
	const dialog = dialogOf(page);
	await dialog.getByRole('radio', { name: columns }).check();
	await dialog.getByRole('radio', { name: 'CSV' }).check();
	await expectAccessible(page);
	const lines = await downloaded(page, () =>
		dialog.getByRole('button', { name: /^Export / }).click()
	);
	await expect(dialog).toBeHidden();
	return lines;
}

test('registrants and people are exported without network, with all columns their access links too', async ({
	page,
	product,
	browser
}) => {
	await setUp(page, product);
	await createEvent(page, {
		title: 'Gala',
		date: '2030-05-14',
		time: '19:00',
		room: 'https://room.example/gala',
		startsBy: 'By hand'
	});
	await expectSynced(page);
	const eventPage = page.url();
	await bringIn(page, 'First name;E-mail;Phone\r\nAda;ada@example.org;=1+1');
	await page.getByRole('radio', { name: 'Send now' }).check();
	await page.getByRole('button', { name: /^Import/ }).click();
	await expectSynced(page);
	const link = await askedAccessLink(product, 'gala', 'ada@example.org');

	await page.goto(eventPage);
	await expect(page.getByRole('link', { name: 'Ada' })).toBeVisible();
	await goOffline(page);
	const open = async () => {
		await page.getByRole('button', { name: 'More for all registrations' }).click();
		await page.getByRole('menuitem', { name: 'Export …' }).click();
	};
	await open();
	const shown = await exported(page, 'Those shown');
	expect(shown[0]).toBe('First name,Last name,E-mail,Status,Link by mail,Foyer ID');
	expect(shown.join()).not.toContain('key=');
	await open();
	const all = await exported(page, 'All columns');
	expect(all[0]).toMatch(/,Access key,Access link$/);
	expect(all[1]).toContain(link);
	expect(all.slice(0, 2).join()).toMatch(/,Company,Phone,.*'=1\+1/);
	await open();
	await dialogOf(page).getByRole('radio', { name: 'Everything, by mail' }).check();
	await expect(dialogOf(page).getByText('Needs the network')).toBeVisible();
	await dialogOf(page).getByRole('button', { name: 'Mail me the link' }).click();
	await expect(dialogOf(page).getByText('nothing was asked for')).toBeVisible();
	await page.context().setOffline(false);
	await expectSynced(page);
	await dialogOf(page).getByRole('radio', { name: 'All columns' }).check();
	await dialogOf(page).getByRole('radio', { name: 'CSV' }).check();
	await expectAccessible(page);
	await dialogOf(page).getByRole('button', { name: 'Mail me the link' }).click();
	await expect(
		page.getByText('Foyer is making the file. Its link goes to ines@example.org')
	).toBeVisible();
	const address = await mailed(product, /http\S+\/app\/exports\/[0-9a-f-]{36}/);
	// Who isn't signed in is asked to, and led back.
	const other = await (await browser.newContext()).newPage();
	await other.goto(address);
	await expect(other).toHaveURL(/\/app\/sign-in/);
	await signIn(other);
	await expect(other.getByRole('heading', { name: 'Your file is ready' })).toBeVisible();
	await expectAccessible(other);
	const get = other.getByRole('button', { name: 'Get the file' });
	// The device and the server make the same file.
	expect(await downloaded(other, () => get.click())).toEqual(all);
	await other.context().close();
	await page.getByRole('link', { name: 'Ada' }).click();
	await page.getByText('Technical information').click();
	// On the device and by the server.
	await expect(page.getByText(/exported it/)).toHaveCount(2);

	await page.goto('/app/people');
	await expect(page.getByRole('link', { name: 'Ada' })).toBeVisible();
	await goOffline(page);
	await page.getByRole('button', { name: 'Export …' }).click();
	const people = await exported(page, 'All columns');
	expect(people[0]).toMatch(/^First name,Last name,E-mail,Company,Phone,Language,Note,/);
	expect(people[1]).toContain("'=1+1");
});
