import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { mailedAccessLink } from './mails.ts';
import { bringIn, createEvent, expectSynced, goOffline, setUp } from './organizer.ts';
import { test } from './product.ts';

/** Exports what is listed as a CSV. @returns its lines, the mark before them left out */
async function exported(page: Page, columns: 'Those shown' | 'All columns'): Promise<string[]> {
	const dialog = page.getByRole('dialog', { name: /^Export / });
	await dialog.getByRole('radio', { name: columns }).check();
	await dialog.getByRole('radio', { name: 'CSV' }).check();
	await expectAccessible(page);
	const download = page.waitForEvent('download');
	await dialog.getByRole('button', { name: /^Export / }).click();
	const path = await (await download).path();
	await expect(dialog).toBeHidden();
	const text = await readFile(path, 'utf8');
	expect(text.codePointAt(0)).toBe(0xfeff);
	return text.slice(1).split('\r\n');
}

test('registrants and people are exported without network, with all columns their access links too', async ({
	page,
	product
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
	const link = await mailedAccessLink(product, 'ada@example.org');

	await page.goto(eventPage);
	await expect(page.getByRole('link', { name: 'Ada' })).toBeVisible();
	await goOffline(page);
	const open = async () => {
		await page.getByRole('button', { name: 'More for all registrations' }).click();
		await page.getByRole('menuitem', { name: 'Export …' }).click();
	};
	await open();
	const shown = await exported(page, 'Those shown');
	expect(shown[0]).toBe('First name,Last name,E-mail,Status,Link by mail');
	expect(shown.join()).not.toContain('key=');
	await open();
	const all = await exported(page, 'All columns');
	expect(all[0]).toMatch(/,Access key,Access link$/);
	expect(all[1]).toContain(link);
	await page.context().setOffline(false);
	await expectSynced(page);
	await page.getByRole('link', { name: 'Ada' }).click();
	await page.getByText('Technical information').click();
	await expect(page.getByText(/exported it/)).toBeVisible();

	await page.goto('/app/people');
	await expect(page.getByRole('link', { name: 'Ada' })).toBeVisible();
	await goOffline(page);
	await page.getByRole('button', { name: 'Export …' }).click();
	const people = await exported(page, 'All columns');
	expect(people[0]).toMatch(/^First name,Last name,E-mail,Company,Phone,Language,Note,/);
	expect(people[1]).toContain("'=1+1");
});
