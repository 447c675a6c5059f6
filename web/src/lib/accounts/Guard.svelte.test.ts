import type { Me } from '@foyer/shared/accounts';
import type { PullAnswer } from '@foyer/shared/sync';
import { allLevels } from '@foyer/shared/team';
import { createRawSnippet } from 'svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { openData, withQueue } from '../sync/device.ts';
import { local } from '../sync/local.svelte.ts';
import Guard from './Guard.svelte';
import { session } from './session.svelte.ts';
import { until } from '../testing/until.ts';

const day = 86_400_000;
const organisation = {
	id: crypto.randomUUID(),
	name: 'Arts',
	pageName: 'arts',
	locale: 'en' as const,
	timeZone: 'Europe/Brussels'
};
const userId = crypto.randomUUID();
const owner = { userId, organisationId: organisation.id };
const actor = {
	kind: 'member',
	userId,
	host: true,
	levels: allLevels('manage'),
	events: 'all'
} as const;
const me: Me = {
	user: { id: userId, name: 'Inès', email: 'ines@example.org', locale: 'en' },
	memberships: [{ organisation, actor }]
};
const children = createRawSnippet(() => ({ render: () => '<p>The lists</p>' }));

const answer = (serverTime: number): PullAnswer => ({
	membership: { user: { ...me.user }, organisation, actor },
	removed: [],
	scopes: [],
	lastMutationId: 0,
	more: false,
	serverTime,
	lease: 7 * day
});

/** A device that the server last saw some days ago, with a change that waits, out of reach. */
async function deviceSeen(daysAgo: number): Promise<void> {
	await session.accept(me);
	const data = openData(owner);
	await data.store(answer(Date.now() - daysAgo * day), await data.state(''), '');
	data.close();
	await withQueue(owner, (queue) =>
		queue.add([{ name: 'people.add@1', args: { id: crypto.randomUUID() }, occurredAt: 1 }])
	);
	vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('no network'));
}

afterEach(async () => {
	vi.restoreAllMocks();
	await session.signOut();
});

test('a device out of reach shows what it holds for the length of its lease', async () => {
	await deviceSeen(6);
	const { unmount } = await render(Guard, { children });
	await expect.element(page.getByText('The lists')).toBeVisible();
	await unmount();
});

test('after it, it shows nothing of it, says why, and keeps what waits', async () => {
	await deviceSeen(8);
	const { unmount } = await render(Guard, { children });
	await expect.element(page.getByText('Locked until there is network')).toBeVisible();
	await expect.element(page.getByText(/1 change is waiting/)).toBeVisible();
	expect(page.getByText('The lists').query()).toBeNull();
	expect(await withQueue(owner, async (queue) => (await queue.changes()).waiting)).toHaveLength(1);
	await unmount();
});

test.for([
	['is too old to be answered', { stopped: 'update_required' }, 'Load the new version'],
	['has no room for what the server says', { full: true }, 'Try now'],
	['is no member any more, as far as was heard', { stopped: 'not_a_member' }, 'Try now']
] as const)('a locked device that %s says what to do', async ([, status, deed]) => {
	await deviceSeen(8);
	const locksAt = Date.now() - day;
	const none = { ...local.status, offlineSince: null, locksAt };
	vi.spyOn(local, 'status', 'get').mockReturnValue({ ...none, ...status });
	const { unmount } = await render(Guard, { children });
	await expect.element(page.getByRole('button', { name: deed })).toBeVisible();
	expect(page.getByText('The lists').query()).toBeNull();
	await unmount();
});

test('where the thread that reads the device’s copy fails at first, the copy is opened all the same', async () => {
	await deviceSeen(1);
	const { Worker } = globalThis;
	let failed = 0;
	vi.stubGlobal(
		'Worker',
		class extends EventTarget {
			onerror: (() => void) | null = null;
			constructor() {
				super();
				failed++;
				vi.stubGlobal('Worker', Worker);
				queueMicrotask(() => this.onerror?.());
			}
			postMessage() {}
			terminate() {}
		}
	);
	const { unmount } = await render(Guard, { children });
	await until(() => expect(local.ready).toBe(true));
	expect(failed).toBe(1);
	await unmount();
});

describe('a device whose copy can’t be opened', () => {
	/** Until it is mended, no database opens. */
	function broken(error: () => Error): { mend(): void } {
		const { open } = IDBFactory.prototype;
		let isBroken = true;
		vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(function (this: IDBFactory, ...args) {
			if (isBroken) throw error();
			return open.apply(this, args);
		});
		return { mend: () => (isBroken = false) };
	}
	const says = (words: string | RegExp) =>
		expect.element(page.getByText(words), { timeout: 20_000 }).toBeVisible();

	test('says so, keeps what waits, and opens when it is told to and can', async () => {
		await deviceSeen(1);
		const device = broken(() => new DOMException('Internal error', 'UnknownError'));
		const { unmount } = await render(Guard, { children });
		await says('Foyer can’t open what this device keeps');
		await says(/Nothing was deleted/);
		await expect.element(page.getByRole('button', { name: 'Load the page again' })).toBeVisible();
		expect(page.getByText('The lists').query()).toBeNull();
		device.mend();
		await page.getByRole('button', { name: 'Try now' }).click();
		await says('The lists');
		await until(() => expect(local.waiting).toHaveLength(1));
		await unmount();
	});

	test('for want of room says that, and opens by itself once there is some', async () => {
		await deviceSeen(1);
		const device = broken(() => new DOMException('no room', 'QuotaExceededError'));
		const { unmount } = await render(Guard, { children });
		await says('This device is full');
		await says(/Free some space/);
		device.mend();
		await says('The lists');
		await unmount();
	});
});
