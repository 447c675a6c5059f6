import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import {
	bringIn,
	createEvent,
	expectSynced,
	goOffline,
	openPlace,
	setUp,
	undo
} from './organizer.ts';
import { test } from './product.ts';

const guests = [
	'first_name,last_name,email,company,language',
	'Zoé,Lefèvre,zoe@theatre.example,Théâtre du Midi,fr',
	'Bo,de Vries,bo@example.org,Acme,nl',
	'Cy,Twombly,cy@example.org,Acme,en',
	'Di,Prince,di@example.org,,en',
	'Ed,Harris,ed@theatre.example,,fr'
].join('\n');

async function importPeople(page: Page): Promise<void> {
	await page.goto('/app/import');
	await page
		.locator('input[type=file]')
		.setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(guests) });
	await page.getByRole('button', { name: 'Import 5 people' }).click();
	await expect(page.getByRole('heading', { name: '5 people imported' })).toBeVisible();
}

const list = (page: Page) => page.getByRole('table', { name: 'List of people' });
const names = (page: Page) => list(page).locator('[data-open]');
const choose = (page: Page, name: string) =>
	page.getByRole('checkbox', { name: `Choose ${name}`, exact: true });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Adds a filter by the dialog. */
async function filter(page: Page, what: string, value?: string): Promise<void> {
	await button(page, 'Filter').click();
	await page.getByLabel('What', { exact: true }).selectOption(what);
	if (value) await page.getByLabel('Value', { exact: true }).selectOption(value);
	await button(page, 'Add the filter').click();
}

