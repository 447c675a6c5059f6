import { createRawSnippet, tick, type Snippet } from 'svelte';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { RowSteps } from './list-props.ts';
import ListCards from './ListCards.svelte';
import { Selection } from './selection.svelte.ts';

interface Guest {
	id: string;
	name: string;
}

const guests = (count: number): Guest[] =>
	Array.from({ length: count }, (_, at) => ({ id: `g${at}`, name: `Guest ${at}` }));

async function show(rows: Guest[], told?: () => string) {
	let typed = $state('');
	const props = $state({
		label: 'Guests',
		found: { rows, places: Uint32Array.from(rows.keys()) },
		get asked() {
			return told?.() ?? typed;
		},
		set asked(text) {
			typed = text;
		},
		selection: new Selection(),
		openId: null as string | null,
		hrefOf: ({ id }: Guest) => `#${id}`,
		nameOf: ({ name }: Guest) => name,
		detailOf: () => 'Acme',
		isWaiting: () => false,
		rows: undefined as RowSteps<Guest> | undefined,
		menu: undefined as Snippet<[Guest]> | undefined,
		mark: (() => {}) as unknown as Snippet<[Guest]>
	});
	await render(ListCards<Guest>, props);
	return props;
}

const card = (name: string) => page.getByRole('link', { name, exact: true });

test('keys lead from card to card, also to those that aren’t in the page yet', async () => {
	const props = await show(guests(2000));
	await expect.element(card('Guest 0')).toBeVisible();
	expect(props.rows?.focused()).toBeUndefined();
	await props.rows?.step(1);
	await expect.element(card('Guest 0')).toHaveFocus();
	for (let at = 1; at < 40; at++) {
		await props.rows?.step(1);
		await expect.element(card(`Guest ${at}`)).toHaveFocus();
	}
	expect(props.rows?.focused()?.id).toBe('g39');
	await props.rows?.step(-1);
	await expect.element(card('Guest 38')).toHaveFocus();
});

test.each([40, 2000])(
	'of %d, whose row leaves the list with the focus hands it to the one in its place',
	async (count) => {
		const props = await show(guests(count));
		await expect.element(card('Guest 3')).toBeVisible();
		(card('Guest 3').element() as HTMLElement).focus();
		const { rows, places } = props.found;
		props.found = { rows, places: places.filter((place) => place !== 3) };
		await expect.element(card('Guest 4')).toHaveFocus();
		await props.rows?.step(1);
		await expect.element(card('Guest 5')).toHaveFocus();
	}
);

test('beside one that is open, too, a row that leaves the list hands the focus to the one in its place', async () => {
	const props = await show(guests(40));
	props.openId = 'g8';
	await expect.element(card('Guest 3')).toBeVisible();
	(card('Guest 3').element() as HTMLElement).focus();
	const { rows, places } = props.found;
	props.found = { rows, places: places.filter((place) => place !== 3) };
	await expect.element(card('Guest 4')).toHaveFocus();
});

test('a place is gone to where nothing has the focus, or else left alone', async () => {
	const props = await show(guests(40));
	await expect.element(card('Guest 3')).toBeVisible();
	await props.rows?.land(3);
	await expect.element(card('Guest 3')).toHaveFocus();
	await props.rows?.land(5);
	await expect.element(card('Guest 3')).toHaveFocus();
});

test('a row that leaves with the dialog in it, which gives the focus to the title, hands it over as well', async () => {
	const title = document.createElement('h1');
	title.tabIndex = -1;
	document.body.append(title);
	const props = await show(guests(40));
	props.mark = createRawSnippet((guest: () => Guest) => {
		const { id } = guest();
		const leaves = () => void (id === 'g3' && title.focus());
		return { render: () => '<span></span>', setup: () => leaves };
	});
	await expect.element(card('Guest 3')).toBeVisible();
	(card('Guest 3').element() as HTMLElement).focus();
	const { rows, places } = props.found;
	props.found = { rows, places: places.filter((place) => place !== 3) };
	await expect.element(card('Guest 4')).toHaveFocus();
	title.remove();
});

