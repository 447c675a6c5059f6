import { Dexie } from 'dexie';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { QueueStore } from './queue-store.ts';
import { isLost } from './steady.ts';

afterEach(() => void vi.restoreAllMocks());

const lost = () =>
	new DOMException(
		'Connection to Indexed Database server lost. Refresh the page to try again',
		'UnknownError'
	);

const openQueue = () => new QueueStore(`test-${crypto.randomUUID()}`, () => crypto.randomUUID());
const change = { name: 'people.add@1', args: {}, occurredAt: 1 };

test.each([
	[lost(), true],
	[Object.assign(new Error('wrapped'), { inner: { inner: lost() } }), true],
	[new DOMException('The disk failed', 'UnknownError'), false],
	[new DOMException('no room', 'QuotaExceededError'), false],
	[null, false]
])('%s is a lost connection: %s', (error, expected) => {
	expect(isLost(error)).toBe(expected);
});

/** The next transaction is committed, and nobody hears of it. */
function loseAnAnswer() {
	const { transaction } = Dexie.prototype as unknown as {
		transaction: (...all: unknown[]) => Promise<unknown>;
	};
	return vi.spyOn(Dexie.prototype, 'transaction').mockImplementationOnce(async function (
		this: Dexie,
		...args: unknown[]
	) {
		await transaction.apply(this, args);
		throw lost();
	} as never);
}

describe('a connection that is lost', () => {
	const begin = IDBDatabase.prototype.transaction;
	let left = 0;

	// Before a database is opened: Dexie keeps the method that it finds then.
	beforeAll(() => {
		IDBDatabase.prototype.transaction = function (...args) {
			if (left === 0) return begin.apply(this, args);
			left--;
			throw lost();
		};
	});
	afterEach(() => {
		left = 0;
	});
	afterAll(() => {
		IDBDatabase.prototype.transaction = begin;
	});

	test('is opened anew, and what was being saved is saved', async () => {
		const queue = openQueue();
		await queue.add([change]);
		left = 1;
		await queue.add([change]);
		expect(left).toBe(0);
		const { mutations, lastId } = await queue.all();
		expect(mutations.map(({ id }) => id)).toEqual([1, 2]);
		expect(lastId).toBe(2);
	});

	test('with the answer to a commit leaves one change, not two', async () => {
		const queue = openQueue();
		await queue.clientId();
		const answerLost = loseAnAnswer();
		await queue.add([change, change]);
		expect(answerLost).toHaveBeenCalledTimes(2);
		expect((await queue.all()).mutations).toHaveLength(2);
	});

	test('with the answer to a commit leaves what is tried again waiting once, and off the list', async () => {
		const queue = openQueue();
		const clientId = await queue.clientId();
		await queue.add([change]);
		const outcome = { outcome: 'refused', refusal: 'conflict' } as const;
		await queue.settle(clientId, [{ id: 1, outcome }], 1);
		const [item] = await queue.attention();
		const answerLost = loseAnAnswer();
		expect(await queue.addInPlaceOf(item?.key ?? 0, change)).toBe(true);
		expect(answerLost).toHaveBeenCalledTimes(2);
		expect(await queue.attention()).toEqual([]);
		expect((await queue.all()).mutations.map(({ id }) => id)).toEqual([1, 2]);
	});

	test('is opened anew once for all that went on at the time', async () => {
		const queue = openQueue();
		await queue.clientId();
		left = 4;
		await Promise.all([
			queue.add([change]),
			queue.attention(),
			queue.all(),
			queue.add([change]),
			queue.attention()
		]);
		expect(left).toBe(0);
		expect((await queue.all()).mutations).toHaveLength(2);
	});

	test('for good is told to who asked', async () => {
		const queue = openQueue();
		await queue.clientId();
		left = Infinity;
		await expect(queue.add([change])).rejects.toSatisfy(isLost);
	});
});
