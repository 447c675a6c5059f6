import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from '../context.ts';
import type { AccessCache } from './access-cache.ts';
import type { PublicEvent } from './access.reads.ts';
import { revisionOf } from './revision.ts';

const streamPath = /^\/([^/?]+)\/([^/?]+)\/live\/stream(?:\?|$)/;
const heartbeatMs = 25_000;

/** Over how many ms those told ask again: a second for 1,000, more where one process has to answer many more. */
export const spreadFor = (viewers: number): number => Math.max(600, Math.round(viewers * 0.2));

/**
 * The streams of those who wait: one per viewer, on the raw response before the web framework, because
 * ten thousand of them must cost little. Nothing about a viewer is kept but the open response.
 */
export class Viewers {
	readonly #context: Pick<Context, 'log' | 'now'>;
	readonly #cache: AccessCache;
	readonly #byEvent = new Map<string, Set<ServerResponse>>();
	readonly #heartbeat: NodeJS.Timeout;

	constructor(context: Pick<Context, 'log' | 'now'>, cache: AccessCache) {
		this.#context = context;
		this.#cache = cache;
		cache.onChange((eventId, event) => this.tell(eventId, event));
		this.#heartbeat = setInterval(
			() => this.#writeToAll(Buffer.from(':\n\n')),
			heartbeatMs
		).unref();
	}

	/** Answers a request for a stream. @returns whether it was one */
	handle = (request: IncomingMessage, response: ServerResponse): boolean => {
		const match = request.method === 'GET' ? streamPath.exec(request.url ?? '') : null;
		if (!match) return false;
		const [, pageName = '', permalink = ''] = match;
		this.#open(pageName, permalink, response).catch((err: unknown) => {
			this.#context.log.warn({ err }, 'no stream for a viewer');
			if (!response.headersSent)
				response.writeHead(503, { 'cache-control': 'no-store', 'retry-after': '5' });
			response.end();
		});
		return true;
	};

	/** How many wait for an event in this process. */
	count(eventId: string): number {
		return this.#byEvent.get(eventId)?.size ?? 0;
	}

	/** Tells an event's viewers what it is now; each then asks for its own link again, if that is news to it. */
	tell(eventId: string, event: PublicEvent | undefined): void {
		const viewers = this.#byEvent.get(eventId);
		if (!viewers) return;
		const message = Buffer.from(this.#message(eventId, event));
		for (const response of viewers) response.write(message);
	}

	/** Sends every viewer to another process, spread out. */
	close(): void {
		clearInterval(this.#heartbeat);
		const all = [...this.#byEvent.values()].flatMap((viewers) => [...viewers]);
		const goodbye = `event: reconnect\ndata: {"within":${Math.max(2000, spreadFor(all.length))}}\n\n`;
		for (const response of all) response.end(goodbye);
	}

	async #open(pageName: string, permalink: string, response: ServerResponse): Promise<void> {
		const event = await this.#cache.event(pageName, permalink);
		if (!event) {
			response.writeHead(404, { 'cache-control': 'no-store' }).end();
			return;
		}
		if (response.destroyed) return;
		response.writeHead(200, {
			'content-type': 'text/event-stream',
			'cache-control': 'no-store',
			'x-accel-buffering': 'no'
		});
		const viewers = this.#byEvent.get(event.id) ?? new Set();
		this.#byEvent.set(event.id, viewers.add(response));
		response.on('close', () => {
			viewers.delete(response);
			if (viewers.size === 0 && this.#byEvent.get(event.id) === viewers)
				this.#byEvent.delete(event.id);
		});
		// What the event is as the stream begins: nothing that happens falls between the page and it.
		response.write(this.#message(event.id, event));
	}

	#message(eventId: string, event: PublicEvent | undefined): string {
		const within = spreadFor(this.count(eventId));
		const data = { now: this.#context.now(), revision: event ? revisionOf(event) : '', within };
		return `event: ${event?.status === 'live' ? 'go' : 'state'}\ndata: ${JSON.stringify(data)}\n\n`;
	}

	#writeToAll(message: Buffer): void {
		for (const viewers of this.#byEvent.values()) {
			for (const response of viewers) response.write(message);
		}
	}
}
