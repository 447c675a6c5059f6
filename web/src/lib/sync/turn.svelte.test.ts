import { fragments } from '@foyer/shared/entities';
import { scopeOf } from '@foyer/shared/scopes';
import type { PullAnswer, PullRequest, WireRow } from '@foyer/shared/sync';
import { allLevels } from '@foyer/shared/team';
import { afterEach, expect, test, vi } from 'vitest';
import { DataStore } from './data-store.ts';
import { Engine, type TabMessage } from './engine.ts';
import { QueueStore } from './queue-store.ts';
import { LocalReplica } from './replica.ts';
import { Turn } from './turn.ts';
import { until } from '../testing/until.ts';

afterEach(() => void vi.useRealTimers());

const organisationId = crypto.randomUUID();
const userId = crypto.randomUUID();
const people = scopeOf('people', null);
const pages = 6;
const perPage = 30;

const person = (page: number, index: number): WireRow => [
	`00000000-0000-4000-8000-${String(page * perPage + index).padStart(12, '0')}`,
	...fragments.people.columns.map((column) => (column === 'firstName' ? `${page} ${index}` : null))
];

/** Brings people page by page, and remembers which page was asked for how often. */
class PagedServer {
	readonly asked: number[] = [];

	push = () => Promise.reject(new Error('nothing is to be sent'));

	pull = async ({ cursors }: PullRequest): Promise<PullAnswer> => {
		const [done] = cursors[people]?.progress ?? [cursors[people] ? pages : 0];
		this.asked.push(done);
		await new Promise((resolve) => setTimeout(resolve, 5));
		const more = done + 1 < pages;
		const rows =
			done < pages ? Array.from({ length: perPage }, (_, index) => person(done, index)) : [];
		return {
			membership: {
				user: { id: userId, name: '', email: '' },
				organisation: {
					id: organisationId,
					name: 'Théâtre',
					pageName: 'theatre',
					locale: 'en',
					timeZone: 'Europe/Brussels'
				},
				actor: { kind: 'member', userId, host: true, levels: allLevels('manage'), events: 'all' }
			},
			removed: [],
			scopes: [
				{
					scope: people,
					reset: !cursors[people],
					changes: [{ fragment: 'people', event: null, rows, gone: [] }],
					cursor: {
						version: 1,
						commit: 'commit',
						...(more && {
							after: ['people', '', rows.at(-1)?.[0] ?? ''],
							progress: [done + 1, pages]
						})
					}
				}
			],
			lastMutationId: more ? null : 0,
			outcomesDigest: 0,
			more,
			serverTime: Date.now(),
			lease: 86_400_000
		};
	};
}

/** A device's tabs, which tell each other. */
class Tabs {
	readonly #name = crypto.randomUUID();
	readonly #engines: Engine[] = [];

	turn(): Turn {
		return new Turn(`test-fetch-${this.#name}`);
	}

	async open(server: Pick<PagedServer, 'push' | 'pull'>, turn?: Turn): Promise<Engine> {
		const now = () => Date.now();
		const data = new DataStore(`test-data-${this.#name}`);
		const engine: Engine = await Engine.open({
			organisationId,
			server,
			replica: new LocalReplica({ organisationId, server, data, now, ...(turn && { turn }) }),
			queue: new QueueStore(`test-queue-${this.#name}`, () => crypto.randomUUID()),
			now,
			tell: (message: TabMessage) => {
				for (const other of this.#engines) if (other !== engine) void other.hear(message);
			},
			onChange: () => {},
			ticks: () => 0,
			drawn: async () => {},
			onLost: () => {}
		});
		this.#engines.push(engine);
		return engine;
	}
}

const count = (engine: Engine): number => [...engine.shown.people()].length;
const eachOnce = Array.from({ length: pages }, (_, page) => page);

test('two tabs in their first sync fetch each page once, and both show them all', async () => {
	const server = new PagedServer();
	const tabs = new Tabs();
	const both = [await tabs.open(server, tabs.turn()), await tabs.open(server, tabs.turn())];
	await Promise.all(both.map((engine) => engine.sync()));
	expect(server.asked.filter((page) => page < pages)).toEqual(eachOnce);
	for (const engine of both) {
		expect(engine.status).toMatchObject({ phase: 'idle', first: null, offlineSince: null });
		expect(count(engine)).toBe(pages * perPage);
	}
});

test('without turns both fetch, and show the same', async () => {
	const server = new PagedServer();
	const tabs = new Tabs();
	const both = [await tabs.open(server), await tabs.open(server)];
	await Promise.all(both.map((engine) => engine.sync()));
	expect(server.asked.length).toBeGreaterThan(pages);
	for (const engine of both) expect(count(engine)).toBe(pages * perPage);
});

test('a tab that doesn’t come on is waited for no longer than a while', async () => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
	const server = new PagedServer();
	const tabs = new Tabs();
	const hanging = tabs.turn();
	const stuck = await tabs.open(
		{ push: server.push, pull: () => new Promise<never>(() => {}) },
		hanging
	);
	void stuck.sync();
	await until(() => expect(hanging.isMine).toBe(true));
	const turn = tabs.turn();
	const waiting = vi.spyOn(turn, 'wait');
	const engine = await tabs.open(server, turn);
	const syncing = engine.sync();
	await until(() => expect(waiting).toHaveBeenCalled());
	await vi.advanceTimersByTimeAsync(10_000);
	await syncing;
	expect(count(engine)).toBe(pages * perPage);
	await until(() => expect(hanging.isMine).toBe(false));
});

test('a turn goes to who waits for it when it is let go', async () => {
	const tabs = new Tabs();
	const [first, second] = [tabs.turn(), tabs.turn()];
	expect(await first.wait()).toBe(true);
	const waiting = second.wait();
	first.release();
	expect(await waiting).toBe(true);
	expect([first.isMine, second.isMine]).toEqual([false, true]);
});
