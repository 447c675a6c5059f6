import { Dexie } from 'dexie';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { QueueStore } from './queue-store.ts';

let name: string;
let open: QueueStore[];
beforeEach(() => {
	name = `queue ${crypto.randomUUID()}`;
	open = [];
});
afterEach(async () => {
	for (const queue of open) queue.close();
	await Dexie.delete(name);
});

/** The queue as another tab has it. */
function tab(): QueueStore {
	const queue = new QueueStore(name, () => crypto.randomUUID());
	open.push(queue);
	return queue;
}

/** The queue as an app of before had it. */
function before() {
	const db = new Dexie(name) as Dexie & { mutations: Dexie.Table<unknown, number> };
	db.version(1).stores({ client: '', mutations: 'id', attention: '++key' });
	db.version(2).stores({ loaded: 'entry', owner: '' });
	return db;
}

const saved = (text: string) => ({ name: 'people.add@1', args: { text }, occurredAt: 1 });
const applied = { outcome: 'applied' as const, notices: [] };
const contents = async (queue: QueueStore) =>
	(await queue.all()).mutations.map(({ id, args, settledAt }) => [
		id,
		(args as { text: string }).text,
		settledAt
	]);

test('what another tab saved, settled and numbered anew is read, and what stayed is the same object', async () => {
	const [one, other] = [tab(), tab()];
	await one.add([saved('a'), saved('b')]);
	const [first] = (await one.all()).mutations;
	await other.add(['c', 'd', 'e', 'f'].map(saved));
	expect(await contents(one)).toEqual(
		['a', 'b', 'c', 'd', 'e', 'f'].map((text, at) => [at + 1, text, null])
	);
	expect((await one.all()).mutations[0]).toBe(first);
	const { clientId } = await other.all();
	await other.settle(clientId, [{ id: 1, outcome: applied }], 5);
	expect((await contents(one)).slice(0, 2)).toEqual([
		[1, 'a', 5],
		[2, 'b', null]
	]);
	await other.renumber(clientId, 6);
	expect((await contents(one)).slice(0, 2)).toEqual([
		[1, 'a', null],
		[2, 'b', null]
	]);
	expect((await one.all()).clientId).not.toBe(clientId);
});

test('a number that was given again, as the system had set the queue back, is another mutation', async () => {
	const queue = tab();
	await queue.add([saved('lost')]);
	expect(await contents(queue)).toEqual([[1, 'lost', null]]);
	const { clientId, lastId } = await queue.all();
	const db = before();
	await db.table('mutations').clear();
	await db.table('client').put({ clientId, lastId: lastId - 1 }, 'client');
	db.close();
	await tab().add([saved('new')]);
	expect(await contents(queue)).toEqual([[1, 'new', null]]);
});

test('a queue of before is read on, and a tab of the app of before goes on beside it', async () => {
	const old = before();
	await old.table('client').put({ clientId: 'known', lastId: 1 }, 'client');
	const kept = { outcome: null, settledAt: null };
	await old.mutations.put({ id: 1, entry: 'e1', ...saved('old'), ...kept });
	const queue = tab();
	expect(await contents(queue)).toEqual([[1, 'old', null]]);
	await old.mutations.put({ id: 2, entry: 'e2', ...saved('beside'), ...kept });
	await old.table('client').put({ clientId: 'known', lastId: 2 }, 'client');
	expect(await contents(queue)).toEqual([
		[1, 'old', null],
		[2, 'beside', null]
	]);
	old.close();
	const later = before();
	expect(await later.mutations.toArray()).toHaveLength(2);
	later.close();
});
