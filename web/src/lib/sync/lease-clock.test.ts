import { describe, expect, test } from 'vitest';
import { LeaseClock } from './lease-clock.ts';

const minute = 60_000;
const day = 86_400_000;
const locksAt = 7 * day;

/** A device whose clock can be set, and what its pages remember. */
class Device {
	readonly #kept = new Map<string, string>();
	readonly store = {
		getItem: (key: string) => this.#kept.get(key) ?? null,
		setItem: (key: string, value: string) => void this.#kept.set(key, value)
	};
	/** What the clock shows. */
	now = 0;
	#elapsed = 0;

	page = () => new LeaseClock(this.store, () => this.#elapsed);

	/** Time passes while a page is open and asks. */
	passes(ms: number, ...pages: LeaseClock[]): void {
		for (let left = ms; left > 0; left -= minute) {
			const step = Math.min(minute, left);
			this.now += step;
			this.#elapsed += step;
			for (const page of pages) page.at(this.now, locksAt);
		}
	}
}

describe('a lease', () => {
	test('goes by the clock', () => {
		const device = new Device();
		const [one, other] = [device.page(), device.page()];
		device.passes(day, one, other);
		expect(one.at(device.now, locksAt)).toBe(day);
		expect(other.at(device.now, locksAt)).toBe(day);
	});

	test('goes on while the clock is set back, in this page and the next', () => {
		const device = new Device();
		const page = device.page();
		device.passes(3 * day, page);
		device.now = 0;
		expect(page.at(device.now, locksAt)).toBe(3 * day);
		device.passes(day, page);
		device.now = 0;
		const next = device.page();
		expect(next.at(device.now, locksAt)).toBe(4 * day);
		device.passes(3 * day, next);
		expect(next.at(device.now, locksAt)).toBeGreaterThanOrEqual(locksAt);
	});

	test('isn’t over for a clock that was wrong for a moment', () => {
		const device = new Device();
		const page = device.page();
		device.passes(day, page);
		device.now += 300 * day;
		expect(page.at(device.now, locksAt)).toBeGreaterThan(locksAt);
		device.now -= 300 * day;
		expect(page.at(device.now, locksAt)).toBe(day);
		const next = device.page();
		next.at(device.now + 300 * day, locksAt);
		expect(next.at(device.now, locksAt)).toBe(day);
	});

	test('begins anew with each contact', () => {
		const device = new Device();
		const page = device.page();
		device.passes(6 * day, page);
		device.now = day;
		expect(page.at(device.now, 9 * day)).toBe(day);
		expect(device.page().at(device.now, 9 * day)).toBe(day);
	});

	test('is counted in the page where the device keeps nothing', () => {
		const device = new Device();
		device.store.getItem = () => 'no JSON';
		device.store.setItem = () => {
			throw new DOMException('full', 'QuotaExceededError');
		};
		const page = device.page();
		device.passes(3 * day, page);
		device.now = 0;
		expect(page.at(device.now, locksAt)).toBe(3 * day);
	});
});
