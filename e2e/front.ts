import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** Where a device's changes go. */
export const push = '/api/trpc/sync.push';

/** A server before the product that hands everything on, but for the files that a test changes. */
export interface Front {
	url: string;
	/** Answers a path with what is made of the product's text. */
	change(path: string, make: (text: string) => string): void;
	/** Keeps back what the product answers to a path, as a network does that fails after the request. */
	loseAnswers(path: string, lose: boolean): void;
	/** Keeps the next request for a path waiting. @returns `asked` when it has come, and what lets it go on */
	hold(path: string): { asked: Promise<void>; letGo(): void };
	/** Has a path no longer; again, once it is brought back. */
	remove(path: string): void;
	bringBack(path: string): void;
	close(): Promise<void>;
}

export async function openFront(target: string): Promise<Front> {
	const changes = new Map<string, (text: string) => string>();
	const lost = new Set<string>();
	const removed = new Set<string>();
	const held = new Map<string, { come(): void; until: Promise<void> }>();
	const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
		const { pathname } = new URL(incoming.url ?? '/', target);
		const holding = held.get(pathname);
		held.delete(pathname);
		holding?.come();
		await holding?.until;
		if (removed.has(pathname)) return void outgoing.writeHead(404).end();
		const onward = ask(
			new URL(incoming.url ?? '/', target),
			{ method: incoming.method, headers: headersFor(incoming, changes.has(pathname)) },
			(answered) => {
				const make = changes.get(pathname);
				if (lost.has(pathname)) incoming.socket.destroy();
				else if (make) void rewrite(answered, outgoing, make);
				else {
					outgoing.writeHead(answered.statusCode ?? 502, answered.headers);
					answered.pipe(outgoing);
				}
			}
		);
		onward.on('error', () => outgoing.destroy());
		outgoing.on('close', () => onward.destroy());
		incoming.pipe(onward);
	};
	const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
	server.listen(0, 'localhost');
	await once(server, 'listening');
	return {
		url: `http://localhost:${(server.address() as AddressInfo).port}`,
		change: (path, make) => void changes.set(path, make),
		loseAnswers: (path, lose) => void (lose ? lost.add(path) : lost.delete(path)),
		hold: (path) => {
			const asked = Promise.withResolvers<void>();
			const going = Promise.withResolvers<void>();
			held.set(path, { come: asked.resolve, until: going.promise });
			return { asked: asked.promise, letGo: going.resolve };
		},
		remove: (path) => void removed.add(path),
		bringBack: (path) => void removed.delete(path),
		close: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		}
	};
}

/** What is to be changed must come whole and as it is. */
function headersFor({ headers }: IncomingMessage, changed: boolean) {
	if (!changed) return headers;
	const { 'if-none-match': _, 'if-modified-since': __, ...others } = headers;
	return { ...others, 'accept-encoding': 'identity' };
}

async function rewrite(
	answer: IncomingMessage,
	outgoing: ServerResponse,
	make: (text: string) => string
): Promise<void> {
	const parts: Buffer[] = [];
	for await (const part of answer) parts.push(part as Buffer);
	const text = make(Buffer.concat(parts).toString());
	const { 'content-length': _, etag: __, ...headers } = answer.headers;
	outgoing.writeHead(answer.statusCode ?? 502, headers);
	outgoing.end(text);
}
