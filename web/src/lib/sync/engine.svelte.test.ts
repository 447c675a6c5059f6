import type { Part } from '@foyer/shared/entities';
import { findMutation } from '@foyer/shared/mutations';
import { addPerson, updatePerson } from '@foyer/shared/people-mutations';
import { scopeOf } from '@foyer/shared/scopes';
import {
	digestWith,
	type Cursor,
	type Outcome,
	type PullAnswer,
	type PushRequest
} from '@foyer/shared/sync';
import { allLevels } from '@foyer/shared/team';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { DataStore } from './data-store.ts';
import { asking, Engine } from './engine.ts';
import { isFull } from './full-disk.ts';
import { QueueStore } from './queue-store.ts';
import { LocalReplica } from './replica.ts';
import { peoplePartition, startPartitions } from './partitions.ts';
import { ServerRefusal } from './sync-server.ts';
import { until } from '../testing/until.ts';

afterEach(() => void vi.restoreAllMocks());

const applied: Outcome = { outcome: 'applied', notices: [] };

type Sent = PushRequest['mutations'][number];

const organisationId = crypto.randomUUID();
const userId = crypto.randomUUID();

/** The least that a server is: it counts each client's mutations and processes an entry once. */
class TestServer {
	/** By client id, what was sent under each number. */
	readonly clients = new Map<string, Sent[]>();
	/** By entry, how often it was done. */
	readonly done = new Map<string, number>();
	/** Entries that are refused. */
	readonly refused = new Set<string>();
	/** Refuses the next calls, or stands for the network's absence. */
	fault: Error | null = null;

	push = async ({ clientId, mutations }: PushRequest) => {
		const known = this.clients.get(clientId) ?? [];
		this.clients.set(clientId, known);
		const results = mutations.map((mutation) => {
			if (this.fault) throw this.fault;
			const before = known[mutation.id - 1];
			if (mutation.id > known.length + 1) throw new ServerRefusal('mutation_gap');
			if (before && before.entry !== mutation.entry) throw new ServerRefusal('client_gone');
			const entry = mutation.entry ?? '';
			if (!before) {
				known.push(mutation);
				if (!this.refused.has(entry)) this.done.set(entry, 1);
			}
			return { id: mutation.id, outcome: this.#outcomeOf(mutation) };
		});
		if (this.fault) throw this.fault;
		return { results, lastMutationId: known.length };
	};

	#outcomeOf({ entry = '' }: Sent): Outcome {
		return this.refused.has(entry) ? { outcome: 'refused', refusal: 'not_allowed' } : applied;
	}

	pull = async ({ clientId }: { clientId: string }): Promise<PullAnswer> => {
		if (this.fault) throw this.fault;
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
			scopes: [],
			lastMutationId: this.clients.get(clientId)?.length ?? 0,
			outcomesDigest: (this.clients.get(clientId) ?? []).reduce(
				(digest, mutation) => digestWith(digest, this.#outcomeOf(mutation)),
				0
			),
			more: false,
			serverTime: Date.now(),
			lease: 7 * 86_400_000
		};
	};

	/** First names in the order in which they were added. */
	get added(): unknown[] {
		return [...this.clients.values()]
			.flat()
			.filter(({ entry }, at, all) => all.findIndex((one) => one.entry === entry) === at)
			.map(({ args }) => (args as { firstName: string }).firstName);
	}
}

/** A device's disk. Its first ids may be given: a copy has those of the original. */
function disk(ids: string[] = []) {
	const name = crypto.randomUUID();
	return {
		data: new DataStore(`test-data-${name}`),
		queue: new QueueStore(`test-queue-${name}`, () => ids.shift() ?? crypto.randomUUID())
	};
}

const open = (server: TestServer, { data, queue } = disk()): Promise<Engine> =>
	Engine.open({
		organisationId,
		server,
		replica: new LocalReplica({ organisationId, server, data, now: () => Date.now() }),
		queue,
		now: () => Date.now(),
		tell: () => {},
		onChange: () => {},
		ticks: () => 0,
		drawn: async () => {},
		onLost: () => {}
	});

const add = (engine: Engine, firstName: string) =>
	engine.save(addPerson, { id: crypto.randomUUID(), firstName });

