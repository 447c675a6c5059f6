import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Answer, Ask } from './replica-messages.ts';
import { Resting } from './resting.ts';
import { peoplePartition } from './partitions.ts';
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

	says(answer: Answer): void {
		this.onmessage?.({ data: answer });
	}

	answer(result: unknown): void {
		const ask = this.heard.findLast(({ ask }) => ask === 'call');
		if (ask?.ask === 'call') this.says({ answer: 'done', call: ask.call, result });
	}
}

const worker = (index: number): TestWorker => {
	const found = TestWorker.all[index];
	if (!found) throw new Error(`no thread ${index}`);
	return found;
};

const page = { hidden: false };

beforeEach(() => {
	TestWorker.all = [];
	page.hidden = false;
	vi.stubGlobal('Worker', TestWorker);
	vi.stubGlobal('document', page);
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

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

const minute = 60_000;

describe('a thread that owes an answer', () => {
	test('and says nothing for long is ended; the next call begins another', async () => {
		const replica = new WorkerReplica(owner);
		const hanging = expect(replica.state('client')).rejects.toThrow('the thread hangs');
		vi.advanceTimersByTime(minute);
		await hanging;
		expect(worker(0).terminate).toHaveBeenCalledOnce();
		const state = replica.state('client');
		worker(1).answer('well');
		expect(await state).toBe('well');
	});

	test('is waited for as long as it says that it is there', async () => {
		const replica = new WorkerReplica(owner);
		const state = replica.state('client');
		for (let second = 0; second < 300; second += 20) {
			vi.advanceTimersByTime(20_000);
			worker(0).says({ answer: 'beat' });
		}
		worker(0).answer('at last');
		expect(await state).toBe('at last');
		expect(TestWorker.all).toHaveLength(1);
	});

	test('is asked whether it is there', () => {
		const replica = new WorkerReplica(owner);
		void replica.state('client');
		vi.advanceTimersByTime(minute / 12);
		expect(worker(0).heard.at(-1)).toEqual({ ask: 'beat' });
	});

	test('is waited for while nobody sees the page, which slows it down', async () => {
		const replica = new WorkerReplica(owner);
		const state = replica.state('client');
		page.hidden = true;
		vi.advanceTimersByTime(10 * minute);
		page.hidden = false;
		vi.advanceTimersByTime(minute / 3);
		worker(0).answer('well');
		expect(await state).toBe('well');
	});

	test('has missed nothing while the device slept, however long', async () => {
		const replica = new WorkerReplica(owner);
		const state = replica.state('client');
		vi.setSystemTime(Date.now() + 60 * minute);
		vi.advanceTimersByTime(minute / 12);
		worker(0).answer('well');
		expect(await state).toBe('well');
	});
});

test('a thread that owes nothing is left alone', async () => {
	const replica = new WorkerReplica(owner);
	const state = replica.state('client');
	worker(0).answer('well');
	await state;
	vi.advanceTimersByTime(10 * minute);
	expect(worker(0).terminate).not.toHaveBeenCalled();
	expect(vi.getTimerCount()).toBe(0);
});

test('while its page is put aside a thread is ended and none begins; back, one does', async () => {
	const replica = new WorkerReplica(owner);
	const state = expect(replica.state('client')).rejects.toBeInstanceOf(Resting);
	replica.rest();
	await state;
	expect(worker(0).terminate).toHaveBeenCalledOnce();
	await expect(replica.state('client')).rejects.toBeInstanceOf(Resting);
	expect(TestWorker.all).toHaveLength(1);
	replica.wake();
	void replica.state('client');
	expect(TestWorker.all).toHaveLength(2);
});
