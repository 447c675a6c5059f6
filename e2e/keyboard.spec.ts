import { expect, type Page } from '@playwright/test';
import { expectHome, expectSignedOut, host, setUp } from './organizer.ts';
import { test } from './product.ts';

type Role = 'link' | 'button' | 'textbox' | 'radio' | 'menuitem';

const focused = (page: Page) => page.locator(':focus');

/** Whoever goes by keyboard sees where they are: a ring around what has the focus, or around its field. */
async function expectVisibleFocus(page: Page): Promise<void> {
	const look = () =>
		page.evaluate(() => {
			const element = document.activeElement;
			// A page that was just gone to, or the browser's own bar: the next step finds something.
			if (!element || element === document.body) return 'seen';
			const drawn = (of: Element | null): boolean => {
				if (!of) return false;
				const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(of);
				return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
			};
			// A radio or a box that is drawn by its label stands aside of it.
			const around = [element, element.nextElementSibling, element.parentElement];
			const { top, bottom } = element.getBoundingClientRect();
			const seen = around.some(drawn) && bottom > 0 && top < innerHeight;
			return seen ? 'seen' : element.outerHTML.slice(0, 300);
		});
	// What comes into sight takes a moment to.
	await expect.poll(look).toBe('seen');
}

/** Presses Tab until something has the focus, which shows at every step. */
async function tabTo(page: Page, role: Role, name: string | RegExp, most = 50): Promise<void> {
	const target = page.getByRole(role, { name, exact: true }).and(focused(page));
	for (let steps = 0; steps < most; steps++) {
		await page.keyboard.press('Tab');
		if ((await focused(page).count()) === 0) continue;
		await expectVisibleFocus(page);
		if ((await target.count()) > 0) return;
	}
	throw new Error(`no ${role} “${String(name)}” within ${most} steps`);
}

const press = (page: Page, key: string) => page.keyboard.press(key);

async function follow(page: Page, role: Role, name: string | RegExp): Promise<void> {
	await tabTo(page, role, name);
	await press(page, 'Enter');
}

async function fill(page: Page, name: string | RegExp, text: string): Promise<void> {
	await tabTo(page, 'textbox', name);
	await page.keyboard.type(text);
}

test('signing in, an event, a person and their page, by keyboard alone', async ({
	page,
	product,
	browser
}) => {
	await setUp(page, product);
	const context = await browser.newContext({ baseURL: product.url, locale: 'en-GB' });
	const desk = await context.newPage();
	await desk.goto('/app/');
	await expectSignedOut(desk);
	await expect(desk.getByLabel('E-mail address')).toBeVisible();

	await fill(desk, 'E-mail address', host.email);
	await fill(desk, 'Password', host.password);
	await press(desk, 'Enter');
	await expectHome(desk);

	await follow(desk, 'link', 'Events');
	await expect(desk.getByRole('heading', { level: 1, name: 'Events' })).toBeVisible();
	await follow(desk, 'link', /New event|Create an event/);
	await expect(desk.getByLabel('Title')).toBeVisible();
	await fill(desk, 'Title', 'Winter concert');
	// The same in every order in which a browser asks for day and month.
	await fillWhen(desk, 'Starts', '02022030');
	await fillWhen(desk, 'Starts, time', '0800PM');
	await follow(desk, 'button', 'Create event');
	await expect(desk.getByRole('heading', { level: 1, name: 'Winter concert' })).toBeVisible();
	await expect(desk.getByText(/2 February 2030/).first()).toBeVisible();

	await menuAndDialog(desk);

	await follow(desk, 'link', 'People');
	await expect(desk.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
	await follow(desk, 'link', /^(Add by hand|Add a person)$/);
	await expect(desk.getByRole('button', { name: 'Save person' })).toBeVisible();
	await fill(desk, 'First name', 'Ada');
	await fill(desk, 'E-mail', 'ada@example.org');
	await follow(desk, 'button', 'Save person');
	await expect(desk.getByRole('link', { name: 'Ada', exact: true })).toBeVisible();

	// Their panel takes the form's place, and the focus with it.
	await expect(desk.getByRole('heading', { level: 2, name: 'Ada' })).toBeFocused();
	await press(desk, 'Escape');
	await follow(desk, 'link', 'Ada');
	await expect(desk.getByLabel('Phone', { exact: true })).toBeVisible();
	await fill(desk, 'Phone', '+32 2 123');
	await press(desk, 'Enter');
	await press(desk, 'Escape');
	await expect(desk.getByLabel('Phone', { exact: true })).toHaveCount(0);
	await expect(desk.getByRole('link', { name: 'Ada', exact: true })).toBeFocused();
	await context.close();
});

/** A date is a field of three: typing goes from one to the next. */
async function fillWhen(page: Page, label: string, digits: string): Promise<void> {
	const field = page.getByLabel(label, { exact: true });
	for (let steps = 0; steps < 50; steps++) {
		await press(page, 'Tab');
		if ((await field.and(focused(page)).count()) > 0) break;
	}
	await expectVisibleFocus(page);
	await page.keyboard.type(digits);
}

/** What opens over the page keeps the focus, closes by Escape, and gives the focus back. */
async function menuAndDialog(page: Page): Promise<void> {
	await tabTo(page, 'button', 'More actions');
	await press(page, 'Enter');
	await expect(page.getByRole('menuitem').first()).toBeFocused();
	await press(page, 'ArrowDown');
	await expect(page.getByRole('menuitem').nth(1)).toBeFocused();
	await expectVisibleFocus(page);
	await press(page, 'Escape');
	await expect(page.getByRole('menuitem')).toHaveCount(0);
	await expect(page.getByRole('button', { name: 'More actions' })).toBeFocused();

	await follow(page, 'button', 'Add someone');
	const dialog = page.getByRole('dialog', { name: /Add someone/ });
	await expect(dialog).toBeVisible();
	const behind = page.locator('a, button, input').and(focused(page));
	for (let steps = 0; steps < 12; steps++) {
		await press(page, 'Tab');
		// Past the last comes the browser's own bar, never the page behind.
		expect(await behind.count()).toBe(await dialog.locator(behind).count());
	}
	await press(page, 'Escape');
	await expect(dialog).toBeHidden();
	await expect(page.getByRole('button', { name: 'Add someone' })).toBeFocused();
}
