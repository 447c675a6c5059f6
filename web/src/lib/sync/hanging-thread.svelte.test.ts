import { afterEach, expect, test, vi } from 'vitest';
import { withQueue } from './device.ts';
import { local } from './local.svelte.ts';
import { until } from '../testing/until.ts';

afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
	vi.restoreAllMocks();
});

test('a thread that hangs for good is ended, and the copy is opened by another with all that was saved', async () => {
	vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('no network'));
	vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
	const script = URL.createObjectURL(new Blob(['onmessage = () => { for (;;); }']));
	const { Worker } = globalThis;
	const ended = vi.fn();
	vi.stubGlobal(
		'Worker',
		class extends Worker {
			constructor() {
				super(script);
				vi.stubGlobal('Worker', Worker);
			}
			override terminate() {
				super.terminate();
				ended();
			}
		}
	);
	const owner = { userId: crypto.randomUUID(), organisationId: crypto.randomUUID() };
	await withQueue(owner, (queue) => queue.add([{ name: 'people.add@1', args: {}, occurredAt: 1 }]));
	const stop = local.keepOpen(owner);
	await until(() => expect(vi.getTimerCount()).toBe(1));
	expect(local.ready).toBe(false);

	vi.advanceTimersByTime(60_000);
	expect(ended).toHaveBeenCalled();
	await until(() => expect(local.ready).toBe(true));
	expect(local.waiting).toHaveLength(1);
	stop();
	local.close();
});