test('an organizer finds people, groups them and registers them, in the basement too', async ({
	page,
	product
}) => {
	await setUp(page, product);
	await createEvent(page, { title: 'Gala', date: '2030-02-03', time: '20:00' });
	await importPeople(page);
	await expectSynced(page);
	await goOffline(page);

	await openPlace(page, 'People');
	await expect(names(page)).toHaveText([
		'Bo de Vries',
		'Ed Harris',
		'Zoé Lefèvre',
		'Di Prince',
		'Cy Twombly'
	]);
	await expectAccessible(page);

	// Sorting and filters live in the address: one step back takes one away.
	await button(page, 'Company').click();
	await expect(page).toHaveURL(/sort=company/);
	await expect(names(page)).toHaveText([
		'Bo de Vries',
		'Cy Twombly',
		'Zoé Lefèvre',
		'Ed Harris',
		'Di Prince'
	]);
	await filter(page, 'Language', 'English');
	await expect(names(page)).toHaveText(['Cy Twombly', 'Di Prince']);
	// Asked for twice it is there once, and one step back from not being there.
	await filter(page, 'Language', 'English');
	await page.goBack();
	await expect(names(page)).toHaveCount(5);
	await page.goForward();
	await expect(names(page)).toHaveCount(2);
	await page.reload();
	await expect(names(page)).toHaveText(['Cy Twombly', 'Di Prince']);

	// A view keeps them, with the columns.
	await button(page, 'Active columns').click();
	await page.getByRole('checkbox', { name: 'Phone' }).check();
	await page.getByRole('dialog').getByText('Close', { exact: true }).click();
	await expect(page.getByRole('columnheader', { name: 'Phone' })).toBeAttached();
	await button(page, 'Saved views').click();
	await page.getByRole('menuitem', { name: 'Save this view' }).click();
	await page.getByLabel('Name of the view').fill('English speakers');
	await page.getByRole('dialog').getByRole('button', { name: 'Save this view' }).click();
	await expect(page.getByText('“English speakers” is saved')).toBeVisible();

	await button(page, 'Remove the filter: Language is English').click();
	await page.getByRole('searchbox').fill('THEATRE');
	await expect(names(page)).toHaveText(['Zoé Lefèvre', 'Ed Harris']);

	// What is searched for lives in the address too: a reload keeps it, a person and back, and another page and back.
	await expect(page).toHaveURL(/q=THEATRE/);
	await page.reload();
	await expect(names(page)).toHaveText(['Zoé Lefèvre', 'Ed Harris']);
	await page.getByRole('searchbox').press('Enter');
	await expect(page.getByRole('heading', { level: 2, name: 'Zoé Lefèvre' })).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(page).toHaveURL(/\/people\?.*q=THEATRE/);
	await openPlace(page, 'Today');
	await expect(page).toHaveURL(/\/app\/$/);
	await page.goBack();
	await expect(page.getByRole('searchbox')).toHaveValue('THEATRE');
	await expect(names(page)).toHaveText(['Zoé Lefèvre', 'Ed Harris']);
	await openPlace(page, 'People');
	await expect(names(page)).toHaveCount(5);
	await expect(page.getByRole('searchbox')).toHaveValue('');

	// A range is chosen and becomes a group.
	await choose(page, 'Bo de Vries').check();
	await choose(page, 'Zoé Lefèvre').click({ modifiers: ['Shift'] });
	await expect(page.getByText('3 chosen')).toBeVisible();
	await expectAccessible(page);

	// Who was chosen stays so while others are searched for.
	await page.getByRole('searchbox').fill('twombly');
	await expect(names(page)).toHaveText(['Cy Twombly']);
	await expect(page.getByText('3 of them aren’t listed here')).toBeVisible();
	await choose(page, 'Cy Twombly').check();
	await expect(page.getByText('4 chosen')).toBeVisible();
	await choose(page, 'Cy Twombly').uncheck();
	await page.getByRole('searchbox').fill('');
	await expect(names(page)).toHaveCount(5);
	await expect(page.getByText(/aren’t listed here/)).toBeHidden();

	// A person beside the list covers nothing of what can be done with them.
	await names(page).first().click();
	await expect(page).toHaveURL(/\/people\/./);
	const panel = (await page.getByRole('dialog').boundingBox())!;
	const deeds = (await page
		.getByRole('region', { name: 'What to do with those chosen' })
		.boundingBox())!;
	expect(deeds.x + deeds.width).toBeLessThan(panel.x);
	await page.keyboard.press('Escape');
	await button(page, 'Add to a group').click();
	await page.getByLabel('Name of the new group').fill('Choir');
	await button(page, 'Add 3 people').click();
	await expect(page.getByText('3 people are in Choir now')).toBeVisible();
	await filter(page, 'Group', 'Choir');
	await expect(names(page)).toHaveCount(3);

	// All that match are registered, and one is deleted and taken back.
	await page.getByRole('checkbox', { name: 'Choose all 3 that match' }).check();
	await button(page, 'Register').click();
	// A step back is out of the question, not out of the page with what was chosen.
	await page.goBack();
	await expect(button(page, 'Register 3 people')).toBeHidden();
	await button(page, 'Register').click();
	await button(page, 'Register 3 people').click();
	await expect(page.getByText('3 people are registered for Gala')).toBeVisible();
	await list(page).getByText('Ed Harris').hover();
	await button(page, 'More for Ed Harris').click();
	await page.getByRole('menuitem', { name: 'Delete person' }).click();
	await expect(
		page.getByRole('checkbox', { name: 'Cancel their registration for Gala too' })
	).toBeChecked();
	await expectAccessible(page);
	await button(page, 'Delete person').click();
	await expect(names(page)).toHaveCount(2);
	await undo(page, 'Ed Harris was deleted');
	await expect(names(page)).toHaveCount(3);

	await page.context().setOffline(false);
	await expectSynced(page);
	await button(page, 'Saved views').click();
	await page.getByRole('menuitem', { name: 'English speakers', exact: true }).click();
	await expect(names(page)).toHaveText(['Cy Twombly', 'Di Prince']);
	await expect(page).toHaveURL(/language=en/);
});

