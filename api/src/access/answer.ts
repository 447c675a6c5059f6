import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer that is complete when its head is written. */
export interface Answer {
	status: number;
	headers: Readonly<Record<string, string>>;
	/** Where it is empty, the headers say so. */
	body: string | Uint8Array<ArrayBuffer>;
}

/** Writes an answer on the raw response; to HEAD its head alone. */
export function send(
	{ method }: IncomingMessage,
	response: ServerResponse,
	{ status, headers, body }: Answer
): void {
	if (method === 'HEAD' || body.length === 0) {
		response.writeHead(status, headers).end();
		return;
	}
	const length = String(Buffer.byteLength(body));
	response.writeHead(status, { ...headers, 'content-length': length }).end(body);
}

/** The same answer as the web framework gives it, which would call an empty text a text. */
export const toResponse = ({ status, headers, body }: Answer): Response =>
	new Response(body.length === 0 ? null : body, { status, headers });
