import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { plainStage } from '@foyer/shared/events';
import { eventLike } from '../events/testing.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import OnStage from './OnStage.svelte';
import type { Seat, SeatCalls, SeatUse } from './seats.svelte.ts';
import SeatsPage from './SeatsPage.svelte';

const event = eventLike({ id: crypto.randomUUID(), title: 'Gala', ...plainStage });

const seatOf = (name: string, fields: Partial<Seat> = {}): Seat => ({
	roleId: crypto.randomUUID(),
	name,
	kind: 'presenter',
	eventId: event.id,
	eventTitle: 'Gala',
	enteredAt: null,
	...fields
});

const ada = seatOf('Ada');
const grace = seatOf('Grace', {
	kind: 'speaker',
	eventId: crypto.randomUUID(),
	eventTitle: 'Soirée',
	enteredAt: Date.now()
});

/** A server with these seats. */
function server(use: SeatUse) {
	let now: SeatUse | null = use;
	const calls: SeatCalls = {
		ask: () => (now ? Promise.resolve(now) : Promise.reject(new Error('out of reach'))),
		free: (_, { roleId }) => {
			if (!now) return Promise.reject(new Error('out of reach'));
			const held = now.held.filter((seat) => seat.roleId !== roleId);
			now = { ...now, held, taken: now.taken - (now.held.length - held.length) };
			return Promise.resolve();
		}
	};
	return { calls, goesAway: () => (now = null) };
}

let device: TestDevice;
beforeEach(async () => {
	toasts.shown = [];
	device = await openTestDevice({ events: [event] });
});
afterEach(() => device.close());

test('an event says how the account’s seats stand before anybody is on its stage, and by whom', async () => {
	const { calls } = server({ of: 4, taken: 3, held: [ada, grace] });
	await render(OnStage, { event, calls });
	await expect.element(page.getByText('Nobody is on stage yet', { exact: false })).toBeVisible();
	await page.getByRole('button', { name: '3 of 4 seats taken' }).click();
	const dialog = page.getByRole('dialog', { name: 'Seats on stage' });
	await expect.element(dialog.getByText('Ada', { exact: true })).toBeVisible();
	// Its own event needs no name there.
	await expect.element(dialog.getByText('On the stage page', { exact: true })).toBeVisible();
	await expect.element(dialog.getByText(/^Soirée · Went into the room at/)).toBeVisible();
	await expect.element(dialog.getByText('1 more is taken', { exact: false })).toBeVisible();
});

test('a seat is freed once it was asked whether, and the others are told how they stand', async () => {
	const { calls } = server({ of: 2, taken: 2, held: [ada, grace] });
	await render(SeatsPage, { calls });
	await expect.element(page.getByText('2 of 2 seats taken')).toBeVisible();
	await page.getByRole('button', { name: 'Free the seat of Grace' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Free the seat' }).click();
	await expect.element(page.getByText('1 of 2 seats taken')).toBeVisible();
	await expect.element(page.getByText('Grace', { exact: true })).not.toBeInTheDocument();
	await expect.poll(() => toasts.shown.at(-1)?.text).toBe('The seat of Grace is free');
});

test('without network nobody’s seat is said, and a press that reached nothing says so', async () => {
	const { calls, goesAway } = server({ of: 4, taken: 1, held: [ada] });
	await render(SeatsPage, { calls });
	await page.getByRole('button', { name: 'Free the seat of Ada' }).click();
	goesAway();
	await page.getByRole('dialog').getByRole('button', { name: 'Free the seat' }).click();
	await expect.element(page.getByText(/nothing was changed/)).toBeVisible();
	expect(toasts.shown).toEqual([]);
});

test('an account whose stage is empty says so', async () => {
	const { calls } = server({ of: 4, taken: 0, held: [] });
	await render(SeatsPage, { calls });
	await expect.element(page.getByText('0 of 4 seats taken')).toBeVisible();
	await expect.element(page.getByText('Nobody is on stage just now.')).toBeVisible();
});