test('registrants: tabs and filters in the address, the key masked until it is asked for', async ({
	page,
	product
}) => {
	await setUp(page, product);
	await createEvent(page, { title: 'Gala', date: '2030-02-03', time: '20:00' });
	await bringIn(page, guests);
	await page.getByText('Later').click();
	await page.getByRole('button', { name: 'Import 5 people' }).click();
	await page.getByRole('link', { name: 'See the guest list' }).click();
	await expectSynced(page);
	const rows = page.getByRole('table', { name: 'Registrants' }).locator('[data-open]');
	await expect(rows).toHaveCount(5);
	await page.getByRole('tab', { name: /Waiting for mail/ }).click();
	await expect(page).toHaveURL(/tab=waiting_mail/);
	await filter(page, 'Language', 'Français');
	await expect(rows).toHaveText(['Ed Harris', 'Zoé Lefèvre']);

	await rows.first().click();
	const panel = page.getByRole('heading', { level: 2, name: 'Ed Harris' });
	await expect(panel).toBeVisible();
	await page.goBack();
	await expect(panel).toBeHidden();
	await expect(rows).toHaveCount(2);

	await button(page, 'Active columns').click();
	await page.getByRole('checkbox', { name: 'Access key' }).check();
	await page.getByRole('dialog').getByText('Close', { exact: true }).click();
	const table = page.getByRole('table', { name: 'Registrants' });
	await expect(table).not.toContainText(/[0-9a-f]{22}/);
	await button(page, 'Show the access key of Ed Harris').click();
	await expect(table).toContainText(/[0-9a-f]{22}/);
	const key = /[0-9a-f]{22}/.exec((await table.textContent()) ?? '')?.[0] ?? '';
	await expectSynced(page);
	await expectAccessible(page);

	// By key, whoever's it is stands alone.
	await page.getByRole('searchbox').fill(key.slice(0, 8));
	await expect(rows).toHaveText(['Ed Harris']);

	// Among all people too, without network; a link that was pasted may be an old one: its address is enough.
	await goOffline(page);
	await openPlace(page, 'People');
	await expect(names(page)).toHaveCount(5);
	await page.getByRole('searchbox').fill(key);
	await expect(names(page)).toHaveText(['Ed Harris']);
	await page
		.getByRole('searchbox')
		.fill(
			`https://foyer.example/maison/gala/live?email=bo%40example.org&key=${key.slice(0, 20)}00`
		);
	await expect(names(page)).toHaveText(['Bo de Vries']);
	// Long enough for the address to have followed: keys don't stand in it.
	await page.getByRole('searchbox').fill('zoe');
	await expect(page).toHaveURL(/q=zoe/);
	await page.getByRole('searchbox').fill(key);
	await expect(page).not.toHaveURL(/q=/);
	await expect(names(page)).toHaveText(['Ed Harris']);
	await page.context().setOffline(false);
	await openPlace(page, 'Events');
	await page.getByRole('link', { name: 'Gala' }).first().click();
	await choose(page, 'Ed Harris').check();
	await button(page, 'Unregister').click();
	await button(page, 'Cancel 1 registration').click();
	await page.getByRole('tab', { name: /Cancelled/ }).click();
	await page.getByRole('searchbox').fill('');
	await expect(rows).toHaveText(['Ed Harris']);

	await mergesTwins(page, key);
	await erases(page);
	await openPlace(page, 'Events');
	await page.getByRole('link', { name: 'Gala' }).first().click();
	// That somebody cancelled stays; who, doesn't.
	await page.getByRole('tab', { name: /Cancelled/ }).click();
	await expect(rows).toHaveText(['Without a name']);
});

