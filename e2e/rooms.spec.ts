import { createHmac } from 'node:crypto';
import { expect, type BrowserContext, type Page } from '@playwright/test';
import { askedAccessLink } from './mails.ts';
import { bringIn, createEvent, expectSynced, goOffline, openPlace, setUp } from './organizer.ts';
import { test } from './product.ts';

const secret = 'a secret that Foyer shares with Jitsi';
const jitsi = 'https://meet.example.org';

/** Stands in for the room, which is elsewhere. */
const answerAsJitsi = (context: BrowserContext) =>
	context.route(`${jitsi}/**`, (route) =>
		route.fulfill({ contentType: 'text/html', body: '<h1>The room</h1>' })
	);

/** What a link says of who enters, once its signature was checked as Jitsi checks it. */
function readToken(address: string) {
	const url = new URL(address);
	const [head = '', claims = '', signature = ''] = (url.searchParams.get('jwt') ?? '').split('.');
	const right = createHmac('sha256', secret).update(`${head}.${claims}`).digest('base64url');
	expect(signature).toBe(right);
	const read = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as {
		room: string;
		context: { user: { name: string; moderator: string } };
	};
	expect(url.pathname).toBe(`/${read.room}`);
	return read;
}

async function addJitsi(page: Page): Promise<void> {
	await openPlace(page, 'More');
	await page.getByRole('link', { name: 'Room servers' }).click();
	await page.getByRole('button', { name: 'Add a server' }).click();
	await page.getByLabel('Name', { exact: true }).fill('Our Jitsi');
	await page.getByLabel('Address').fill(jitsi);
	await page.getByLabel('Application ID').fill('foyer');
	await page.getByLabel('Shared secret').fill(secret);
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await expect(page.getByRole('dialog')).toBeHidden();
	await expectSynced(page);
}

test('a room on the house’s Jitsi: chosen offline, entered by links made at the click', async ({
	page,
	product,
	browser
}) => {
	await setUp(page, product);
	await addJitsi(page);

	await goOffline(page);
	await createEvent(page, {
		title: 'Soirée',
		date: '2030-05-14',
		time: '19:00',
		roomServer: 'Our Jitsi',
		startsBy: 'By hand'
	});
	await expect(page.getByText(/^soiree-[a-z2-9]{6}, on Our Jitsi$/)).toBeVisible();
	const open = page.getByRole('button', { name: 'Open the room' });
	await expect(open).toBeDisabled();
	await page.context().setOffline(false);
	await expectSynced(page);
	const eventPage = page.url();
	await bringIn(page, 'Prénom;Nom;Courriel;Langue\r\nAda;Lovelace;ada@example.org;fr');
	await page.getByRole('radio', { name: 'Send now' }).check();
	await page.getByRole('button', { name: /^Import/ }).click();
	await expectSynced(page);

	await answerAsJitsi(page.context());
	await page.goto(eventPage);
	await expect(open).toBeEnabled();
	const windows: Page[] = [];
	page.context().on('page', (opened) => windows.push(opened));
	await open.dblclick();
	await expect.poll(() => windows[0]?.url()).toContain(jitsi);
	expect(readToken(windows[0]?.url() ?? '').context.user).toMatchObject({
		name: 'Inès Moreau',
		moderator: 'true'
	});
	await expect(open).not.toHaveAttribute('aria-busy');
	expect(windows).toHaveLength(1);

	await page.getByRole('button', { name: 'Start', exact: true }).click();
	await page.getByRole('button', { name: 'Start now' }).click();
	await expect(page.getByText(/is live\. Everyone who waited/)).toBeVisible();
	const attendee = await (await browser.newContext()).newPage();
	const link = await askedAccessLink(product, 'soiree', 'ada@example.org');
	expect(link).not.toContain('meet.example.org');
	// A redirect can't be answered in Jitsi's place: that the browser asks for the room is enough.
	const asked = attendee.waitForRequest(new RegExp(`^${jitsi}/soiree-`));
	await attendee.goto(link).catch(() => {});
	expect(readToken((await asked).url()).context.user).toMatchObject({
		name: 'Ada Lovelace',
		moderator: 'false'
	});
	await attendee.context().close();
});
