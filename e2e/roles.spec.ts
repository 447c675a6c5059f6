import { expect, type Browser, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { askedAccessLink, mailedStageLink } from './mails.ts';
import { bringIn, createEvent, expectSynced, goOffline, setUp, undo } from './organizer.ts';
import { test } from './product.ts';

const attendees = 'https://room.example/attendees';
const presenters = 'https://room.example/presenters';

/** Somebody with a link and nothing else. */
/** A browser that says nothing of having no head: who has none counts as a machine. */
const persons =
	'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

async function visitor(browser: Browser): Promise<Page> {
	const context = await browser.newContext({ userAgent: persons });
	await context.route('https://room.example/**', (route) =>
		route.fulfill({ contentType: 'text/html', body: '<h1>The room</h1>' })
	);
	return context.newPage();
}

async function addToStage(page: Page, kind: string, name: string, email: string): Promise<void> {
	await page.getByRole('button', { name: 'Put someone on stage' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('radio', { name: kind }).check();
	await dialog.getByLabel('Name', { exact: true }).fill(name);
	await dialog.getByLabel('E-mail address').fill(email);
	await dialog.getByRole('button', { name: 'Add', exact: true }).click();
	await expect(dialog).toBeHidden();
	await expect(page.getByText(name, { exact: true })).toBeVisible();
}

async function choose(page: Page, name: string, item: string): Promise<void> {
	// Links are the server's: they are there once it has heard of everybody.
	await expect(page.locator('[data-waits]')).toHaveCount(0);
	await page.getByRole('button', { name: `More for ${name}` }).click();
	await page.getByRole('menuitem', { name: item }).click();
}

test('a presenter without an account starts the event, lets people in and ends it', async ({
	page,
	product,
	browser
}) => {
	await setUp(page, product);
	await createEvent(page, {
		title: 'Soirée',
		date: '2030-05-14',
		time: '19:00',
		room: attendees,
		startsBy: 'By hand'
	});
	await expectSynced(page);
	const eventPage = page.url();

	// Put on stage without a network: there is no link until the server has heard of it.
	await goOffline(page);
	await addToStage(page, 'Presenter', 'Léa Fontaine', 'lea@example.org');
	await page.getByRole('button', { name: 'More for Léa Fontaine' }).click();
	await expect(page.getByRole('menuitem', { name: 'Copy the link' })).toHaveAttribute(
		'aria-disabled',
		'true'
	);
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'Prepare the stage' }).click();
	await page.getByLabel('Agenda').fill('First, a song');
	await page.getByLabel('For presenters').fill(presenters);
	await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
	await page.context().setOffline(false);
	await expectSynced(page);
	await expectAccessible(page);

	await choose(page, 'Léa Fontaine', 'Send by Foyer');
	const link = await mailedStageLink(product, 'lea@example.org');
	await bringIn(page, 'Prénom;Nom;Courriel;Langue\r\nAda;Lovelace;ada@example.org;fr');
	await page.getByRole('radio', { name: 'Send now' }).check();
	await page.getByRole('button', { name: /^Import/ }).click();
	await expectSynced(page);
	const waiting = await visitor(browser);
	const attendeesLink = await askedAccessLink(product, 'soiree', 'ada@example.org');
	await waiting.goto(attendeesLink);
	// From here on its own worker asks for the page.
	await waiting.evaluate(() => navigator.serviceWorker.ready.then(() => true));

	const stage = await visitor(browser);
	await stage.goto(link);
	await expect(stage.getByText('First, a song')).toBeVisible();
	// The key leaves the address, and a reload finds the way back.
	await expect.poll(() => new URL(stage.url()).search).toBe('');
	await stage.reload();
	await expect(stage.getByText('First, a song')).toBeVisible();
	await expectAccessible(stage);
	await expect(stage.locator('[data-waiting]')).toHaveText('1');

	const [room] = await Promise.all([
		stage.context().waitForEvent('page'),
		stage.getByRole('button', { name: 'Try the room' }).dblclick()
	]);
	await expect.poll(() => room.url()).toBe(presenters);
	expect(stage.context().pages()).toEqual([stage, room]);

	await stage.getByLabel('A word to those who wait').fill('Five more minutes');
	await stage.context().setOffline(true);
	await stage.getByRole('button', { name: 'Say it' }).click();
	await expect(stage.getByText('No network').first()).toBeVisible();
	await stage.context().setOffline(false);
	await expect(stage.getByLabel('A word to those who wait')).toHaveValue('Five more minutes');
	await stage.getByRole('button', { name: 'Say it' }).click();
	await expect(stage.getByText('It stands on the waiting page now.')).toBeVisible();
	await expect(waiting.getByText('Five more minutes')).toBeVisible();

	// By an attendee's link the host waits as everybody does, and comes in as host.
	const asHost = await page.context().newPage();
	await asHost.goto(attendeesLink);
	await expect(asHost.getByText('Five more minutes')).toBeVisible();
	const hostLetIn = asHost.waitForRequest(presenters);

	// A redirect can't be answered in the room's place: that the browser asks for it is enough.
	const letIn = waiting.waitForRequest(attendees);
	await stage.getByRole('button', { name: 'Start', exact: true }).click();
	await expect(stage.getByText('The event is live.')).toBeVisible();
	await Promise.all([letIn, hostLetIn]);
	await asHost.close();
	await page.goto(eventPage);
	await expect(page.getByText('On stage now')).toBeVisible();
	await expect(page.locator('div:has(> dt:text-is("Let into the room")) > dd').first()).toHaveText(
		'1'
	);

	await stage.getByRole('button', { name: 'End', exact: true }).click();
	await expect(stage.getByText('End the event?')).toBeVisible();
	await stage.getByRole('button', { name: 'End now' }).click();
	await expect(stage.getByText('The event has ended.')).toBeVisible();
	for (const { context } of [stage, waiting].map((one) => ({ context: one.context() })))
		await context.close();
});

test('a link that was taken back opens nothing, and says no more than a wrong one', async ({
	page,
	product,
	browser
}) => {
	await setUp(page, product);
	await createEvent(page, { title: 'Gala', date: '2030-05-14', time: '19:00', room: attendees });
	await addToStage(page, 'Guest speaker', 'Marc Delvaux', 'marc@example.org');
	await expectSynced(page);
	await choose(page, 'Marc Delvaux', 'Send by Foyer');
	const link = await mailedStageLink(product, 'marc@example.org');
	const stage = await visitor(browser);
	await stage.goto(link);
	await expect(stage.getByRole('button', { name: 'Try the room' })).toBeVisible();
	await expect(stage.getByRole('button', { name: 'Start', exact: true })).toBeHidden();

	await choose(page, 'Marc Delvaux', 'Take off the stage');
	// What is pointed at stays, however long the rest takes.
	await page.getByText(/is off the stage/).hover();
	await expectSynced(page);
	// Who is on stage hears of it within seconds.
	await expect(stage.getByText('This link doesn’t open the stage')).toBeVisible();
	const wrong = link.replace(/key=.{4}/, 'key=0000');
	const [taken, guessed] = await Promise.all([stage.request.get(link), stage.request.get(wrong)]);
	expect([taken.status(), await taken.text()]).toEqual([guessed.status(), await guessed.text()]);

	await undo(page, /is off the stage/);
	// The page may still say that all is saved, of before the press.
	await expect.poll(async () => (await stage.request.get(link)).status()).toBe(200);
	await stage.goto(link);
	await expect(stage.getByRole('button', { name: 'Try the room' })).toBeVisible();
	await stage.context().close();
});

test('the link says that no seat is free, and lets in once there is one', async ({
	page,
	product,
	browser
}) => {
	await setUp(page, product);
	await createEvent(page, { title: 'Gala', date: '2030-05-14', time: '19:00', room: attendees });
	const names = ['One', 'Two', 'Three', 'Four', 'Five'];
	for (const name of names)
		await addToStage(page, 'Chat moderator', name, `${name.toLowerCase()}@example.org`);
	await expectSynced(page);
	// What is sent waits while it can be taken back: all of it at once.
	for (const name of names) await choose(page, name, 'Send by Foyer');
	const stages: Page[] = [];
	for (const name of names) {
		const stage = await visitor(browser);
		stages.push(stage);
		const link = await mailedStageLink(product, `${name.toLowerCase()}@example.org`);
		// A seat is taken by the page, not by the link.
		const seated =
			name === 'Five' || stage.waitForResponse((answer) => answer.url().endsWith('/stage/seat'));
		await stage.goto(link);
		await seated;
	}
	const [first, second, , , last] = stages;
	if (!first || !second || !last) throw new Error('nobody is on stage');
	await expect(last.getByRole('heading', { name: 'No seat is free' })).toBeVisible();
	// Its page comes back by itself all the same.
	await expect(last).not.toHaveURL(/\?/);

	// The organizer sees who has the seats, and frees one, which its holder’s page doesn’t take back by itself.
	await page.getByRole('button', { name: '4 of 4 seats taken' }).click();
	await expect(page.getByRole('dialog')).toContainText('Four');
	await page.getByRole('button', { name: 'Free the seat of One' }).click();
	await page
		.getByRole('dialog')
		.getByRole('button', { name: 'Free the seat', exact: true })
		.click();
	await expect(first.getByText('Your seat was given to somebody else')).toBeVisible();
	await expect(last.getByRole('button', { name: 'Leave the stage' })).toBeVisible();
	await expectAccessible(first);
	await first.getByRole('button', { name: 'Ask for a seat' }).click();
	await expect(first.getByRole('heading', { name: 'No seat is free' })).toBeVisible();
	await second.getByRole('button', { name: 'Leave the stage' }).click();
	await expect(second.getByText('You have left the stage')).toBeVisible();
	await expect(first.getByRole('button', { name: 'Leave the stage' })).toBeVisible();
	for (const stage of stages) await stage.context().close();
});
