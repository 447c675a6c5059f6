import { afterEach, expect, test, vi } from 'vitest';
import { withQueue } from './device.ts';
import { local } from './local.svelte.ts';

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
	await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
	expect(local.ready).toBe(false);

	vi.advanceTimersByTime(60_000);
	expect(ended).toHaveBeenCalled();
	await vi.waitFor(() => expect(local.ready).toBe(true), 20_000);
	expect(local.waiting).toHaveLength(1);
	stop();
	local.close();
});
