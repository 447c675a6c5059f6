import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { drive, type Drive } from './driver.ts';
import type { Engine } from './engine.ts';
import { until } from '../testing/until.ts';

/** The server's stream, as far as a test lets it. */
class TestStream extends EventTarget {
	static readonly CLOSED = 2;
	static all: TestStream[] = [];
	readyState = 1;

	constructor() {
		super();
		TestStream.all.push(this);
	}

	fail(readyState: number): void {
		this.readyState = readyState;
		this.dispatchEvent(new Event('error'));
	}

	close(): void {
		this.readyState = TestStream.CLOSED;
	}
}

let driven: Drive;
let names: { organisationId: string; device: string };
let engine: { sync: ReturnType<typeof vi.fn>; status: { offlineSince: number | null } };

beforeEach(async () => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
	vi.stubGlobal('EventSource', TestStream);
	TestStream.all = [];
	engine = { sync: vi.fn(async () => {}), status: { offlineSince: null } };
	names = { organisationId: 'o', device: crypto.randomUUID() };
	driven = drive(engine as unknown as Engine, names);
	await until(() => expect(TestStream.all).toHaveLength(1));
	engine.sync.mockClear();
});

afterEach(() => {
	driven.stop();
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

test.for(['online', 'offline', 'focus', 'pageshow'])('%s: it looks at once', (name) => {
	window.dispatchEvent(new Event(name));
	expect(engine.sync).toHaveBeenCalledOnce();
});

test('unasked, it looks within a minute, again and again', () => {
	vi.advanceTimersByTime(60_000);
	const looked = engine.sync.mock.calls.length;
	expect(looked).toBeGreaterThan(0);
	vi.advanceTimersByTime(60_000);
	expect(engine.sync.mock.calls.length).toBeGreaterThan(looked);
});

test('out of reach, it tries again and again, ever later', async () => {
	engine.status.offlineSince = 1;
	const waits: number[] = [];
	for (let tries = 0; tries < 8; tries++) {
		const before = engine.sync.mock.calls.length;
		if (tries === 0) void driven.sync();
		let waited = 0;
		for (; engine.sync.mock.calls.length === before; waited += 100)
			await vi.advanceTimersByTimeAsync(100);
		waits.push(waited);
	}
	expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
	expect(waits.at(-1)).toBeGreaterThan(waits[1] ?? 0);
});

test('a stream that breaks has it look soon, once', () => {
	const [stream] = TestStream.all;
	stream?.fail(0);
	stream?.fail(0);
	vi.advanceTimersByTime(2000);
	expect(engine.sync).toHaveBeenCalledOnce();
	expect(TestStream.all).toHaveLength(1);
});

test('where the server is known to be away, a broken stream adds nothing to the looking', () => {
	engine.status.offlineSince = 1;
	TestStream.all[0]?.fail(0);
	vi.advanceTimersByTime(10_000);
	expect(engine.sync).not.toHaveBeenCalled();
});

test('a stream that was refused is opened again, later', () => {
	TestStream.all[0]?.fail(TestStream.CLOSED);
	vi.advanceTimersByTime(14_000);
	expect(TestStream.all).toHaveLength(1);
	vi.advanceTimersByTime(16_000);
	expect(TestStream.all).toHaveLength(2);
});

test('once stopped it hears and opens nothing more', () => {
	TestStream.all[0]?.fail(TestStream.CLOSED);
	driven.stop();
	window.dispatchEvent(new Event('online'));
	vi.advanceTimersByTime(120_000);
	expect(engine.sync).not.toHaveBeenCalled();
	expect(TestStream.all).toHaveLength(1);
});

test('one that is stopped before it leads lets go of the lead', async () => {
	const device = crypto.randomUUID();
	drive(engine as unknown as Engine, { ...names, device }).stop();
	const lead = `foyer-lead-${device}`;
	await until(async () => {
		const { held = [], pending = [] } = await navigator.locks.query();
		expect([...held, ...pending].map(({ name }) => name)).not.toContain(lead);
	});
	expect(TestStream.all).toHaveLength(1);
});

describe('where two tabs are seen', () => {
	/** A tab of the same device that takes the lead, and says so or hangs. */
	async function other() {
		const channel = new BroadcastChannel(`foyer-${names.device}`);
		let isTaken = false;
		const held = navigator.locks.request(
			`foyer-lead-${names.device}`,
			{ steal: true },
			() => new Promise<void>(() => (isTaken = true))
		);
		const lost = held.then(
			() => false,
			() => true
		);
		await until(() => expect(isTaken).toBe(true));
		await until(() => expect(TestStream.all[0]?.readyState).toBe(TestStream.CLOSED));
		// Opened last, so it hears last.
		const witness = new BroadcastChannel(`foyer-${names.device}`);
		const says = async (): Promise<void> => {
			const heard = new Promise((resolve) => (witness.onmessage = resolve));
			channel.postMessage({ tab: 'leads' });
			await heard;
		};
		return { says, lost };
	}

	test('one takes the lead from the other when it says nothing any more', async () => {
		const { lost } = await other();
		vi.advanceTimersByTime(60_000);
		expect(await lost).toBe(true);
		await until(() => expect(TestStream.all).toHaveLength(2));
	});

	test('one leaves the lead to the other that says that it has it', async () => {
		const { says } = await other();
		for (let beat = 0; beat < 10; beat++) {
			vi.advanceTimersByTime(20_000);
			await says();
		}
		expect(TestStream.all).toHaveLength(1);
	});

	test('the one that leads says so', async () => {
		const channel = new BroadcastChannel(`foyer-${names.device}`);
		const heard = vi.fn();
		channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => void heard(data));
		vi.advanceTimersByTime(10_000);
		await until(() => expect(heard).toHaveBeenCalledWith({ tab: 'leads' }));
		channel.close();
	});
});