test('what is open is brought into sight, and whoever closes it goes on from there', async () => {
	const props = await show(guests(2000));
	await expect.element(card('Guest 1')).toBeVisible();
	(card('Guest 1').element() as HTMLElement).focus();
	props.openId = 'g1';
	await tick();
	props.openId = 'g60';
	await expect.element(card('Guest 60')).toBeInViewport();
	props.openId = null;
	await expect.element(card('Guest 60')).toHaveFocus();

	// Meanwhile it leaves the list, whose focus is in what is open.
	props.openId = 'g60';
	(document.activeElement as HTMLElement).blur();
	await tick();
	const { rows, places } = props.found;
	props.found = { rows, places: places.filter((place) => place !== 60) };
	await expect.element(card('Guest 60')).not.toBeInTheDocument();
	props.openId = null;
	await expect.element(card('Guest 61')).toHaveFocus();
});

test.each([60, 2000])(
	'of %d found by what one types, those in sight are drawn at once, those beyond a moment later',
	async (count) => {
		const props = await show(guests(count));
		const cards = () => document.querySelectorAll('[data-row]').length;
		const inSight = Math.ceil((scrollY + innerHeight) / 72);
		await expect.poll(cards).toBeGreaterThan(inSight + 5);
		props.asked = 'q=g';
		const others = guests(count).map(({ id, name }) => ({ id: `other ${id}`, name }));
		props.found = { rows: others, places: Uint32Array.from(others.keys()) };
		await tick();
		expect(cards()).toBeLessThanOrEqual(inSight + 1);
		await expect.poll(cards).toBeGreaterThan(inSight + 5);
		await expect.element(card('Guest 0')).toBeVisible();
	}
);

const cards = () => [...document.querySelectorAll<HTMLElement>('[data-row]')];
const cardOf = (id: string) => cards().find((one) => one.dataset.row === id);

test('what one types finds is shown by the cards that are there; otherwise each keeps its own', async () => {
	const props = await show(guests(2000));
	await expect.poll(() => cardOf('g3')).toBeDefined();
	const [first, third] = [cardOf('g0'), cardOf('g3')];
	const find = (asked: string, rows: Guest[]) => {
		props.asked = asked;
		props.found = { rows, places: Uint32Array.from(rows.keys()) };
		return tick();
	};
	// Somebody comes, whatever was asked for.
	await find('', [{ id: 'new', name: 'New' }, ...guests(2000)]);
	expect(cardOf('g3')).toBe(third);
	expect(cardOf('new')).not.toBe(first);

	const others = guests(2000).map(({ id, name }) => ({ id: `other ${id}`, name: `Other ${name}` }));
	const before = cards();
	await find('q=o', others);
	expect(before).toContain(cardOf('other g0'));
	await expect.element(card('Other Guest 0')).toBeVisible();

	// What has the focus isn't somebody else's all at once.
	cards()[0]?.querySelector('a')?.focus();
	const focused = document.activeElement;
	await find('', guests(2000));
	expect(focused?.isConnected).toBe(false);
});

test('cards beyond those in sight stay where the list is told the same once more', async () => {
	let told = $state(0);
	await show(guests(2000), () => (told < 2 ? 'q=g' : ''));
	const inSight = Math.ceil((scrollY + innerHeight) / 72);
	await expect.poll(() => cards().length).toBeGreaterThan(inSight + 5);
	const count = cards().length;
	told++;
	await tick();
	expect(cards()).toHaveLength(count);
});

test('a menu is made as it is asked for, and has what was pressed', async () => {
	const props = await show(guests(2000));
	const pressed: string[] = [];
	props.menu = createRawSnippet((row: () => Guest) => ({
		render: () => `<button type="button">Menu of ${row().name}</button>`,
		setup: (button) => {
			for (const kind of ['click', 'keydown'])
				button.addEventListener(kind, () => pressed.push(`${kind} ${row().name}`));
		}
	}));
	const more = (name: string) =>
		page.getByRole('button', { name: `More for ${name}`, exact: true });
	await expect.element(more('Guest 1')).toHaveAttribute('aria-haspopup', 'menu');
	expect(document.body.textContent).not.toContain('Menu of');
	await more('Guest 1').click();
	await expect.element(page.getByRole('button', { name: 'Menu of Guest 1' })).toHaveFocus();
	expect(pressed).toEqual(['click Guest 1']);
	(more('Guest 2').element() as HTMLElement).focus();
	await userEvent.keyboard('{ArrowDown}');
	await expect.element(page.getByRole('button', { name: 'Menu of Guest 2' })).toHaveFocus();
	expect(pressed).toEqual(['click Guest 1', 'keydown Guest 2']);
	await expect.element(more('Guest 1')).toBeVisible();
});