const names = (engine: Engine) => [...engine.shown.people()].map(({ firstName }) => firstName);

async function synced(server: TestServer, device = disk()) {
	const engine = await open(server, device);
	await engine.sync();
	return engine;
}

describe('a client id that another device has as well', () => {
	/** A device whose disk was copied when it had sent one change. */
	async function cloned(server: TestServer) {
		const one = disk();
		const first = await synced(server, one);
		await add(first, 'Before');
		await first.sync();
		const { clientId, mutations } = await one.queue.all();
		const copy = disk([clientId, ...mutations.map(({ entry }) => entry)]);
		await copy.queue.clientId();
		await copy.queue.add(
			mutations.map(({ name, args, occurredAt }) => ({ name, args, occurredAt }))
		);
		const results = mutations.map(({ id }) => ({ id, outcome: applied }));
		await copy.queue.settle(clientId, results, Date.now());
		const state = await copy.data.state(clientId);
		await copy.data.store(await server.pull({ clientId }), state, clientId);
		return { first, second: await open(server, copy), copy, clientId };
	}

	test('is given up when a number turns out to be taken; what waits is sent once, under a new id', async () => {
		const server = new TestServer();
		const { first, second, copy, clientId } = await cloned(server);
		await add(first, 'First');
		await first.sync();
		await add(second, 'Second');
		await second.sync();
		expect(second.status).toMatchObject({ waiting: 0, stopped: null, offlineSince: null });
		expect((await copy.queue.all()).clientId).not.toBe(clientId);
		await first.sync();
		expect(first.status).toMatchObject({ waiting: 0, stopped: null });
		expect(server.added).toEqual(['Before', 'First', 'Second']);
		expect([...server.done.values()]).toEqual([1, 1, 1]);
	});

	test('is given up at a pull that knows of more than was given here: what is saved next is shown', async () => {
		const server = new TestServer();
		const { first, second, copy, clientId } = await cloned(server);
		for (const name of ['a', 'b', 'c']) await add(first, name);
		await first.sync();
		// It has nothing to send: the only sign is the count.
		await second.sync();
		expect((await copy.queue.all()).clientId).not.toBe(clientId);
		server.fault = new Error('no network');
		await add(second, 'Offline');
		await second.sync();
		expect(names(second)).toEqual(['Offline']);
		server.fault = null;
		await second.sync();
		expect(server.added.at(-1)).toBe('Offline');
		expect(second.status.waiting).toBe(0);
	});

	test('is given up without contact where the rows hold more than the queue, set back, ever numbered', async () => {
		const server = new TestServer();
		const device = disk();
		const engine = await synced(server, device);
		for (const name of ['a', 'b']) await add(engine, name);
		await engine.sync();
		const { clientId } = await device.queue.all();
		const setBack = { data: device.data, queue: disk([clientId]).queue };
		server.fault = new Error('no network');
		const later = await open(server, setBack);
		await add(later, 'Offline');
		expect(names(later)).toEqual(['Offline']);
		server.fault = null;
		await later.sync();
		expect(server.added).toEqual(['a', 'b', 'Offline']);
		expect([...server.done.values()]).toEqual([1, 1, 1]);
	});

	test('is given up when the server says so at a pull', async () => {
		const server = new TestServer();
		const device = disk();
		const engine = await synced(server, device);
		const { clientId } = await device.queue.all();
		vi.spyOn(server, 'pull').mockRejectedValueOnce(new ServerRefusal('client_gone'));
		await engine.sync();
		expect(engine.status).toMatchObject({ stopped: null, offlineSince: null });
		expect((await device.queue.all()).clientId).not.toBe(clientId);
	});

	test('a server that refuses every id is left alone until the next try', async () => {
		const server = new TestServer();
		const engine = await synced(server);
		await add(engine, 'Ada');
		server.fault = new ServerRefusal('client_gone');
		await engine.sync();
		expect(engine.status).toMatchObject({ waiting: 1, stopped: null });
		expect(engine.status.offlineSince).not.toBeNull();
		server.fault = null;
		await engine.sync();
		expect(server.added).toEqual(['Ada']);
		expect(engine.status).toMatchObject({ waiting: 0, offlineSince: null });
	});
});

