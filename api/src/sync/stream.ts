import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Poke } from '@foyer/shared/sync';
import type { Context } from '../context.ts';
import { readTenant } from '../db/tenant.ts';
import { readHead } from './feed.reads.ts';

/** The path of the stream that tells a device when there is something to pull. */
const path = '/api/sync/stream';
const heartbeatMs = 25_000;

/** The user's organisations, for a request's cookie; null: signed out. */
export type ReadMemberships = (cookie: string | undefined) => Promise<string[] | null>;

/**
 * One stream per device that carries only which organisation reached which version. Written on the raw
 * response, before the web framework: thousands of them must cost little.
 */
export interface SyncStreams {
	/** Answers a request for the stream. @returns whether the request was one */
	handle(request: IncomingMessage, response: ServerResponse): boolean;
	close(): void;
}

export function openSyncStreams(context: Context, readMemberships: ReadMemberships): SyncStreams {
	const listeners = new Map<string, Set<ServerResponse>>();
	const all = new Set<ServerResponse>();
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
	const heartbeat = setInterval(() => {
		for (const response of all) response.write(':\n\n');
	}, heartbeatMs);

	function join(organisations: readonly string[], response: ServerResponse): void {
		all.add(response);
		for (const id of organisations) {
			const set = listeners.get(id) ?? new Set();
			listeners.set(id, set.add(response));
		}
		response.on('close', () => {
			all.delete(response);
			for (const id of organisations) {
				listeners.get(id)?.delete(response);
				if (listeners.get(id)?.size === 0) listeners.delete(id);
			}
		});
	}

	async function open(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const organisations = await readMemberships(request.headers.cookie);
		if (!organisations) {
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
		join(organisations, response);
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
			clearInterval(heartbeat);
			for (const response of all) response.end();
		}
	};
}
