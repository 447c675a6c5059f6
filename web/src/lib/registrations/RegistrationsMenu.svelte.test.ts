import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { eventLike } from '../events/testing.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import { pressUndo } from '../testing/undo.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import RegistrationsMenu from './RegistrationsMenu.svelte';
import { registrationLike } from './testing.ts';

const event = eventLike({ id: crypto.randomUUID() });
const guest = (fields: Parameters<typeof registrationLike>[0] = {}) =>
	registrationLike({
		id: crypto.randomUUID(),
		personId: crypto.randomUUID(),
		eventId: event.id,
		...fields
	});
const guests = [guest(), guest(), guest({ email: null, key: null })];
const linked = guests.slice(0, 2).map(({ personId }) => personId);

let device: TestDevice;
beforeEach(async () => {
	toasts.shown = [];
	device = await openTestDevice({ events: [event], registrations: guests });
	await local.readFor(event.id);
});
afterEach(() => device.close());

const waiting = () =>
	local.waiting.map(({ name, args }) => ({ name, args: args as Record<string, unknown> }));

async function choose(item: string) {
	await page.getByRole('button', { name: 'More for all registrations' }).click();
	await page.getByRole('menuitem', { name: item }).click();
}

test('everyone with an address gets a new link, counted before, and it can be taken back', async () => {
	const { rerender } = await render(RegistrationsMenu, {
		event,
		rows: local.registrationsOf(event.id),
		closed: false,
		onexport: () => {}
	});
	await choose('New links for everyone');
	await page.getByRole('button', { name: 'Make 2 new links' }).click();
	await expect.poll(() => waiting().length).toBe(1);
	const { name, args } = waiting()[0]!;
	expect(name).toBe('registrations.rotate_keys@2');
	expect(args).toMatchObject({
		eventId: event.id,
		personIds: expect.arrayContaining(linked) as string[]
	});
	const rotations = new Map(
		local.registrationsOf(event.id).map(({ id, keyRotation }) => [id, keyRotation ?? null])
	);
	expect(guests.map(({ id }) => rotations.get(id))).toEqual([
		args['rotation'],
		args['rotation'],
		null
	]);
	await rerender({ rows: local.registrationsOf(event.id) });
	await choose('Take 2 new links back');
	await expect.poll(() => waiting().length).toBe(2);
	const { name: undo, args: undone } = waiting()[1]!;
	expect(undo).toBe('registrations.take_back_keys@1');
	expect(undone).toMatchObject({ rotation: args['rotation'] });
	expect(local.registrationsOf(event.id).every(({ keyVersion }) => keyVersion === 1)).toBe(true);
});

test('the button of the moment takes it back, too', async () => {
	await render(RegistrationsMenu, {
		event,
		rows: guests.slice(0, 1),
		closed: false,
		onexport: () => {}
	});
	await choose('New links for everyone');
	await page.getByRole('button', { name: 'Make 1 new link' }).click();
	await pressUndo();
	await expect
		.poll(() => waiting().map(({ name }) => name))
		.toEqual(['registrations.rotate_keys@2', 'registrations.take_back_keys@1']);
});

test('links are sent to all who can be reached, after a question with their number', async () => {
	await render(RegistrationsMenu, { event, rows: guests, closed: false, onexport: () => {} });
	await choose('Send the link to everyone');
	await expect.element(page.getByText(/1 person can’t be reached by mail/)).toBeVisible();
	await page.getByRole('button', { name: 'Send 2 links' }).click();
	await expect.poll(waiting).toEqual([
		{
			name: 'registrations.confirm@2',
			args: { eventId: event.id, personIds: linked, mailing: expect.any(String) as unknown }
		}
	]);
});

test('once the event is over nothing is sent; keys can still be changed', async () => {
	await render(RegistrationsMenu, { event, rows: guests, closed: true, onexport: () => {} });
	await page.getByRole('button', { name: 'More for all registrations' }).click();
	await expect
		.element(page.getByRole('menuitem', { name: 'New links for everyone' }))
		.toBeVisible();
	expect(page.getByRole('menuitem', { name: 'Send the link' }).query()).toBeNull();
});

test('links are copied after a question with their number, and each is noted', async () => {
	const write = vi.spyOn(navigator.clipboard, 'write').mockResolvedValue();
	await render(RegistrationsMenu, { event, rows: guests, closed: false, onexport: () => {} });
	await choose('Copy 2 links');
	await page.getByRole('button', { name: 'Copy 2 links' }).click();
	await expect.poll(waiting).toEqual([
		{
			name: 'registrations.reveal_keys@2',
			args: {
				eventId: event.id,
				personIds: linked,
				way: 'copied',
				at: expect.any(Number) as number
			}
		}
	]);
	expect(write).toHaveBeenCalledOnce();
	write.mockRestore();
});