describe('a server that lost mutations', () => {
	test('is sent what it lacks, under a new id', async () => {
		const server = new TestServer();
		const engine = await synced(server);
		for (const name of ['a', 'b', 'c']) {
			await add(engine, name);
			await engine.sync();
		}
		const [sent = []] = server.clients.values();
		for (const { entry } of sent.splice(1)) server.done.delete(entry ?? '');
		await engine.sync();
		expect(server.added).toEqual(['a', 'b', 'c']);
		expect([...server.done.values()]).toEqual([1, 1, 1]);
		expect(engine.status.waiting).toBe(0);
	});
});

describe('a server that did again what it had lost, and otherwise than it had said', () => {
	/** A device that has heard what became of three changes, of which the second one's outcome is another now. */
	async function restored(first: 'applied' | 'refused') {
		const server = new TestServer();
		const device = disk();
		const engine = await synced(server, device);
		for (const name of ['a', 'b', 'c']) await add(engine, name);
		const entry = (await device.queue.all()).mutations[1]?.entry ?? '';
		if (first === 'refused') server.refused.add(entry);
		await engine.sync();
		if (first === 'refused') server.refused.delete(entry);
		else server.refused.add(entry);
		return { server, device, engine, entry };
	}

	test('is asked again; what turns out to be refused is listed', async () => {
		const { engine, entry } = await restored('applied');
		expect(engine.attention).toEqual([]);
		await engine.sync();
		expect(engine.attention).toMatchObject([{ mutation: { entry }, refusal: 'not_allowed' }]);
		expect(engine.status.waiting).toBe(0);
	});

	test('is asked again; what turns out to be applied is listed no longer', async () => {
		const { server, engine, entry } = await restored('refused');
		expect(engine.attention).toMatchObject([{ mutation: { entry } }]);
		await engine.sync();
		expect(engine.attention).toEqual([]);
		expect(server.done.get(entry)).toBe(1);
	});

	test('isn’t asked again for what somebody has taken off the list', async () => {
		const { server, device, engine, entry } = await restored('refused');
		await engine.dismiss(engine.attention[0]?.key ?? 0);
		await engine.sync();
		const { clientId, mutations } = await device.queue.all();
		expect(server.clients.get(clientId)).toHaveLength(2);
		expect(mutations.map((mutation) => mutation.entry)).not.toContain(entry);
	});

	test('is left alone where both say the same', async () => {
		const { server, engine } = await restored('applied');
		await engine.sync();
		const clients = server.clients.size;
		await engine.sync();
		expect(server.clients.size).toBe(clients);
	});
});

describe('what was refused and is tried again', () => {
	async function refused() {
		const server = new TestServer();
		const device = disk();
		const engine = await synced(server, device);
		await add(engine, 'a');
		const entry = (await device.queue.all()).mutations[0]?.entry ?? '';
		server.refused.add(entry);
		await engine.sync();
		const [item] = engine.attention;
		if (!item) throw new Error('nothing is listed');
		const mutation = findMutation(item.mutation.name);
		if (!mutation) throw new Error('it is no mutation');
		const retry = (of = engine) => of.retry(item.key, mutation, item.mutation.args);
		return { server, device, engine, retry };
	}

	test('leaves the list with the commit that saves it, so that no crash comes between', async () => {
		const { server, engine, retry } = await refused();
		const written = vi.spyOn(QueueStore.prototype, 'addInPlaceOf');
		const others = (['add', 'dismiss'] as const).map((one) => vi.spyOn(QueueStore.prototype, one));
		expect(await retry()).toEqual({ saved: true });
		expect(written).toHaveBeenCalledOnce();
		for (const other of others) expect(other).not.toHaveBeenCalled();
		expect(engine.attention).toEqual([]);
		expect(engine.status.waiting).toBe(1);
		await engine.sync();
		expect([...server.done.values()]).toEqual([1]);
	});

	test('stays listed, and waits nowhere, where the device has no room for it', async () => {
		const { engine, device, retry } = await refused();
		vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
			throw new DOMException('no room', 'QuotaExceededError');
		});
		await expect(retry()).rejects.toSatisfy(isFull);
		vi.restoreAllMocks();
		expect(await device.queue.attention()).toHaveLength(1);
		await engine.sync();
		expect(engine.attention).toHaveLength(1);
		expect(engine.status.waiting).toBe(0);
	});

	test('is kept and said with what else is saved there: the device is full until something can be saved', async () => {
		const { engine } = await refused();
		const stored = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
			throw new DOMException('no room', 'QuotaExceededError');
		});
		await expect(add(engine, 'b')).rejects.toSatisfy(isFull);
		expect(engine.status).toMatchObject({ full: true, waiting: 0, attention: 1 });
		stored.mockRestore();
		await add(engine, 'b');
		expect(engine.status).toMatchObject({ full: false, waiting: 1 });
	});

	test('in two tabs is done once: the second is told that it was seen to', async () => {
		const { server, device, engine, retry } = await refused();
		const other = await open(server, device);
		const told = await Promise.all([retry(), retry(other)]);
		expect(told).toContainEqual({ saved: true });
		expect(told).toContainEqual({ saved: false, refusal: 'conflict' });
		expect(other.attention).toEqual([]);
		await engine.sync();
		expect([...server.done.values()]).toEqual([1]);
	});
});

