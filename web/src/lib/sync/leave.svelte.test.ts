import { Dexie } from 'dexie';
import type { PullAnswer, PushRequest } from '@foyer/shared/sync';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openTestDevice } from '../testing/device.ts';
import { openData, openQueue, withQueue, type DeviceOwner } from './device.ts';
import { changesLeft, keepOnly, wipeDevice } from './leave.ts';
import { leftBehind } from './left-behind.svelte.ts';
import { local } from './local.svelte.ts';
import { trpcServer } from './trpc-server.ts';
import { until } from '../testing/until.ts';

const id = () => crypto.randomUUID();
const membership = ({ userId, organisationId }: DeviceOwner) => ({
	user: { id: userId, name: 'Inès', email: '' },
	organisation: {
		id: organisationId,
		name: 'Maison des Arts',
		pageName: 'maison',
		locale: 'en' as const,
		timeZone: 'Europe/Brussels'
	},
	actor: { kind: 'member', userId, host: true, levels: {} as never, events: 'all' } as const
});

const databases = async () =>
	(await Dexie.getDatabaseNames()).filter((name) => name.startsWith('foyer-')).sort();

beforeEach(wipeDevice);
afterEach(() => void vi.restoreAllMocks());

/** What a server says to who has it all. */
const answerFor = (owner: DeviceOwner): PullAnswer => ({
	membership: membership(owner),
	removed: [],
	scopes: [],
	lastMutationId: 0,
	more: false,
	serverTime: 1,
	lease: 1000
});

/** What an owner has here without any tab having it open: changes that wait, and refused ones. */
async function leave(owner: DeviceOwner, waiting: number, refused = 0): Promise<void> {
	await withQueue(owner, async (queue) => {
		const change = { name: 'people.add@1', args: { id: id() }, occurredAt: 1 };
		await queue.add(Array.from({ length: refused + waiting }, () => change));
		const results = Array.from({ length: refused }, (_, index) => ({
			id: index + 1,
			outcome: { outcome: 'refused', refusal: 'conflict' } as const
		}));
		await queue.settle(await queue.clientId(), results, 2);
	});
	const data = openData(owner);
	const state = await data.state('');
	await data.store(answerFor(owner), state, '');
	data.close();
}

const user = id();
const owned = (userId = user): DeviceOwner => ({ userId, organisationId: id() });

/** A server that takes what is sent for these organisations, and refuses all else. */
function serverOf(...organisations: string[]) {
	const sent: string[] = [];
	vi.spyOn(trpcServer, 'push').mockImplementation(async (request: PushRequest) => {
		if (!organisations.includes(request.organisationId)) throw new Error('no contact');
		sent.push(request.organisationId);
		return {
			results: request.mutations.map((mutation) => ({
				id: mutation.id,
				outcome: { outcome: 'applied', notices: [] }
			})),
			lastMutationId: request.mutations.length
		};
	});
	vi.spyOn(trpcServer, 'pull').mockRejectedValue(new Error('no contact'));
	return sent;
}

