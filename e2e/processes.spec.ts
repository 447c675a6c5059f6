import { expect } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../api/src/testing/postgres.ts';
import { askedAccessLink } from './mails.ts';
import { createEvent, expectSynced, openDevice, openPlace, setUp } from './organizer.ts';
import { test } from './product.ts';
import type { Product } from './start-product.ts';
import { freePort, ServerProcess } from './server-process.ts';

const room = 'https://room.example/soiree';

/** Two processes on one PostgreSQL, the first of which stands in the links. */
async function startPair() {
	const postgres = await startPostgres();
	const dataDir = await mkdtemp(join(tmpdir(), 'foyer-e2e-'));
	const ports = [await freePort(), await freePort()] as const;
	const environment = {
		DATABASE_URL: postgres.url,
		SECRET: 'a secret that is only for the journeys of this project',
		PUBLIC_URL: `http://localhost:${ports[0]}`,
		DATA_DIR: dataDir
	};
	const [first, second] = ports.map((port) => new ServerProcess(port, environment)) as [
		ServerProcess,
		ServerProcess
	];
	await first.start();
	await second.start();
	const productOf = (process: ServerProcess): Product => ({
		url: process.origin,
		dataDir,
		printed: () => process.output,
		start: () => process.start(),
		stop: () => process.end()
	});
	const end = async () => {
		await Promise.all([first.end(), second.end()]);
		await postgres.stop();
		await rm(dataDir, { recursive: true, force: true });
	};
	return { first: productOf(first), second: productOf(second), end };
}

test('what is done on one process is seen on the other, and its viewers enter with everyone', async ({
	browser
}) => {
	const { first, second, end } = await startPair();
	const context = await browser.newContext({ baseURL: first.url });
	const page = await context.newPage();
	// The second leaves the link alone that the first has printed.
	await expect.poll(() => second.printed()).toContain('npm run host-link');
	await setUp(page, first);
	await createEvent(page, {
		title: 'Winter concert',
		date: '2030-02-03',
		time: '20:00',
		room,
		startsBy: 'By hand'
	});
	const eventPage = page.url();
	await page.getByRole('link', { name: 'Bring in a spreadsheet' }).first().click();
	await page.locator('input[type=file]').setInputFiles({
		name: 'guests.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from('First name,E-mail\nAda,ada@example.org')
	});
	await page.getByRole('radio', { name: 'Send now' }).check();
	await page.getByRole('button', { name: /^Import/ }).click();
	await expectSynced(page);

	const other = await openDevice(browser, second);
	await openPlace(other, 'People');
	await expect(other.getByRole('link', { name: 'Ada', exact: true })).toBeVisible();
	await openPlace(page, 'People');
	await page.getByRole('link', { name: 'Ada', exact: true }).click();
	await page.getByLabel('First name').fill('Augusta');
	await page.getByLabel('First name').press('Enter');
	await expect(other.getByRole('link', { name: 'Augusta', exact: true })).toBeVisible();

	const attendee = await (await browser.newContext()).newPage();
	const link = await askedAccessLink(first, 'winter-concert', 'ada@example.org');
	await attendee.goto(link.replace(first.url, second.url));
	await expect(attendee.getByRole('timer')).toBeVisible();
	const entered = attendee.waitForRequest(room, { timeout: 60_000 });
	await page.goto(eventPage);
	await page.getByRole('button', { name: 'Start', exact: true }).click();
	await page.getByRole('button', { name: 'Start now' }).click();
	await entered;
	await end();
});
