import { afterEach, describe, expect, test, vi } from 'vitest';
import { deviceStorage, fewLeft } from './device-storage.svelte.ts';

test.each([
	[{ usage: 10_000_000, quota: 10_000_000_000 }, null],
	[{ usage: 9_800_000_000, quota: 10_000_000_000 }, 200_000_000],
	[{ usage: 80_000_000, quota: 120_000_000 }, 40_000_000],
	[{ usage: 130, quota: 120 }, 0],
	[{ quota: 120 }, null],
	[{}, null]
])('room on the device %j', (estimate, left) => {
	expect(fewLeft(estimate)).toBe(left);
});

describe('what the browser is asked', () => {
	afterEach(() => vi.unstubAllGlobals());

	/** A browser that keeps things for good once it is asked to and willing. */
	function browser(grants: boolean) {
		let kept = false;
		const persist = vi.fn(async () => (kept = grants));
		const estimate = vi.fn(async () => ({ usage: 0, quota: 10e9 }));
		vi.stubGlobal('navigator', { storage: { persist, persisted: async () => kept, estimate } });
		return { persist, estimate };
	}

	test('to keep what is here, when somebody signs in, and not again once it does', async () => {
		const { persist } = browser(true);
		await deviceStorage.ask();
		expect(deviceStorage.kept).toBe(true);
		await deviceStorage.ask();
		expect(persist).toHaveBeenCalledOnce();
	});

	test('that again when the app is put on the device, where it was refused at first', async () => {
		const { persist } = browser(false);
		await deviceStorage.ask();
		expect(deviceStorage.kept).toBe(false);
		await deviceStorage.afterSaving();
		expect(persist).toHaveBeenCalledOnce();
		await deviceStorage.ask();
		expect(persist).toHaveBeenCalledTimes(2);
	});

	test('what it won’t say stays unknown, and nothing fails', async () => {
		const refused = () => Promise.reject(new DOMException('', 'SecurityError'));
		vi.stubGlobal('navigator', {
			storage: { persist: refused, persisted: refused, estimate: refused }
		});
		await deviceStorage.ask();
		await deviceStorage.look();
		vi.stubGlobal('navigator', {});
		await deviceStorage.look();
	});
});