/** Ed Harris, who is there twice, becomes one without network; undone, and done again. */
async function mergesTwins(page: Page, key: string): Promise<void> {
	await openPlace(page, 'People');
	await page.getByRole('link', { name: 'Add a person' }).first().click();
	await page.getByLabel('First name').fill('Ed');
	await page.getByLabel('Last name').fill('Harris');
	await page.getByLabel('E-mail').fill('ed@work.example');
	await page.getByRole('textbox', { name: /^Company/ }).fill('Acme');
	await button(page, 'Save person').click();
	await expectSynced(page);
	await page.goto('/app/people/duplicates');
	await goOffline(page);
	await button(page, 'Compare Ed Harris with their duplicate').click();
	const twins = names(page).filter({ hasText: 'Ed Harris' });
	await expect(twins).toHaveCount(2);
	const merge = async () => {
		await page.getByRole('radio', { name: 'ed@theatre.example' }).check();
		await expectAccessible(page);
		await button(page, 'Merge into Ed Harris').click();
		await expect(twins).toHaveCount(1);
	};
	await merge();
	await undo(page, 'Ed Harris is one person now');
	await expect(twins).toHaveCount(2);
	await button(page, 'Compare Ed Harris with their duplicate').click();
	await merge();

	// The link that was sent leads to who stays, who took over what they lacked.
	await page.getByRole('searchbox').fill(key);
	await expect(names(page)).toHaveText(['Ed Harris']);
	await names(page).click();
	await expect(page.getByRole('textbox', { name: /^Company/ })).toHaveValue('Acme');
	await expect(page.getByRole('link', { name: 'Gala' })).toBeVisible();
	await page.context().setOffline(false);
	await expectSynced(page);
	await expect(page.getByText('Merged with a duplicate').first()).toBeVisible();
	await page.keyboard.press('Escape');
}

/** Nobody is erased by one press alone. */
async function erases(page: Page): Promise<void> {
	await page.getByRole('searchbox').fill('harris');
	await names(page).click();
	await page.getByRole('dialog').getByRole('button', { name: 'More actions' }).first().click();
	await page.getByRole('menuitem', { name: 'Erase for good' }).click();
	await expect(button(page, 'Erase for good')).toBeDisabled();
	await expectAccessible(page);
	await page.getByLabel(/erase/).fill('erase');
	await button(page, 'Erase for good').click();
	await expect(page.getByText('Ed Harris was erased')).toBeVisible();
	await expect(page.getByText('Nobody matches “harris”')).toBeVisible();
}

