import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import * as v from 'valibot';
import { idSchema } from '@foyer/shared/fields';
import type { Presence } from '@foyer/shared/presence';
import { readSession } from '../accounts/sessions.writes.ts';
import type { Context } from '../context.ts';
import { readPresenceFor, type Watched } from './watching.ts';

const path = '/api/presence/stream';

/** How often who watches is told, in ms. */
const tellEveryMs = 2000;
/** Counting takes at most one part in so many of a process's time. */
const rest = 20;

/** The streams of organizers who watch an event. */
export interface PresenceStreams {
	/** Answers a request for the stream. @returns whether the request was one */
	handle(request: IncomingMessage, response: ServerResponse): boolean;
	close(): void;
}

/** Somebody who watches. */
interface Watcher {
	cookie: string | undefined;
	response: ServerResponse;
}

const watchedSchema = v.object({ organisationId: idSchema, eventId: idSchema });

/**
 * Tells members who is there at an event for as long as they look. Before each word it is looked up anew
 * whether they are signed in and may see the event: signing out, or losing a right, ends the stream.
 */
export function openPresenceStreams(context: Context): PresenceStreams {
	const watchers = new Map<string, Set<Watcher>>();
	const timers = new Set<NodeJS.Timeout>();
	let closed = false;

	/** What a watcher may be told now; undefined where that is nothing. */
	async function presenceFor({ cookie }: Watcher, watched: Watched): Promise<Presence | undefined> {
		const session = await readSession(context, cookie);
		return session ? readPresenceFor(context, session.userId, watched) : undefined;
	}

	async function tell(watcher: Watcher, watched: Watched): Promise<void> {
		const presence = await presenceFor(watcher, watched);
		if (presence) watcher.response.write(`data: ${JSON.stringify(presence)}\n\n`);
		else watcher.response.end('event: end\ndata: {}\n\n');
	}

	/** Tells all who watch an event, one after another, and again after a while. */
	async function tellAll(name: string, watched: Watched): Promise<void> {
		const begin = performance.now();
		for (const watcher of watchers.get(name) ?? []) {
			await tell(watcher, watched).catch((err: unknown) =>
				context.log.warn({ err }, 'who watches an event not told')
			);
		}
		const pause = Math.max(tellEveryMs, (performance.now() - begin) * rest);
		const timer = setTimeout(() => {
			timers.delete(timer);
			if (watchers.has(name)) void tellAll(name, watched);
		}, pause);
		timers.add(timer);
	}

	function join(watcher: Watcher, watched: Watched): void {
		const name = `${watched.organisationId}/${watched.eventId}`;
		const those = watchers.get(name);
		if (those) those.add(watcher);
		else {
			watchers.set(name, new Set([watcher]));
			const timer = setTimeout(() => {
				timers.delete(timer);
				void tellAll(name, watched);
			}, tellEveryMs);
			timers.add(timer);
		}
		watcher.response.on('close', () => {
			const left = watchers.get(name);
			left?.delete(watcher);
			if (left?.size === 0) watchers.delete(name);
		});
	}

	async function open(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const refuse = (status: number) =>
			response.writeHead(status, { 'cache-control': 'no-store' }).end();
		const site = request.headers['sec-fetch-site'];
		if (site !== undefined && site !== 'same-origin') return void refuse(403);
		const query = new URLSearchParams(request.url?.split('?')[1]);
		const asked = v.safeParse(watchedSchema, Object.fromEntries(query));
		if (!asked.success) return void refuse(404);
		const watcher = { cookie: request.headers.cookie, response };
		if (!(await readSession(context, watcher.cookie))) return void refuse(401);
		const presence = await presenceFor(watcher, asked.output);
		if (!presence) return void refuse(404);
		if (response.destroyed || closed) return void response.destroy();
		response.writeHead(200, {
			'content-type': 'text/event-stream',
			'cache-control': 'no-store',
			'x-accel-buffering': 'no'
		});
		response.write(`retry: 3000\ndata: ${JSON.stringify(presence)}\n\n`);
		join(watcher, asked.output);
	}

	return {
		handle(request, response) {
			if (request.method !== 'GET' || request.url?.split('?')[0] !== path) return false;
			open(request, response).catch((err: unknown) => {
				context.log.warn({ err }, 'no stream for who watches an event');
				response.destroy();
			});
			return true;
		},
		close() {
			closed = true;
			for (const timer of timers) clearTimeout(timer);
			for (const those of watchers.values()) for (const { response } of those) response.end();
		}
	};
}
