import { vi } from 'vitest';
import type { EventNews } from '../waiting/waiting-state.ts';

/** A stream that says what a test has it say. */
export class FakeStream {
	static readonly OPEN = 1;
	static readonly all: FakeStream[] = [];
	readyState = 1;
	onerror: (() => void) | null = null;
	readonly #listeners = new Map<string, (message: { data: string }) => void>();

	constructor() {
		FakeStream.all.push(this);
	}

	addEventListener(type: string, listener: (message: { data: string }) => void): void {
		this.#listeners.set(type, listener);
	}

	close(): void {
		this.readyState = 2;
	}

	say(type: string, data: object | number): void {
		this.#listeners.get(type)?.({ data: JSON.stringify(data) });
	}
}

/** The streams that are open, as the device believes. */
export const openStreams = (): FakeStream[] =>
	FakeStream.all.filter(({ readyState }) => readyState === FakeStream.OPEN);

/**
 * A device whose clock, chance, streams and network a test governs.
 * @returns what answers when the page asks for the event's state: throws where there is no network
 */
export function fakeDevice() {
	vi.useFakeTimers();
	vi.spyOn(Math, 'random').mockReturnValue(0.5);
	FakeStream.all.length = 0;
	const answer = vi.fn<() => Promise<Partial<EventNews>>>();
	vi.stubGlobal('window', globalThis);
	vi.stubGlobal('EventSource', FakeStream);
	vi.stubGlobal('fetch', async () => {
		const news = await answer();
		return { json: () => news };
	});
	return answer;
}

/** The device as it was. */
export function realDevice(): void {
	vi.useRealTimers();
	vi.restoreAllMocks();
	vi.unstubAllGlobals();
}
