import { expect, type APIRequestContext, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { mailedAccessLink, mailsTo } from './mails.ts';
import { bringIn, createEvent, expectSynced, goOffline, setUp, undo } from './organizer.ts';
import { test } from './product.ts';
import { readQrCode } from './qr-code.ts';

const guests =
	'First name;Last name;E-mail;Language\r\nAda;Lovelace;ada@example.org;en\r\nTom;Ford;tom@example.org;en';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** An event years ahead, and two who are registered; nobody was mailed. Ends on its page. */
async function invite(page: Page): Promise<string> {
	await createEvent(page, {
		title: 'Salon “d’été”',
		date: '2030-05-14',
		time: '19:00',
		room: 'https://room.example/salon'
	});
	await expectSynced(page);
	const eventPage = page.url();
	await bringIn(page, guests);
	await page.getByRole('radio', { name: 'Later' }).check();
	await button(page, 'Import 2 people').click();
	await expectSynced(page);
	await page.goto(eventPage);
	await expect(button(page, 'More for Ada Lovelace')).toBeVisible();
	return eventPage;
}

/** Chooses from a menu. What it offers is looked up when it opens: keys may be on their way until then. */
async function choose(page: Page, menu: string, item: string): Promise<void> {
	const offered = page.getByRole('menuitem', { name: item, exact: true });
	await expect(async () => {
		await button(page, menu).click();
		await expect(offered)
			.toBeVisible({ timeout: 3000 })
			.catch((error: unknown) =>
				page.keyboard.press('Escape').then(() => Promise.reject(error as Error))
			);
	}).toPass();
	await offered.click();
}

const ofAda = 'More for Ada Lovelace';
const ofAll = 'More for all registrations';

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

async function empties(page: Page): Promise<void> {
	await page.evaluate(() => navigator.clipboard.writeText(''));
}

/** The present link of Ada, as the app hands it out. */
async function copiedLink(page: Page): Promise<string> {
	await empties(page);
	await choose(page, ofAda, 'Copy the link');
	const link = /^http\S+\/live\?email=ada%40example\.org&key=[0-9a-f]{22}$/;
	await expect.poll(() => clipboard(page)).toMatch(link);
	return clipboard(page);
}

/** What the browser was asked to open in another program, or to share, the latest last. */
async function listen(page: Page): Promise<{ mails: string[]; shared: string[] }> {
	const heard = { mails: [] as string[], shared: [] as string[] };
	await page.exposeFunction('noteShared', (text: string) => heard.shared.push(text));
	await page.addInitScript(() => {
		navigator.share = (data) =>
			(window as never as { noteShared(text: string): Promise<void> }).noteShared(data?.text ?? '');
	});
	const session = await page.context().newCDPSession(page);
	await session.send('Page.enable');
	session.on('Page.frameRequestedNavigation', ({ url }) => {
		if (url.startsWith('mailto:')) heard.mails.push(url);
	});
	return heard;
}

/** A mail to be written, as a mail program understands its address. */
function understood(mailto: string): { to: string; subject: string; lines: string[] } {
	expect(mailto.length).toBeLessThan(2000);
	const { pathname, searchParams } = new URL(mailto.replaceAll('+', '%2B'));
	const body = searchParams.get('body') ?? '';
	return {
		to: decodeURIComponent(pathname),
		subject: searchParams.get('subject') ?? '',
		lines: body.split('\r\n')
	};
}

test('a link is handed over in every way, from the row, the panel and the event, without network too', async ({
	page,
	product
}) => {
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	const heard = await listen(page);
	await setUp(page, product);
	const eventPage = await invite(page);
	const link = await copiedLink(page);
	const code = page.getByRole('img', { name: 'QR code with the access link of Ada Lovelace' });
	const lastMail = () => understood(heard.mails.at(-1) ?? 'mailto:');

	for (const away of [false, true]) {
		if (away) await goOffline(page);
		heard.mails.length = heard.shared.length = 0;

		// The row.
		expect(await copiedLink(page)).toBe(link);
		await choose(page, ofAda, 'Write a mail');
		await expect.poll(() => heard.mails.length).toBe(1);
		expect(lastMail()).toMatchObject({
			to: 'ada@example.org',
			subject: 'Your link to Salon “d’été”',
			lines: expect.arrayContaining(['Hello Ada,', link])
		});
		await choose(page, ofAda, 'Share the link');
		await expect.poll(() => heard.shared.at(-1)).toContain(link);
		await choose(page, ofAda, 'QR code');
		await expect.poll(() => readQrCode(code)).toBe(link);
		if (!away) await expectAccessible(page);
		await page.keyboard.press('Escape');

		// The panel.
		await page.getByRole('link', { name: 'Ada Lovelace' }).click();
		await empties(page);
		await button(page, 'Copy').click();
		await expect.poll(() => clipboard(page)).toBe(link);
		await button(page, 'Write a mail').click();
		await expect.poll(() => heard.mails.length).toBe(2);
		expect(lastMail().lines).toContain(link);
		await button(page, 'Share').click();
		await expect.poll(() => heard.shared.length).toBe(2);
		await button(page, 'QR code').click();
		await expect.poll(() => readQrCode(code)).toBe(link);
		await page.getByText('Technical information').click();
		await button(page, 'Copy access information').click();
		await expect.poll(() => clipboard(page)).toContain('Event: Salon “d’été”');
		const information = await clipboard(page);
		expect(information).toContain(`Link: ${link}`);
		expect(information).toContain(`Key: ${link.slice(-22)}`);
		expect(information).toContain('2030');
		await page.goto(eventPage);

		// The event, one by one.
		await choose(page, ofAll, 'Hand over one by one');
		await expect(page.getByText('1 of 2')).toBeVisible();
		await button(page, 'Write a mail').click();
		await expect.poll(() => heard.mails.length).toBe(3);
		await button(page, 'Next').click();
		await expect(page.getByText('2 of 2')).toBeVisible();
		await button(page, 'Write a mail').click();
		await expect.poll(() => heard.mails.length).toBe(4);
		expect(
			heard.mails
				.slice(2)
				.map((mail) => understood(mail).to)
				.sort()
		).toEqual(['ada@example.org', 'tom@example.org']);
		await page.keyboard.press('Escape');
	}

	// Each time is noted, also what was done without network, once there is.
	await page.context().setOffline(false);
	await expectSynced(page);
	await page.getByRole('link', { name: 'Ada Lovelace' }).click();
	await page.getByText('Technical information').click();
	await expect(page.getByText('Inès Moreau put it in a mail')).toHaveCount(6);
	await expect(page.getByText('Inès Moreau shared it')).toHaveCount(4);
	await expect(page.getByText('Inès Moreau showed it as a QR code')).toHaveCount(4);
});

/** Whether a link leads anywhere, asked as a scanner does: it opens nothing. */
const leads = async (request: APIRequestContext, link: string): Promise<boolean> =>
	(await request.head(link, { maxRedirects: 0 })).ok();

test('links are sent again and made anew, one and all; what was made anew is taken back until it is opened', async ({
	page,
	product,
	request,
	browser
}) => {
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await setUp(page, product);
	await invite(page);

	// Sent by Foyer to all, after a question with their number, and taken back while it waits.
	const mails = async () => [
		await mailsTo(product, 'ada@example.org'),
		await mailsTo(product, 'tom@example.org')
	];
	await choose(page, ofAll, 'Send the link to everyone');
	await expectAccessible(page);
	await button(page, 'Send 2 links').click();
	await expect(page.getByText('Waits to go')).toHaveCount(2);
	await undo(page, '2 links go out in a moment.');
	await expect(page.getByText('2 links stay here.')).toBeVisible();
	await expect(page.getByText('Waits to go')).toHaveCount(0);
	await expectSynced(page);

	// By oneself, which doesn't wait; without network the page says so, and keeps what was typed.
	const sees = await asksForOwnLink(page);
	expect(await sees('nobody@example.org')).toEqual(await sees('ada@example.org'));
	await expect.poll(mails, { timeout: 60_000 }).toEqual([1, 0]);
	expect(await mailsTo(product, 'nobody@example.org')).toBe(0);

	// One, again, and chosen ones, both without network: they wait, visibly, and go once there is.
	await expect(page.getByText('Sent', { exact: true })).toHaveCount(1);
	await goOffline(page);
	await choose(page, ofAda, 'Send again');
	await expect(page.getByText('1 link goes out when there is network.')).toHaveCount(1);
	await page.getByRole('link', { name: 'Ada Lovelace' }).click();
	await expect(page.getByText('It goes when there is network.')).toBeVisible();
	await page.goBack();
	await page.getByRole('checkbox', { name: 'Choose Tom Ford', exact: true }).check();
	await button(page, 'Send links').click();
	await button(page, 'Send 1 link').click();
	await expect(page.getByText('Waits to go')).toHaveCount(2);
	await page.context().setOffline(false);
	await expect.poll(mails, { timeout: 60_000 }).toEqual([2, 1]);

	const [first, toms] = [
		await copiedLink(page),
		await mailedAccessLink(product, 'tom@example.org')
	];
	expect(await mailedAccessLink(product, 'ada@example.org')).toBe(first);
	const opens = (...links: string[]) =>
		expect.poll(() => Promise.all(links.map((link) => leads(request, link))));

	// One, taken back from the menu.
	await choose(page, ofAda, 'Make a new link');
	await button(page, 'Make 1 new link').click();
	await opens(first, toms).toEqual([false, true]);
	await expectSynced(page);
	const second = await copiedLink(page);
	expect(second).not.toBe(first);
	await opens(second).toEqual([true]);
	await choose(page, ofAda, 'Take the new link back');
	await opens(first, second).toEqual([true, false]);

	// All, taken back together.
	await expectSynced(page);
	await choose(page, ofAll, 'New links for everyone');
	await button(page, 'Make 2 new links').click();
	await opens(first, toms).toEqual([false, false]);
	await expectSynced(page);
	const third = await copiedLink(page);
	await opens(second, third).toEqual([false, true]);
	await choose(page, ofAll, 'Take 2 new links back');
	await opens(first, toms, third).toEqual([true, true, false]);

	// Without network both wait, and come to nothing.
	await expectSynced(page);
	await goOffline(page);
	await choose(page, ofAll, 'New links for everyone');
	await button(page, 'Make 2 new links').click();
	await undo(page, '2 old links stop working when there is network.');
	await expect(page.getByText(/2 earlier links work again once there is network/)).toBeVisible();
	await page.context().setOffline(false);
	await expectSynced(page);
	await opens(first, toms).toEqual([true, true]);

	// Once the new link was opened it stays, which is told.
	await choose(page, ofAda, 'Make a new link');
	await button(page, 'Make 1 new link').click();
	await opens(first).toEqual([false]);
	await expectSynced(page);
	const context = await browser.newContext();
	const attendee = await context.newPage();
	await attendee.goto(await copiedLink(page));
	await expect(attendee.getByText('Good to have you here, Ada.')).toBeVisible();
	await context.close();
	await choose(page, ofAda, 'Take the new link back');
	await expect(button(page, '1 needs attention')).toBeVisible();
	await page.goto('/app/attention');
	await expect(page.getByText(/Someone has opened the new link already/).first()).toBeVisible();
	await opens(first).toEqual([false]);
});

/** Asks for a link again from the event's page, as somebody who has lost theirs; gives what they see then. */
async function asksForOwnLink(page: Page): Promise<(email: string) => Promise<string[]>> {
	const visitor = await page.context().browser()!.newContext();
	const asking = await visitor.newPage();
	const forms: string[] = [];
	asking.on('request', (request) => request.method() === 'POST' && forms.push(request.url()));
	const { origin } = new URL(page.url());
	return async (email) => {
		forms.length = 0;
		await asking.goto(`${origin}/maison-des-arts/salon-d-ete`);
		const form = asking.locator('#link');
		await form.getByLabel('E-mail').fill(email);
		const send = form.getByRole('button', { name: 'Send my link again' });
		await visitor.setOffline(true);
		await send.click();
		await expect(form.getByText('No network just now.')).toBeVisible();
		await visitor.setOffline(false);
		await expect(form.getByLabel('E-mail')).toHaveValue(email);
		// What is pressed twice is sent once.
		await send.dblclick();
		await expect(asking.getByRole('heading', { name: 'Look in your mail' })).toBeVisible();
		expect(forms).toHaveLength(1);
		return [asking.url(), await asking.locator('body').innerText()];
	};
}
