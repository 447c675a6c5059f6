import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Answer, Ask } from './replica-messages.ts';
import { peoplePartition } from './rows.ts';
import { WorkerReplica } from './worker-replica.ts';

/** Threads as a page sees them. */
class TestWorker {
	static all: TestWorker[] = [];
	onmessage: ((event: { data: Answer }) => void) | null = null;
	onerror: (() => void) | null = null;
	readonly heard: Ask[] = [];
	readonly terminate = vi.fn();

	constructor() {
		TestWorker.all.push(this);
	}

	postMessage(message: Ask): void {
		this.heard.push(message);
	}

	answer(result: unknown): void {
		const ask = this.heard.findLast(({ ask }) => ask === 'call');
		if (ask?.ask === 'call') this.onmessage?.({ data: { answer: 'done', call: ask.call, result } });
	}
}

const worker = (index: number): TestWorker => {
	const found = TestWorker.all[index];
	if (!found) throw new Error(`no thread ${index}`);
	return found;
};

beforeEach(() => {
	TestWorker.all = [];
	vi.stubGlobal('Worker', TestWorker);
});
afterEach(() => void vi.unstubAllGlobals());

const owner = { userId: 'user', organisationId: 'organisation' };

test('a thread that ends rejects what was asked of it; the next one knows what is shown', async () => {
	const replica = new WorkerReplica(owner);
	const reading = replica.read(peoplePartition, () => {});
	worker(0).onerror?.();
	await expect(reading).rejects.toThrow('the thread has ended');
	const state = replica.state('client');
	expect(worker(1).heard[0]).toEqual({ ask: 'open', owner, shown: [peoplePartition] });
	worker(1).answer({ sequence: 3 });
	expect(await state).toEqual({ sequence: 3 });
});

test('the end of an earlier thread, heard late, is not that of its successor', async () => {
	const replica = new WorkerReplica(owner);
	const first = replica.state('client');
	worker(0).onerror?.();
	await expect(first).rejects.toThrow();
	const second = replica.state('client');
	worker(0).onerror?.();
	worker(1).answer('well');
	expect(await second).toBe('well');
});

test('no thread begins to be told that something is shown no longer', async () => {
	const replica = new WorkerReplica(owner);
	worker(0).onerror?.();
	await replica.release(peoplePartition);
	expect(TestWorker.all).toHaveLength(1);
});

test('once closed, nothing begins any more', async () => {
	const replica = new WorkerReplica(owner);
	const state = replica.state('client');
	await replica.close();
	await expect(state).rejects.toThrow();
	await expect(replica.state('client')).rejects.toThrow('closed');
	expect(TestWorker.all).toHaveLength(1);
	expect(worker(0).terminate).toHaveBeenCalled();
});
