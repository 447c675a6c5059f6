import { attachedType, detached, framed } from '@foyer/shared/attached';
import type { PullAnswer } from '@foyer/shared/sync';
import type { Power } from './power.ts';
import type { Random } from './random.ts';

/** What may happen to a call on its way. */
const faults = [
	'request lost',
	'answer lost',
	'sent twice',
	'held up',
	'answer cut short',
	'error before',
	'error after',
	'page of a captive portal'
] as const;
type Fault = (typeof faults)[number] | 'none';

/** The most turns of the event loop that a slow call takes on its way. */
const slowest = 400;

/** The most calls of one device in a schedule: whoever makes more never comes to an end. */
const mostCalls = 1000;

/** Answers a call as the server does: a tRPC answer as JSON. */
export type Handler = (path: string, input: unknown) => Promise<{ status: number; body: unknown }>;

const json = (status: number, body: string): Response =>
	new Response(body, { status, headers: { 'content-type': 'application/json' } });

/** An answer as it travels to who takes texts after its JSON. */
function travelling(body: unknown): { type: string; bytes: Uint8Array<ArrayBuffer> } {
	const { result } = body as { result?: { data: PullAnswer } };
	const texts: Uint8Array[] = [];
	const data = result && 'scopes' in result.data ? detached(result.data, texts) : null;
	if (texts.length === 0) return { type: 'application/json', bytes: encoded(body) };
	return { type: attachedType, bytes: framed(encoded({ result: { data } }), texts) };
}

const encoded = (body: unknown): Uint8Array<ArrayBuffer> =>
	new TextEncoder().encode(JSON.stringify(body));

const portal = (): Response =>
	new Response('<!doctype html><title>Welcome to the hotel</title>', {
		status: 200,
		headers: { 'content-type': 'text/html' }
	});

/** A network that loses, repeats, delays, cuts and forges. */
export class Network {
	/** How likely a call meets a fault. */
	faultiness = 0;
	/** Whether no answer arrives. */
	losesAnswers = false;
	/** On which way calls that begin now take long. */
	slow: 'there' | 'back' | null = null;
	readonly #handler: Handler;
	readonly #random: Random;
	#calls = 0;
	readonly #onTheWay = new Set<Promise<unknown>>();
	/** Copies of pushes that arrive when they are let. */
	#copies: (() => Promise<unknown>)[] | null = null;
	/** Who waits for a call, by its path. */
	readonly #awaited = new Map<string, () => void>();

	constructor(handler: Handler, random: Random) {
		this.#handler = handler;
		this.#random = random;
	}

	/** The network as one tab reaches it. */
	fetchOf(power: Power): typeof fetch {
		return async (input, init) => {
			power.need();
			const path = new URL(input instanceof Request ? input.url : input, 'http://foyer.test')
				.pathname;
			const response = await this.#send(path, init?.body as string);
			power.need();
			return response;
		};
	}

	/** Whether the device has called without an end. No call gets through any more. */
	get isExhausted(): boolean {
		return this.#calls > mostCalls;
	}

	/** Resolves when the next call of a path sets out. */
	setsOut(path: string): Promise<void> {
		return new Promise((resolve) => void this.#awaited.set(path, resolve));
	}

	/** Copies each push from now on. @returns what lets the copies arrive */
	copyPushes(): () => Promise<void> {
		const copies: (() => Promise<unknown>)[] = [];
		this.#copies = copies;
		return async () => {
			this.#copies = null;
			for (const arrive of copies) await arrive();
		};
	}

	/** Resolves once nothing is on its way any more. */
	async quiet(): Promise<void> {
		while (this.#onTheWay.size > 0) await Promise.allSettled(this.#onTheWay);
	}

	async #send(path: string, body: string): Promise<Response> {
		this.#calls++;
		if (this.isExhausted) throw new TypeError('fetch failed');
		const fault: Fault = this.#random.chance(this.faultiness) ? this.#random.pick(faults) : 'none';
		this.#awaited.get(path)?.();
		const { slow } = this;
		await this.#travel(slow === 'there' ? slowest : fault === 'held up' ? 60 : 6);
		if (fault === 'request lost') throw new TypeError('fetch failed');
		if (fault === 'page of a captive portal') return portal();
		if (fault === 'error before') return json(502, '{"error":"bad gateway"}');
		// The second copy arrives when it likes: before the first, or long after.
		if (fault === 'sent twice')
			void this.#keep(this.#travel(60).then(() => this.#handle(path, body)));
		if (path.endsWith('push')) this.#copies?.push(() => this.#handle(path, body));
		const answer = await this.#handle(path, body);
		await this.#travel(slow === 'back' ? slowest : fault === 'held up' ? 60 : 6);
		if (fault === 'answer lost' || this.losesAnswers) throw new TypeError('fetch failed');
		if (fault === 'error after') return json(500, '{"error":"fault"}');
		const { type, bytes } = travelling(answer.body);
		const end = fault === 'answer cut short' ? this.#random.int(bytes.length) : bytes.length;
		return new Response(bytes.subarray(0, end), {
			status: answer.status,
			headers: { 'content-type': type }
		});
	}

	#handle(path: string, body: string): ReturnType<Handler> {
		return this.#keep(this.#handler(path, JSON.parse(body)));
	}

	#keep<T>(work: Promise<T>): Promise<T> {
		this.#onTheWay.add(work);
		work.then(
			() => this.#onTheWay.delete(work),
			() => this.#onTheWay.delete(work)
		);
		return work;
	}

	/** Calls overtake each other: each takes some turns of the event loop. */
	async #travel(most: number): Promise<void> {
		for (let turns = this.#random.int(most); turns > 0; turns--)
			await new Promise((resolve) => setImmediate(resolve));
	}
}
