import { heartbeatMs } from '@foyer/shared/heartbeat';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeDevice, FakeStream, openStreams, realDevice } from '../testing/fake-device.ts';
import { News } from './news.ts';
import type { EventNews } from './waiting-state.ts';

const word = { now: 1, revision: 'a' };
const offline = () => Promise.reject(new TypeError('no network'));

let answer: ReturnType<typeof fakeDevice>;
const hear = vi.fn<(news: EventNews, sent: number | null) => void>();
const lost = vi.fn<(lost: boolean) => void>();
let news: News;

beforeEach(() => {
	answer = fakeDevice().mockResolvedValue(word);
	hear.mockReset();
	lost.mockReset();
	news = new News('/maison/gala/live', 'token=t', hear, lost, () => {});
	news.open();
	FakeStream.all[0]?.say('state', word);
});
afterEach(realDevice);

describe('a stream', () => {
	it('that beats is kept, and nothing is asked beside it', async () => {
		for (let beats = 0; beats < 20; beats++) {
			await vi.advanceTimersByTimeAsync(heartbeatMs);
			FakeStream.all[0]?.say('beat', 0);
		}
		expect(FakeStream.all).toHaveLength(1);
		expect(answer).not.toHaveBeenCalled();
	});

	it('that went quiet though it seems open is opened anew, and the state asked for', async () => {
		await vi.advanceTimersByTimeAsync(3 * heartbeatMs);
		expect(FakeStream.all).toHaveLength(1);
		await vi.advanceTimersByTimeAsync(10_000);
		expect(openStreams()).toEqual([FakeStream.all[1]]);
		expect(answer).toHaveBeenCalledOnce();
	});

	it('that stays quiet is opened again and again, later each time up to half a minute', async () => {
		await vi.advanceTimersByTimeAsync(20 * 60_000);
		expect(FakeStream.all.length).toBeGreaterThan(8);
		expect(FakeStream.all.length).toBeLessThan(16);
		expect(openStreams().length).toBeLessThanOrEqual(1);
	});

	it('is opened anew after a sleep in which the timers stood still, not at once', async () => {
		vi.setSystemTime(Date.now() + 3_600_000);
		news.resume();
		expect([FakeStream.all.length, answer.mock.calls.length]).toEqual([1, 0]);
		await vi.advanceTimersByTimeAsync(2000);
		expect(openStreams()).toEqual([FakeStream.all[1]]);
		expect(answer).toHaveBeenCalledOnce();
	});

	it('that beat a moment ago is kept by a page that was put aside', async () => {
		news.resume();
		await vi.advanceTimersByTimeAsync(2000);
		expect(FakeStream.all).toHaveLength(1);
		expect(answer).toHaveBeenCalledOnce();
	});
});

describe('an ask without an answer', () => {
	it('is asked again, later each time, though the stream seems open', async () => {
		answer.mockImplementation(offline);
		await news.ask();
		const asked: number[] = [];
		for (let second = 0; second < 60; second++) {
			await vi.advanceTimersByTimeAsync(1000);
			FakeStream.all[0]?.say('beat', 0);
			asked.push(answer.mock.calls.length);
		}
		// After 3, 6, 12 and 22.5 seconds.
		expect([2, 8, 20, 42, 43].map((second) => asked[second])).toEqual([2, 3, 4, 4, 5]);
		answer.mockResolvedValue(word);
		hear.mockClear();
		await vi.advanceTimersByTimeAsync(30_000);
		expect(hear).toHaveBeenCalledOnce();
		expect(lost).toHaveBeenLastCalledWith(false);
	});

	it('is none either where something in between answered', async () => {
		answer.mockResolvedValue({});
		hear.mockClear();
		await news.ask();
		expect(hear).not.toHaveBeenCalled();
		expect(lost).toHaveBeenLastCalledWith(true);
	});

	it('is given up where the connection broke halfway', async () => {
		const given = new AbortController();
		vi.spyOn(AbortSignal, 'timeout').mockReturnValue(given.signal);
		vi.stubGlobal(
			'fetch',
			(_: string, { signal }: RequestInit) =>
				new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error())))
		);
		const asking = news.ask();
		given.abort();
		await asking;
		expect(lost).toHaveBeenLastCalledWith(true);
	});
});