describe('what signing out would delete', () => {
	test('is counted in every organisation, and of everybody, open or not', async () => {
		serverOf();
		const device = await openTestDevice({});
		await leave(owned(), 2, 1);
		await leave(owned(), 0);
		await leave(owned(id()), 3);
		expect(await changesLeft(user)).toEqual({ yours: 3, others: 3 });
		await device.close();
	});

	test('is sent first, where there is a way', async () => {
		const [one, two, other] = [owned(), owned(), owned(id())];
		await leave(one, 120);
		await leave(two, 1, 1);
		await leave(other, 1);
		const sent = serverOf(one.organisationId, two.organisationId, other.organisationId);
		expect(await changesLeft(user)).toEqual({ yours: 1, others: 1 });
		expect(new Set(sent)).toEqual(new Set([one.organisationId, two.organisationId]));
		expect((await withQueue(one, (queue) => queue.changes())).waiting).toEqual([]);
	});

	test('in an organisation that is open goes through its engine', async () => {
		const device = await openTestDevice({});
		const synced = vi.spyOn(local, 'sync').mockResolvedValue();
		await changesLeft(local.membership?.user.id ?? '');
		expect(synced).toHaveBeenCalledOnce();
		await device.close();
	});

	test('is counted after a while, though the server never answers', async () => {
		const owner = owned();
		await leave(owner, 1);
		vi.spyOn(trpcServer, 'push').mockReturnValue(new Promise(() => {}));
		vi.useFakeTimers({ toFake: ['setTimeout'] });
		const left = changesLeft(user);
		await until(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
		vi.advanceTimersByTime(60_000);
		vi.useRealTimers();
		expect(await left).toEqual({ yours: 1, others: 0 });
	});
});

describe('signing out', () => {
	test('deletes everything of everybody', async () => {
		await leave(owned(), 2);
		await leave(owned(id()), 1);
		await openTestDevice({});
		expect(await databases()).toHaveLength(6);
		await wipeDevice();
		expect(await databases()).toEqual([]);
		expect(local.ready).toBe(false);
	});

	test('another tab that is in the middle of something brings nothing back', async () => {
		const owner = owned();
		await leave(owner, 1);
		const [data, queue] = [openData(owner), openQueue(owner)];
		const state = await data.state('');
		await queue.all();
		await wipeDevice();
		await expect(data.store(answerFor(owner), state, '')).rejects.toThrow();
		await expect(queue.all()).rejects.toThrow();
		expect(await databases()).toEqual([]);
	});
});

describe('what one may no longer see', () => {
	test('leaves the device, but for changes that were never sent', async () => {
		const [stays, left, empty, other] = [owned(), owned(), owned(), owned(id())];
		await leave(stays, 1);
		await leave(left, 2, 1);
		await leave(empty, 0);
		await leave(other, 1);
		await keepOnly([stays]);
		expect(await databases()).toEqual(
			[
				`foyer-data-${user}-${stays.organisationId}`,
				`foyer-queue-${user}-${stays.organisationId}`,
				`foyer-queue-${user}-${left.organisationId}`,
				`foyer-queue-${other.userId}-${other.organisationId}`
			].sort()
		);
		await leftBehind.look(user, [stays.organisationId]);
		expect(leftBehind.all).toMatchObject([
			{ owner: left, of: { organisation: { name: 'Maison des Arts' } } }
		]);
		expect(leftBehind.count).toBe(3);
		const [behind] = leftBehind.all;
		if (behind) await leftBehind.discard(behind);
		expect(leftBehind.count).toBe(0);
		expect(await databases()).not.toContain(`foyer-queue-${user}-${left.organisationId}`);
	});

	test('is sent after all when one is a member again', async () => {
		const owner = owned();
		await leave(owner, 1);
		await keepOnly([]);
		const sent = serverOf(owner.organisationId);
		await local.open(owner);
		await expect.poll(() => sent).toEqual([owner.organisationId]);
		await leftBehind.look(user, [owner.organisationId]);
		expect(leftBehind.count).toBe(0);
	});
});

test('an opening that was closed meanwhile is for nothing, though the same copy is opened anew', async () => {
	const owner = owned();
	const begun = vi.spyOn(BroadcastChannel.prototype, 'addEventListener');
	const first = local.open(owner);
	local.close();
	await Promise.allSettled([first, local.open(owner)]);
	// One engine follows the other tabs, and not two of which one is never closed.
	expect(begun).toHaveBeenCalledTimes(1);
	local.close();
});

test.for([0, 1, 10, 30, 60, 100])(
	'a copy that is still being opened makes nothing anew (after %d ms)',
	async (after) => {
		const opening = local.open(owned());
		await new Promise((resolve) => setTimeout(resolve, after));
		await wipeDevice();
		await opening.catch(() => {});
		expect(await databases()).toEqual([]);
	}
);