describe('a rule that fails', () => {
	test('refuses what is saved, and keeps nothing else from being shown', async () => {
		const server = new TestServer();
		const engine = await synced(server);
		const id = crypto.randomUUID();
		await engine.save(addPerson, { id, firstName: 'Ada' });
		await engine.save(updatePerson, { id, fields: { lastName: 'Lovelace' } });
		vi.spyOn(updatePerson, 'decide').mockImplementation(() => {
			throw new Error('no');
		});
		expect(await engine.save(updatePerson, { id, fields: { note: 'x' } })).toEqual({
			saved: false,
			refusal: 'internal'
		});
		await add(engine, 'Grace');
		expect(names(engine)).toEqual(['Ada', 'Grace']);
		expect(engine.status.waiting).toBe(3);
	});
});

describe('a first sync', () => {
	const at = { version: 1, commit: '' };
	const scope = (part: Part, more: Partial<Cursor> = {}) => ({
		scope: scopeOf(part, part === 'event' ? '*' : null),
		reset: true,
		changes: [],
		cursor: { ...at, ...more }
	});

	test('tells how far it has come and what is here, until all of it is', async () => {
		const server = new TestServer();
		const whole = await server.pull({ clientId: '' });
		const after: Cursor['after'] = ['people', '', ''];
		const page = [scope('event'), scope('people', { after, progress: [2, 5] })];
		const pull = vi.spyOn(server, 'pull');
		pull.mockResolvedValueOnce({ ...whole, scopes: page, more: true, lastMutationId: null });
		pull.mockRejectedValueOnce(new Error('no network'));
		const engine = await synced(server);
		expect(engine.status).toMatchObject({
			listOf: null,
			first: { here: ['event'], arriving: { part: 'people', done: 2, of: 5 } }
		});
		pull.mockResolvedValueOnce({ ...whole, scopes: [{ ...scope('people'), reset: false }] });
		await engine.sync();
		expect(engine.status).toMatchObject({ first: null, offlineSince: null });
	});
});

describe('what stops syncing', () => {
	test.each(['update_required', 'not_a_member', 'signed_out'] as const)(
		'%s is told, the queue is kept, and it goes on when the server answers again',
		async (fault) => {
			const server = new TestServer();
			const engine = await synced(server);
			await add(engine, 'Ada');
			server.fault = new ServerRefusal(fault);
			await engine.sync();
			expect(engine.status).toMatchObject({ stopped: fault, waiting: 1, offlineSince: null });
			server.fault = null;
			await engine.sync();
			expect(engine.status).toMatchObject({ stopped: null, waiting: 0 });
		}
	);

	test('is over for a tab that finds another one was answered first', async () => {
		const server = new TestServer();
		const device = disk();
		const first = await synced(server, device);
		const second = await synced(server, device);
		server.fault = new ServerRefusal('not_a_member');
		await first.sync();
		server.fault = null;
		await second.sync();
		await first.sync();
		expect(first.status).toMatchObject({ stopped: null, phase: 'idle' });
	});

	test('an app too old to be answered with rows still sends what waits', async () => {
		const server = new TestServer();
		const engine = await synced(server);
		vi.spyOn(server, 'pull').mockRejectedValue(new ServerRefusal('update_required'));
		await add(engine, 'Ada');
		await engine.sync();
		await add(engine, 'Grace');
		await engine.sync();
		expect(server.added).toEqual(['Ada', 'Grace']);
		expect(engine.status).toMatchObject({ stopped: 'update_required', waiting: 0 });
	});
});

