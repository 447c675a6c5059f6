import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { eventLike } from '../events/testing.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import OpenRoom from './OpenRoom.svelte';
import { RoomDoor, type RoomDoorParts } from './room-door.svelte.ts';

const event = eventLike({
	id: crypto.randomUUID(),
	roomUrl: null,
	room: { server: crypto.randomUUID(), name: 'gala' }
});
const link = 'https://meet.example.org/gala?jwt=a.b.c';

let device: TestDevice;
afterEach(() => device.close());

/** The door of a browser that notes what it is asked for. */
function doorWith(parts: Partial<RoomDoorParts>) {
	const done: string[] = [];
	const window = {
		document: { title: '' },
		opener: 'the app',
		location: { replace: (url: string) => done.push(`to ${url}`) },
		close: () => done.push('closed')
	} as unknown as Window;
	const door = new RoomDoor({
		enter: () => Promise.resolve({ outcome: 'link', url: link }),
		openWindow: () => {
			done.push('opened');
			return window;
		},
		leave: (url) => done.push(`left for ${url}`),
		...parts
	});
	return { door, done, window };
}

test('without network it says what it needs', async () => {
	device = await openTestDevice({ events: [event] });
	await render(OpenRoom, { event });
	await expect.element(page.getByText('This needs the network.')).toBeVisible();
	await expect.element(page.getByRole('button', { name: 'Open the room' })).toBeDisabled();
});

test('a room at an address is a plain link, network or not', async () => {
	device = await openTestDevice({ events: [event] });
	await render(OpenRoom, { event: eventLike({ roomUrl: 'https://room.example/a' }) });
	await expect
		.element(page.getByRole('link', { name: 'Open the room' }))
		.toHaveAttribute('href', 'https://room.example/a');
});

test('a press opens a window at once and leads it to the room', async () => {
	device = await openTestDevice({ events: [event] });
	const { door, done, window } = doorWith({});
	const opening = door.open(event);
	expect(done).toEqual(['opened']);
	await opening;
	expect(done).toEqual(['opened', `to ${link}`]);
	expect(window.opener).toBeNull();
});

test('further presses open no second window while the link is awaited', async () => {
	device = await openTestDevice({ events: [event] });
	const { door, done } = doorWith({});
	await Promise.all([door.open(event), door.open(event), door.open(event)]);
	expect(done).toEqual(['opened', `to ${link}`]);
});

test('where the browser opens no window, the room takes this one', async () => {
	device = await openTestDevice({ events: [event] });
	const { door, done } = doorWith({ openWindow: () => null });
	await door.open(event);
	expect(done).toEqual([`left for ${link}`]);
});

test.each([
	['the room’s server is silent', () => Promise.resolve({ outcome: 'unavailable' as const })],
	['ours can’t be reached', () => Promise.reject(new Error('unreachable'))]
])('where %s the window goes again, and why is said', async (_why, enter) => {
	device = await openTestDevice({ events: [event] });
	const { door, done } = doorWith({ enter });
	toasts.shown = [];
	await door.open(event);
	expect(done).toEqual(['opened', 'closed']);
	expect(toasts.shown).toHaveLength(1);
	expect(door.busy).toBeNull();
});
