import { tick } from 'svelte';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
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

async function show(rows: Guest[]) {
	const props = $state({
		label: 'Guests',
		found: { rows, places: Uint32Array.from(rows.keys()) },
		asked: '',
		selection: new Selection(),
		openId: null,
		hrefOf: ({ id }: Guest) => `#${id}`,
		nameOf: ({ name }: Guest) => name,
		detailOf: () => 'Acme',
		isWaiting: () => false,
		rows: undefined as RowSteps<Guest> | undefined
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
