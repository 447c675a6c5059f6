import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Poke } from '@foyer/shared/sync';
import type { Context } from '../context.ts';
import { readTenant } from '../db/tenant.ts';
import { readHead } from './feed.reads.ts';
import { readHolding, readStreamRights, type StreamRights } from './stream.reads.ts';

/** The path of the stream that tells a device when there is something to pull. */
const path = '/api/sync/stream';
/** How often a word is sent though there is no news, and those are sent away who may hear none. In ms. */
const beatMs = 25_000;

/** A device that hears its stream. */
interface Listener extends StreamRights {
	response: ServerResponse;
}

/**
 * One stream per device that carries only which organisation reached which version. Written on the raw
 * response, before the web framework: thousands of them must cost little.
 */
export interface SyncStreams {
	/** Answers a request for the stream. @returns whether the request was one */
	handle(request: IncomingMessage, response: ServerResponse): boolean;
	close(): void;
}

export function openSyncStreams(context: Context, everyMs = beatMs): SyncStreams {
	const listeners = new Map<string, Set<ServerResponse>>();
	const all = new Set<Listener>();
	let closed = false;
	const send = (response: ServerResponse, poke: Poke) =>
		response.write(`data: ${JSON.stringify(poke)}\n\n`);

	const tell = async (organisationId: string): Promise<void> => {
		const responses = listeners.get(organisationId);
		if (!responses || responses.size === 0) return;
		const { version } = await readTenant(context.db, organisationId, (tx) =>
			readHead(tx, organisationId)
		);
		for (const response of responses) send(response, { organisationId, version });
	};
	const stop = context.news.listen((organisationId) => {
		const told = organisationId === null ? [...listeners.keys()] : [organisationId];
		for (const id of told)
			void tell(id).catch((err: unknown) => context.log.warn({ err }, 'devices not poked'));
	});
	/** Its device asks for another stream, and learns by the answer what it may hear. */
	const sendAway = async (): Promise<void> => {
		if (all.size === 0) return;
		const asked = [...all];
		const holding = new Set(await readHolding(context, asked));
		for (const listener of asked) if (!holding.has(listener)) listener.response.end();
	};
	const beat = setInterval(() => {
		for (const { response } of all) response.write(':\n\n');
		sendAway().catch((err: unknown) => context.log.warn({ err }, 'rights of streams not read'));
	}, everyMs);

	function join(listener: Listener): void {
		const { organisations, response } = listener;
		all.add(listener);
		for (const id of organisations) {
			const set = listeners.get(id) ?? new Set();
			listeners.set(id, set.add(response));
		}
		response.on('close', () => {
			all.delete(listener);
			for (const id of organisations) {
				listeners.get(id)?.delete(response);
				if (listeners.get(id)?.size === 0) listeners.delete(id);
			}
		});
	}

	async function open(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const rights = await readStreamRights(context, request.headers.cookie);
		if (!rights) {
			response.writeHead(401, { 'cache-control': 'no-store' }).end();
			return;
		}
		// Who has left while that was read would never be taken off the list again.
		if (response.destroyed || closed) {
			response.destroy();
			return;
		}
		response.writeHead(200, {
			'content-type': 'text/event-stream',
			'cache-control': 'no-store',
			'x-accel-buffering': 'no'
		});
		// A first word at once: the device knows then that nothing is told to it from here on unheard.
		response.write('retry: 2000\nevent: open\ndata: {}\n\n');
		join({ ...rights, response });
	}

	return {
		handle(request, response) {
			if (request.method !== 'GET' || request.url?.split('?')[0] !== path) return false;
			open(request, response).catch((err: unknown) => {
				context.log.warn({ err }, 'no stream for a device');
				response.destroy();
			});
			return true;
		},
		close() {
			closed = true;
			stop();
			clearInterval(beat);
			for (const { response } of all) response.end();
		}
	};
}
