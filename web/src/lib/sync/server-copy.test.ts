import { expect, test, vi } from 'vitest';
import type { WireRow } from '@foyer/shared/sync';
import type { Chunk, DataState } from './data-store.ts';
import type { Replica } from './replica.ts';
import { allOf, ofEvent, peoplePartition, type Partition } from './partitions.ts';
import { ServerCopy } from './server-copy.ts';

const stateOf = (sequence: number, droppedAt = 0) =>
	({ sequence, droppedAt, clientId: 'client', cursors: {} }) as unknown as DataState;

const events = (count: number): Partition[] =>
	Array.from({ length: count }, (_, index) => ofEvent(`event ${index}`));

/** A replica that holds nothing, up to an answer. */
function emptyReplica(stored: { state: DataState }) {
	const replica = {
		state: vi.fn(async () => stored.state),
		read: vi.fn(async () => stored.state.sequence),
		release: vi.fn(async () => {}),
		news: vi.fn(async (since: number) =>
			stored.state.sequence < since ? null : { state: stored.state, changes: [] }
		)
	};
	return replica as typeof replica & Pick<Replica, 'state' | 'read' | 'release' | 'news'>;
}

const copyOf = (
	replica: ReturnType<typeof emptyReplica>,
	state: DataState,
	onRead = async () => {}
) => new ServerCopy(replica as unknown as Replica, state, onRead, async () => {});

test('what is shown stays, however many events that is', async () => {
	const replica = emptyReplica({ state: stateOf(1) });
	const shown = events(40);
	// As a page does: whatever was read, it asks for all that it shows.
	const copy: ServerCopy = copyOf(replica, stateOf(1), async () => void copy.need(shown));
	await copy.need(shown);
	await copy.need(shown);
	expect(replica.read).toHaveBeenCalledTimes(40);
});

test('what was looked at once is forgotten after a while', async () => {
	const replica = emptyReplica({ state: stateOf(1) });
	const copy = copyOf(replica, stateOf(1));
	const [first, ...others] = events(40);
	for (const one of [first, ...others]) if (one) await copy.need([one]);
	expect(first && copy.rows.has(first)).toBe(false);
	expect(replica.release).toHaveBeenCalledWith(first);
});

test('what is being worked with stays until that ends', async () => {
	const copy = copyOf(emptyReplica({ state: stateOf(1) }), stateOf(1));
	const [first = ofEvent(''), ...others] = events(40);
	const release = copy.hold(new Set([first]));
	for (const one of [first, ...others]) await copy.need([one]);
	expect(copy.rows.has(first)).toBe(true);
	release();
	await copy.need([ofEvent('another')]);
	expect(copy.rows.has(first)).toBe(false);
});

test('a thread that has ended leaves nothing unheard when an event is forgotten', async () => {
	const replica = emptyReplica({ state: stateOf(1) });
	replica.release.mockRejectedValue(new Error('the thread has ended'));
	const unhandled = vi.fn();
	process.on('unhandledRejection', unhandled);
	const copy = copyOf(replica, stateOf(1));
	for (const one of events(30)) await copy.need([one]);
	await new Promise((resolve) => setImmediate(resolve));
	process.off('unhandledRejection', unhandled);
	expect(replica.release).toHaveBeenCalled();
	expect(unhandled).not.toHaveBeenCalled();
});

test('a tab that hears of many answers at once reads what is new twice at most', async () => {
	const stored = { state: stateOf(1) };
	const replica = emptyReplica(stored);
	const copy = copyOf(replica, stateOf(1));
	stored.state = stateOf(200);
	await Promise.all(Array.from({ length: 199 }, () => copy.catchUp()));
	expect(copy.state.sequence).toBe(200);
	expect(replica.news.mock.calls.length).toBeLessThanOrEqual(2);
});

test('where the browser emptied the store, what is left is shown instead of being waited for', async () => {
	const replica = emptyReplica({ state: stateOf(0) });
	const copy = copyOf(replica, stateOf(9, 5));
	await copy.need([peoplePartition]);
	expect(copy.rows.has(peoplePartition)).toBe(true);
	expect(copy.state.sequence).toBe(0);
});

test('what was stored before rows were read is not taken in over them, whenever it is heard of', async () => {
	const groups = allOf('groups');
	const named = (name: string) => ({
		...{ fragment: 'groups' as const, event: null, gone: [] },
		rows: [['group', name, false, 0, null] satisfies WireRow]
	});
	const read = Promise.withResolvers<number>();
	const replica = {
		read(_: Partition, take: (chunk: Chunk) => void) {
			take({ ...named('as read'), ordered: false });
			return read.promise;
		},
		news: async () => ({ state: stateOf(3), changes: [named('as before')] })
	};
	const copy = new ServerCopy(
		replica as unknown as Replica,
		stateOf(1),
		async () => {},
		async () => {}
	);
	const shown = () => copy.rows.small('groups').get('group')?.name;
	const needed = copy.need([groups]);
	copy.take(stateOf(2), [named('as before')]);
	read.resolve(3);
	await needed;
	expect(shown()).toBe('as read');
	copy.take(stateOf(3), [named('as before')]);
	expect(shown()).toBe('as read');
	copy.take(stateOf(4), [named('as later')]);
	expect(shown()).toBe('as later');
});

test('rows that were read before a drop are read again, though news came since', async () => {
	const groups = allOf('groups');
	const first = Promise.withResolvers<number>();
	let reads = 0;
	const replica = {
		state: async () => stateOf(5, 4),
		read: async (_: Partition, take: (chunk: Chunk) => void) => {
			const name = ++reads === 1 ? 'before the drop' : 'after it';
			take({
				fragment: 'groups',
				rows: [['group', name, false, 0, null]],
				gone: [],
				ordered: false
			});
			return reads === 1 ? first.promise : 5;
		}
	};
	const copy = new ServerCopy(
		replica as unknown as Replica,
		stateOf(1),
		async () => {},
		async () => {}
	);
	const needed = copy.need([groups]);
	await copy.readAnew();
	copy.take(stateOf(6, 4), []);
	first.resolve(1);
	await needed;
	expect(copy.rows.small('groups').get('group')?.name).toBe('after it');
});

test('rows that another tab stored are shown with its state, which says whether more are to come', async () => {
	const stored = { state: stateOf(2) };
	const replica = emptyReplica(stored);
	const states: number[] = [];
	const copy: ServerCopy = copyOf(replica, stateOf(1), async () => {
		states.push(copy.state.sequence);
	});
	await copy.need([peoplePartition]);
	expect(states).toEqual([2]);
});

test('what comes while a tab catches up with what it has read is in it as well', async () => {
	const groups = allOf('groups');
	const named = (name: string) => ({
		...{ fragment: 'groups' as const, event: null, gone: [] },
		rows: [['group', name, false, 0, null] satisfies WireRow]
	});
	const replica = emptyReplica({ state: stateOf(3) });
	Object.assign(replica, {
		read: vi.fn(async (_: Partition, take: (chunk: Chunk) => void) => {
			take({ ...named('as read'), ordered: false });
			return 2;
		}),
		news: vi.fn(async () => ({ state: stateOf(3), changes: [named('as of now')] }))
	});
	const copy = copyOf(replica, stateOf(1));
	await copy.need([groups]);
	expect(copy.rows.small('groups').get('group')?.name).toBe('as of now');
});