describe('a full device', () => {
	const full = () => new DOMException('no room', 'QuotaExceededError');

	test('is told as what it is, and passes when there is room', async () => {
		const server = new TestServer();
		const device = disk();
		const engine = await synced(server, device);
		const store = vi.spyOn(device.data, 'store').mockRejectedValue(full());
		await engine.sync();
		expect(engine.status).toMatchObject({ full: true, offlineSince: null, stopped: null });
		store.mockRestore();
		await engine.sync();
		expect(engine.status.full).toBe(false);
	});

	test('still sends all that waits, though it has no room to note it; nothing is done twice', async () => {
		const server = new TestServer();
		const device = disk();
		const engine = await synced(server, device);
		for (let i = 0; i < 60; i++) await add(engine, `P${i}`);
		const settle = vi.spyOn(device.queue, 'settle').mockRejectedValue(full());
		await engine.sync();
		expect(server.added).toHaveLength(60);
		expect(engine.status).toMatchObject({ full: true, waiting: 60 });
		settle.mockRestore();
		await engine.sync();
		expect(engine.status).toMatchObject({ full: false, waiting: 0 });
		expect([...server.done.values()]).toEqual(Array(60).fill(1));
	});
});

describe('changes carried as a file', () => {
	/** A device without network, with one change that waits and one that was refused. */
	async function away(server: TestServer) {
		const device = disk();
		const engine = await synced(server, device);
		await add(engine, 'Refused');
		const { clientId, mutations } = await device.queue.all();
		const refusal: Outcome = { outcome: 'refused', refusal: 'not_allowed' };
		await device.queue.settle(clientId, [{ id: 1, outcome: refusal }], Date.now());
		server.refused.add(mutations[0]?.entry ?? '');
		await add(engine, 'Waiting');
		return { engine, changes: engine.changes };
	}

	test('are queued and filed on another device, once however often they are loaded', async () => {
		const server = new TestServer();
		const { changes } = await away(server);
		expect(changes).toMatchObject({
			waiting: [{ args: { firstName: 'Waiting' } }],
			refused: [{ args: { firstName: 'Refused' }, refusal: 'not_allowed' }]
		});
		const other = await synced(server);
		await add(other, 'Own');
		expect(await other.load(changes)).toEqual(changes);
		expect(names(other)).toEqual(['Own', 'Waiting']);
		expect(other.attention).toMatchObject([
			{ mutation: { args: { firstName: 'Refused' } }, refusal: 'not_allowed' }
		]);
		expect(await other.load(changes)).toEqual({ waiting: [], refused: [] });
		await other.sync();
		await other.dismiss(other.attention[0]?.key ?? 0);
		expect(await other.load(changes)).toEqual({ waiting: [], refused: [] });
		expect(other.attention).toEqual([]);
		expect(other.status.waiting).toBe(0);
		expect(server.added).toEqual(['Own', 'Waiting']);
	});

	test('loaded where they come from, and sent from both, are done once', async () => {
		const server = new TestServer();
		const { engine, changes } = await away(server);
		expect(await engine.load(changes)).toEqual({ waiting: [], refused: [] });
		const other = await synced(server);
		await other.load(changes);
		await other.sync();
		await engine.sync();
		expect(engine.status.waiting).toBe(0);
		expect([...server.done.values()]).toEqual([1]);
	});
});

test('people whose reading failed at the start are read at the next sync', async () => {
	const server = new TestServer();
	const device = disk();
	const read = device.data.read.bind(device.data);
	let failing = true;
	vi.spyOn(device.data, 'read').mockImplementation((partition, ...more) =>
		failing && partition === peoplePartition
			? Promise.reject(new Error('the thread has ended'))
			: read(partition, ...more)
	);
	const engine = await open(server, device);
	await until(() => expect(device.data.read).toHaveBeenCalledTimes(1 + startPartitions.length));
	await new Promise((resolve) => setTimeout(resolve));
	failing = false;
	await engine.sync();
	await until(() => expect(engine.shown.has(peoplePartition)).toBe(true));
});

