import type { IncomingMessage, ServerResponse } from 'node:http';
import { heartbeatMs } from '@foyer/shared/heartbeat';
import type { Context } from '../context.ts';
import type { AccessAddress } from './access-address.ts';
import type { AccessCache } from './access-cache.ts';
import type { PublicEvent } from './access.reads.ts';
import { OpenLinks } from './open-links.ts';
import { revisionOf } from './revision.ts';
import { waitsFor } from './waiting-token.ts';

const streamHead = {
	'content-type': 'text/event-stream',
	'cache-control': 'no-store',
	'x-accel-buffering': 'no'
};
const unavailable = { 'cache-control': 'no-store', 'retry-after': '5', connection: 'close' };
/** Not a comment: a page must be able to hear it, to know that a quiet stream isn’t a dead one. */
const beat = Buffer.from('event: beat\ndata: 0\n\n');

/** Straight to the connection, which is half of what telling ten thousand costs. Null while an earlier request has it. */
const pass = (response: ServerResponse, message: Buffer) =>
	(response.socket ?? response).write(message);

/** Over how many ms those told ask again as their number asks, more where one process has to answer many more. */
export const spreadFor = (viewers: number): number => Math.max(600, Math.round(viewers * 0.2));

/**
 * Over how many ms an event's viewers ask again: at its start as the organizer said, which is for the room to
 * bear. Who hears of the start later, back from sleep or from another process, waits what is left of it.
 */
export function spreadOf(
	{ status, startedAt, entrySpread }: Pick<PublicEvent, 'status' | 'startedAt' | 'entrySpread'>,
	viewers: number,
	now: number
): number {
	const asked = spreadFor(viewers);
	if (status !== 'live' || entrySpread === null) return asked;
	const said = entrySpread * 1000;
	return Math.max(Math.min(said, (startedAt ?? now) + said - now), Math.min(said, asked));
}

/** Open streams of one event. */
interface Audience {
	/** Of its waiting pages: they are told what the organizer says, and counted. */
	waiting: Set<ServerResponse>;
	/** Of those that name no link: the host looks at them. They are told the same. */
	looking: Set<ServerResponse>;
	/** Of whoever has the event's address. */
	others: Set<ServerResponse>;
}

const kinds = ['waiting', 'looking', 'others'] as const satisfies (keyof Audience)[];

const sizeOf = (audience: Audience): number =>
	kinds.reduce((sum, kind) => sum + audience[kind].size, 0);

/**
 * The streams of those who wait: one per viewer, on the raw response before the web framework, because
 * ten thousand of them must cost little. Nothing about a viewer is kept but the open response, and by which link.
 */
export class Viewers {
	/** By which links their pages were opened. */
	readonly links: OpenLinks;
	readonly #context: Pick<Context, 'config' | 'log' | 'now'>;
	readonly #cache: AccessCache;
	/** By `eventRef`. */
	readonly #byEvent = new Map<string, Audience>();
	readonly #heartbeat: NodeJS.Timeout;
	#closed = false;

