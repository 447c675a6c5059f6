import { describe, expect, test } from 'vitest';
import { cacheOf, fromAny, keepTwo, type Caches } from './versions.ts';

const origin = 'https://foyer.test';
const urlOf = (of: RequestInfo | URL) => new URL(of instanceof Request ? of.url : of, origin).href;

/** Caches as a browser keeps them: in the order in which they were made. */
class FakeCaches implements Caches {
	readonly #all = new Map<string, Map<string, Response>>();

	keys = async () => [...this.#all.keys()];
	delete = async (name: string) => this.#all.delete(name);
	open = async (name: string) => {
		const held = this.#all.get(name) ?? new Map<string, Response>();
		this.#all.set(name, held);
		return {
			match: async (of: RequestInfo | URL) => held.get(urlOf(of))?.clone(),
			put: async (of: RequestInfo | URL, response: Response) => void held.set(urlOf(of), response),
			delete: async (of: RequestInfo | URL) => held.delete(urlOf(of))
		} as Cache;
	};
	match = async (of: RequestInfo | URL) => {
		for (const held of this.#all.values()) {
			const found = held.get(urlOf(of));
			if (found) return found.clone();
		}
		return undefined;
	};
}

/** A device, and the versions of the app that reach it. */
class Device {
	readonly caches = new FakeCaches();
	#now = 1000;

	/** A version's files arrive, each by a name of its own. */
	async fetches(version: string): Promise<void> {
		const cache = await this.caches.open(cacheOf(version));
		await cache.put(`${origin}/app/_app/immutable/${version}.js`, new Response(version));
	}

	async takes(version: string): Promise<void> {
		await keepTwo(this.caches, version, (this.#now += 1000));
	}

	/** What a tab gets that asks for a file of its version, which the server has no longer. */
	async gets(version: string): Promise<string> {
		const request = new Request(`${origin}/app/_app/immutable/${version}.js`);
		const gone = async () => new Response('gone', { status: 404 });
		return (await fromAny(this.caches, request, gone)).text();
	}
}

describe('a tab that runs on while another version takes over', () => {
	test('gets its files, which the server has no longer', async () => {
		const device = new Device();
		for (const version of ['one', 'two']) {
			await device.fetches(version);
			await device.takes(version);
		}
		expect([await device.gets('one'), await device.gets('two')]).toEqual(['one', 'two']);
	});

	test('gets them where yet another was fetched in between and never taken', async () => {
		const device = new Device();
		await device.fetches('one');
		await device.takes('one');
		await device.fetches('skipped');
		await device.fetches('two');
		await device.takes('two');
		expect([await device.gets('one'), await device.gets('two')]).toEqual(['one', 'two']);
		expect(await device.gets('skipped')).toBe('gone');
	});

	test('leaves the files of one that is arriving', async () => {
		const device = new Device();
		await device.fetches('one');
		await device.takes('one');
		await device.fetches('two');
		await device.fetches('three');
		await device.takes('two');
		expect([await device.gets('one'), await device.gets('three')]).toEqual(['one', 'three']);
		await device.takes('three');
		expect([await device.gets('one'), await device.gets('two')]).toEqual(['gone', 'two']);
	});

	test('gets them where the one that takes over has been here before', async () => {
		const device = new Device();
		for (const version of ['one', 'two', 'one']) {
			await device.fetches(version);
			await device.takes(version);
		}
		await device.fetches('three');
		await device.takes('three');
		expect([await device.gets('one'), await device.gets('three')]).toEqual(['one', 'three']);
		expect(await device.gets('two')).toBe('gone');
	});

	test('two versions behind, learns that they are gone', async () => {
		const device = new Device();
		for (const version of ['one', 'two', 'three']) {
			await device.fetches(version);
			await device.takes(version);
		}
		expect(await device.gets('one')).toBe('gone');
		expect(await device.gets('two')).toBe('two');
	});

	test('gets them from a version of before, which noted nothing', async () => {
		const device = new Device();
		await device.fetches('older');
		await device.fetches('before');
		await device.fetches('two');
		await device.takes('two');
		expect(await device.gets('before')).toBe('before');
		expect(await device.gets('older')).toBe('gone');
	});
});

test('what the app doesn’t hold for itself stays', async () => {
	const device = new Device();
	await (await device.caches.open('foyer-waiting')).put('/x', new Response('kept'));
	await device.fetches('one');
	await device.takes('one');
	await device.fetches('two');
	await device.takes('two');
	expect(await device.caches.match(`${origin}/x`).then((found) => found?.text())).toBe('kept');
});