describe('where much waits', () => {
	/** A device on which each look at the clock finds that a turn is over, and which counts the turns it leaves. */
	function turning(server: TestServer, device: ReturnType<typeof disk>) {
		const counted = { turns: 0 };
		let clock = 0;
		const opened = Engine.open({
			organisationId,
			server,
			replica: new LocalReplica({
				organisationId,
				server,
				data: device.data,
				now: () => Date.now()
			}),
			queue: device.queue,
			now: () => Date.now(),
			tell: () => {},
			onChange: () => {},
			ticks: () => (clock += 20),
			drawn: async () => {
				counted.turns++;
				await new Promise((resolve) => setTimeout(resolve));
			},
			onLost: () => {}
		});
		return { counted, opened };
	}

	const guests = () =>
		Array.from({ length: 12 }, (_, at) => ({
			id: crypto.randomUUID(),
			firstName: `Guest ${at}`
		}));

	test('what is saved while that is being laid comes after it, and so does what is decided meanwhile', async () => {
		const server = new TestServer();
		const device = disk();
		await synced(server, device);
		const { counted, opened } = turning(server, device);
		const engine = await opened;
		const all = guests();
		const last = all.at(-1)?.id ?? '';
		const many = engine.saveAll(addPerson, all);
		await until(() => expect(engine.status.waiting).toBe(12));
		const meanwhile = await engine.save(updatePerson, {
			id: last,
			fields: { firstName: 'Renamed' }
		});
		await many;
		expect(meanwhile).toEqual({ saved: true });
		expect(counted.turns).toBeGreaterThan(12);
		expect(names(engine)).toHaveLength(12);
		expect(engine.shown.person(last)?.firstName).toBe('Renamed');
	});

	test('mutations of several kinds are saved together: all of them, or none, each decided after those before', async () => {
		const engine = await synced(new TestServer(), disk());
		const [id, other] = [crypto.randomUUID(), crypto.randomUUID()];
		const added = asking(addPerson, { id, firstName: 'Ada' });
		const renames = (of: string) => asking(updatePerson, { id: of, fields: { firstName: 'Bo' } });
		expect(await engine.saveTogether([added, renames(other)])).toEqual({
			...{ saved: false, refusal: 'missing' }
		});
		expect(engine.status.waiting).toBe(0);
		expect(await engine.saveTogether([added, renames(id)])).toEqual({ saved: true });
		expect(engine.waiting.map(({ name }) => name)).toEqual(['people.add@1', 'people.update@2']);
		expect(names(engine)).toEqual(['Bo']);
	});

	test('all of it is laid anew in turns with the page, with what another tab saves meanwhile, which is there at once', async () => {
		const server = new TestServer();
		const device = disk();
		const other = await synced(server, device);
		await other.saveAll(addPerson, guests());
		const { counted, opened } = turning(server, device);
		const engine = await opened;
		await until(() => expect(names(engine)).toHaveLength(12));
		counted.turns = 0;
		// All that is known is read anew.
		vi.spyOn(engine.replica, 'news').mockImplementation(async () => null);
		const laid = engine.catchUp();
		await until(() => expect(counted.turns).toBeGreaterThan(2));
		await add(other, 'Saved meanwhile');
		await engine.hear({ tab: 'queued' });
		expect(names(engine)).toContain('Saved meanwhile');
		await laid;
		expect(counted.turns).toBeGreaterThanOrEqual(12);
		expect(names(engine)).toHaveLength(13);
	});

	test('one more is decided on what is shown, without laying it all again', async () => {
		const server = new TestServer();
		const device = disk();
		const before = await synced(server, device);
		await before.saveAll(addPerson, guests());
		const { counted, opened } = turning(server, device);
		const engine = await opened;
		await until(() => expect(names(engine)).toHaveLength(12));
		counted.turns = 0;
		const changes = engine.changedPeople.count;
		const id = crypto.randomUUID();
		await engine.save(addPerson, { id, firstName: 'One more' });
		expect(counted.turns).toBe(0);
		expect(names(engine)).toHaveLength(13);
		// Who keeps a list in step looks at that one alone.
		expect(engine.changedPeople.since(changes)).toEqual(new Set([id]));
	});
});
