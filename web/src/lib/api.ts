import type { AppRouter } from '@foyer/api/router';
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client';

/** The server could not be reached, or something else answered in its place (a captive portal's page). */
export class Unreachable extends Error {
	constructor(cause?: unknown) {
		super('unreachable', { cause });
	}
}

/** How long an answer may take before the server counts as out of reach. In ms. */
const patienceMs = 30_000;

/** Fetches JSON and nothing else: what is not ours is no answer. */
async function fetchOurs(
	send: typeof fetch,
	input: RequestInfo | URL | string,
	init?: RequestInit
): Promise<Response> {
	const signals = [AbortSignal.timeout(patienceMs), init?.signal].filter(
		(signal) => signal instanceof AbortSignal
	);
	let response: Response;
	try {
		response = await send(input, { ...init, signal: AbortSignal.any(signals), redirect: 'error' });
	} catch (error) {
		throw new Unreachable(error);
	}
	if (!response.headers.get('content-type')?.startsWith('application/json'))
		throw new Unreachable();
	return response;
}

/** The server's procedures over a network. What they reject with, `isUnreachable` and `refusalOf` read. */
export const apiOver = (send: typeof fetch) =>
	createTRPCClient<AppRouter>({
		links: [
			httpLink({
				url: '/api/trpc',
				fetch: (input, init) => fetchOurs(send, input, init as RequestInit)
			})
		]
	});

export const api = apiOver((...request) => fetch(...request));

/** Whether there was no contact: the client of the procedures hands on what happened as a cause. */
export const isUnreachable = (error: unknown): boolean =>
	error instanceof TRPCClientError && error.cause instanceof Unreachable;

/** What an answer that refuses says: the server's code word; null where the server was not reached. */
export function refusalOf(error: unknown): string | null {
	if (!(error instanceof TRPCClientError)) return null;
	return error.data === undefined || error.data === null ? null : error.message;
}
