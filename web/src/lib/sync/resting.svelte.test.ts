import { wireName } from '@foyer/shared/mutations';
import { addPerson, newPerson } from '@foyer/shared/people-mutations';
import { afterEach, expect, test, vi } from 'vitest';
import { openTestDevice } from '../testing/device.ts';
import { openQueue, withQueue, type DeviceOwner } from './device.ts';
import { local } from './local.svelte.ts';
import { Resting } from './resting.ts';
import { until } from '../testing/until.ts';

afterEach(() => {
	local.close();
	vi.restoreAllMocks();
});

const owned = () => ({ userId: crypto.randomUUID(), organisationId: crypto.randomUUID() });
const change = { name: 'people.add@1', args: {}, occurredAt: 1 };
const added = (firstName: string) => ({ id: crypto.randomUUID(), firstName });
const person = (firstName: string) => newPerson(added(firstName), 1);
const names = () => [...(local.people?.all() ?? [])].map(({ firstName }) => firstName).sort();
const transition = (name: 'pagehide' | 'pageshow') =>
	dispatchEvent(new PageTransitionEvent(name, { persisted: true }));

test('what is being saved when the browser puts the page aside is told not to be, and holds nobody up', async () => {
	const owner = owned();
	const queue = openQueue(owner);
	await queue.clientId();
	// In the midst of it: numbered, and not yet stored.
	const { add } = IDBObjectStore.prototype;
	vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(function (
		this: IDBObjectStore,
		...args
	) {
		queueMicrotask(() => queue.rest());
		return add.apply(this, args);
	});
	const saving = queue.add([change]);
	await expect(saving).rejects.toBeInstanceOf(Resting);
	await expect(queue.add([change])).rejects.toBeInstanceOf(Resting);
	const others = await withQueue(owner, async (other) => {
		await other.add([change]);
		return other.all();
	});
	expect(others.mutations).toHaveLength(1);

	queue.wake();
	await queue.add([change]);
	expect((await queue.all()).mutations.map(({ id }) => id)).toEqual([1, 2]);
});

test('a page that is put aside ends its thread and lets go of its data; back, it knows what others did', async () => {
	const device = await openTestDevice({ people: [person('Ada')] });
	const owner = local.owner as DeviceOwner;
	const stop = local.keepOpen(owner);
	await until(() => expect(names()).toEqual(['Ada']));
	await until(() => expect(local.status.phase).toBe('idle'));

	const ended = vi.spyOn(Worker.prototype, 'terminate');
	transition('pagehide');
	expect(ended).toHaveBeenCalledOnce();
	expect(names()).toEqual(['Ada']);
	await expect(local.save(addPerson, added('Bo'))).rejects.toBeInstanceOf(Resting);
	await device.arrives({ people: [person('Cy')] });
	const elsewhere = { name: wireName(addPerson), args: added('Di'), occurredAt: 1 };
	await withQueue(owner, (queue) => queue.add([elsewhere]));
	expect(names()).toEqual(['Ada']);

	transition('pageshow');
	await until(() => expect(names()).toEqual(['Ada', 'Cy', 'Di']));
	expect(await local.save(addPerson, added('Ed'))).toEqual({ saved: true });
	expect(names()).toEqual(['Ada', 'Cy', 'Di', 'Ed']);
	expect(await withQueue(owner, async (queue) => (await queue.all()).lastId)).toBe(2);
	stop();
	await device.close();
});

test('a page that is put aside while its data is being opened opens it when it is back', async () => {
	vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('no network'));
	const stop = local.keepOpen(owned());
	transition('pagehide');
	expect(local.owner).toBeNull();
	transition('pageshow');
	await until(() => expect(local.ready).toBe(true));
	stop();
});

test('a page that is left for good is let be', async () => {
	const ended = vi.spyOn(Worker.prototype, 'terminate');
	const stop = local.keepOpen(owned());
	await until(() => expect(local.ready).toBe(true));
	dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false }));
	expect(ended).not.toHaveBeenCalled();
	stop();
});
