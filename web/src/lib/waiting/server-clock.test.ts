import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ServerClock } from './server-clock.ts';

const server = Date.UTC(2026, 4, 14, 17);

/** A device's two clocks: the one on its wall, and the one that only counts while it is awake. */
let wall = 0;
let awake = 0;
const pass = (ms: number) => {
	wall += ms;
	awake += ms;
};

beforeEach(() => {
	[wall, awake] = [server - 86_400_000, 5000];
	vi.spyOn(Date, 'now').mockImplementation(() => wall);
	vi.spyOn(performance, 'now').mockImplementation(() => awake);
	vi.spyOn(performance, 'getEntriesByType').mockReturnValue([]);
});
afterEach(() => vi.restoreAllMocks());

test('goes by the server’s word, whatever the device’s clock shows', () => {
	const clock = new ServerClock(server);
	pass(3000);
	expect(clock.now()).toBe(server + 3000);
	expect(clock.slipped()).toBe(false);
});

test('a device that slept is at the right moment before the network is back', () => {
	const clock = new ServerClock(server);
	pass(3000);
	wall += 3_600_000;
	expect(clock.slipped()).toBe(true);
	expect(clock.now()).toBe(server + 3_603_000);
	expect(clock.slipped()).toBe(false);
});

test('a clock that was set back is no sleep: time goes on', () => {
	const clock = new ServerClock(server);
	pass(3000);
	wall -= 3_600_000;
	expect(clock.slipped()).toBe(true);
	expect(clock.now()).toBe(server + 3000);
});

test('the server’s next word counts more than the wall', () => {
	const clock = new ServerClock(server);
	wall += 3_600_000;
	clock.slipped();
	clock.correct(server + 500, 4900, 5100);
	expect(clock.now()).toBe(server + 500);
	expect(clock.slipped()).toBe(false);
});