test('a rule gathers people by a field of the organisation’s own, offline; keys lead through the list', async ({
	page,
	product
}) => {
	await setUp(page, product);
	await importPeople(page);
	await expectSynced(page);
	await goOffline(page);

	await openPlace(page, 'More');
	await page.getByRole('link', { name: 'Your own fields' }).click();
	await button(page, 'New field').click();
	await page.getByLabel('Name of the field').fill('Diet');
	await page.getByLabel('Kind').selectOption('Choice');
	await page.getByLabel('Choices, one per line').fill('Vegan\nNone');
	await button(page, 'Save the field').click();
	await expect(page.getByText('Choice · Vegan, None')).toBeVisible();
	await expectAccessible(page);

	await openPlace(page, 'People');
	await page.getByRole('link', { name: 'Groups' }).click();
	await expectAccessible(page);
	await button(page, 'New group').click();
	await page.getByLabel('Name of the group').fill('French at Acme, or Dutch');
	await page.getByText('By a rule').click();
	await page.getByLabel('Value', { exact: true }).selectOption('Nederlands');
	await expect(page.getByText('1 person fits now')).toBeVisible();
	await button(page, 'Add a condition').click();
	await page.getByLabel('People are in it where').selectOption('any condition holds');
	const second = page.getByRole('group', { name: 'Condition 2' });
	await second.getByLabel('Value').selectOption('Français');
	await expect(page.getByText('3 people fit now')).toBeVisible();
	await button(page, 'Save the group').click();
	const group = page.getByRole('listitem').filter({ hasText: 'French at Acme, or Dutch' });
	await expect(group).toContainText('3 people');
	await group.getByRole('link').click();
	await expect(names(page)).toHaveText(['Bo de Vries', 'Ed Harris', 'Zoé Lefèvre']);

	// By keyboard alone: down, choose, up, open.
	await page.keyboard.press('j');
	await expect(names(page).first()).toBeFocused();
	await page.keyboard.press('j');
	await page.keyboard.press('x');
	await expect(choose(page, 'Ed Harris')).toBeChecked();
	await page.keyboard.press('j');
	await page.keyboard.press('Shift+X');
	await expect(page.getByText('2 chosen')).toBeVisible();
	await page.keyboard.press('b');
	await expect(button(page, 'Register')).toBeFocused();
	await names(page).nth(1).focus();
	await page.keyboard.press('k');
	await page.keyboard.press('e');
	await expect(page.getByRole('heading', { level: 2, name: 'Bo de Vries' })).toBeVisible();
	await page.keyboard.press('Escape');
	// What is found is one step down, and Escape leaves a field that is empty.
	await page.keyboard.press('/');
	await page.keyboard.type('harris');
	await page.keyboard.press('ArrowDown');
	await expect(names(page)).toHaveText(['Ed Harris']);
	await expect(names(page).first()).toBeFocused();
	await page.getByRole('searchbox').fill('');
	await page.keyboard.press('Escape');
	await expect(page.getByRole('searchbox')).not.toBeFocused();
	await page.keyboard.press('/');
	await page.keyboard.type('jx?');
	await expect(page.getByRole('searchbox')).toHaveValue('jx?');

	// From anywhere to anybody, and any key may be another.
	await page.getByRole('heading', { level: 1 }).click();
	await page.keyboard.press('Control+k');
	await page.getByRole('combobox').fill('nobody at all');
	await expect(page.getByText('Nothing matches “nobody at all”')).toBeVisible();
	await page.getByRole('combobox').fill('export');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog', { name: /Export .* rows/ })).toBeVisible();
	await expect(page).not.toHaveURL(/#/);
	await page.keyboard.press('Escape');
	await page.keyboard.press('Control+k');
	await page.getByRole('combobox').fill('harris');
	await expect(page.getByRole('option', { name: /Ed Harris/ })).toBeVisible();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 2, name: 'Ed Harris' })).toBeVisible();
	await page.keyboard.press('Escape');
	await page.getByRole('heading', { level: 1 }).click();
	await page.keyboard.press('?');
	await button(page, 'Change the key: Next row').click();
	await page.keyboard.press('n');
	await button(page, 'Turn off: Choose the row, with Shift all up to it').click();
	await page.keyboard.press('Escape');
	await page.getByRole('heading', { level: 1 }).click();
	await page.getByRole('searchbox').fill('');
	await page.getByRole('searchbox').blur();
	await page.keyboard.press('n');
	await expect(names(page).first()).toBeFocused();
	await page.keyboard.press('x');
	await expect(choose(page, 'Bo de Vries')).not.toBeChecked();
	await expectAccessible(page);
});

test('a long list stands where it stood after a reload, offline, and after one step back from there', async ({
	page,
	product
}) => {
	await setUp(page, product);
	await page.goto('/app/people');
	const rows = Array.from({ length: 300 }, (_, at) => `P${at},p${at}@example.org`);
	await bringIn(page, ['first_name,email', ...rows].join('\n'));
	await page.getByRole('button', { name: 'Import 300 people' }).click();
	await expect(page.getByRole('heading', { name: '300 people imported' })).toBeVisible();
	await expectSynced(page);
	await goOffline(page);
	await openPlace(page, 'People');
	await expect(names(page).first()).toBeVisible();

	const stands = () => page.evaluate(() => scrollY);
	const inSight = page.getByRole('link', { name: 'P200', exact: true });
	await page.evaluate(() => scrollTo(0, 5000));
	await expect(inSight).toBeInViewport();
	await page.reload();
	await expect(inSight).toBeInViewport();
	expect(await stands()).toBe(5000);

	await inSight.click();
	await expect(page.getByRole('dialog').getByRole('heading', { name: 'P200' })).toBeVisible();
	await page.reload();
	await expect(inSight).toBeInViewport();
	await page.goBack();
	await expect(page).toHaveURL(/\/people$/);
	await expect.poll(stands).toBe(5000);
});