	constructor(context: Pick<Context, 'config' | 'db' | 'log' | 'now'>, cache: AccessCache) {
		this.#context = context;
		this.#cache = cache;
		this.links = new OpenLinks(context, cache, (responses) => this.#sendElsewhere(responses));
		cache.onChange((ref, event) => this.tell(ref, event));
		this.#heartbeat = setInterval(() => this.#writeToAll(beat), heartbeatMs).unref();
	}

	/** Answers a request for the stream of the event at an address. */
	open(address: AccessAddress, request: IncomingMessage, response: ServerResponse): void {
		this.#open(address, request, response).catch((err: unknown) => {
			this.#context.log.warn({ err }, 'no stream for a viewer');
			if (!response.headersSent) response.writeHead(503, unavailable);
			response.end();
		});
	}

	/** How many waiting pages of an event this process tells. */
	count(ref: string): number {
		const audience = this.#byEvent.get(ref);
		return audience ? audience.waiting.size + audience.looking.size : 0;
	}

	/** Over how many ms those who hear what an event is now ask again. */
	within(event: PublicEvent): number {
		return spreadOf(event, this.count(event.ref), this.#context.now());
	}

	/** How many wait for each event that anybody waits for, in this process. The host waits for nothing. */
	counts(): Map<string, number> {
		const waiting = [...this.#byEvent].map(
			([ref, audience]) => [ref, audience.waiting.size] as const
		);
		return new Map(waiting.filter(([, size]) => size > 0));
	}

	/** Tells an event's viewers what it is now; each then asks for its own link again, if that is news to it. */
	tell(ref: string, event: PublicEvent | undefined): void {
		const audience = this.#byEvent.get(ref);
		if (!audience) return;
		for (const kind of kinds) {
			const message = Buffer.from(this.#message(ref, event, kind));
			for (const response of audience[kind]) pass(response, message);
		}
	}

	/** Sends every viewer to another process, spread out. */
	close(): void {
		this.#closed = true;
		clearInterval(this.#heartbeat);
		this.links.close();
		const all = [...this.#byEvent.values()].flatMap((audience) =>
			kinds.flatMap((kind) => [...audience[kind]])
		);
		const goodbye = `event: reconnect\ndata: {"within":${Math.max(2000, spreadFor(all.length))}}\n\n`;
		for (const response of all) response.end(goodbye);
	}

	async #open(
		{ event: path, token, link }: AccessAddress,
		{ method }: IncomingMessage,
		response: ServerResponse
	): Promise<void> {
		const event = await this.#cache.event(path);
		if (!event) {
			response.writeHead(404, { 'cache-control': 'no-store' }).end();
			return;
		}
		if (response.destroyed) return;
		if (this.#closed) {
			response.writeHead(503, unavailable).end();
			return;
		}
		// Without chunks the stream is all that is written until the connection ends.
		response.useChunkedEncodingByDefault = false;
		response.writeHead(200, streamHead);
		if (method === 'HEAD') {
			response.end();
			return;
		}
		const waits = waitsFor(this.#context.config.secret, event, token);
		const kind = !waits ? 'others' : link ? 'waiting' : 'looking';
		const audience = this.#byEvent.get(event.ref) ?? {
			waiting: new Set(),
			looking: new Set(),
			others: new Set()
		};
		this.#byEvent.set(event.ref, audience);
		audience[kind].add(response);
		response.on('close', () => {
			audience[kind].delete(response);
			if (sizeOf(audience) === 0 && this.#byEvent.get(event.ref) === audience)
				this.#byEvent.delete(event.ref);
		});
		// What the event is as the stream begins: nothing that happens falls between the page and it.
		response.write(this.#message(event.ref, event, kind));
		if (waits && link) this.links.add(event, link, response);
	}

	/** Tells those whose own links lead elsewhere to ask for them again. They wait no longer. */
	#sendElsewhere(responses: readonly ServerResponse[]): void {
		const within = spreadFor(responses.length);
		const data = JSON.stringify({ now: this.#context.now(), revision: '', within });
		for (const response of responses) response.end(`event: state\ndata: ${data}\n\n`);
	}

	#message(ref: string, event: PublicEvent | undefined, kind: keyof Audience): string {
		const within = event ? this.within(event) : spreadFor(this.count(ref));
		const data = {
			now: this.#context.now(),
			revision: event ? revisionOf(event) : '',
			...(kind !== 'others' && { message: event?.message ?? '' }),
			within
		};
		return `event: ${event?.status === 'live' ? 'go' : 'state'}\ndata: ${JSON.stringify(data)}\n\n`;
	}

	#writeToAll(message: Buffer): void {
		for (const audience of this.#byEvent.values()) {
			for (const kind of kinds) for (const response of audience[kind]) pass(response, message);
		}
	}
}
