import { code } from '#lib/waiting/waiting.worker.ts?inline-script';

/** The waiting page's worker: the same for all events, at an address that lets it see to that event's pages alone. */
export const GET = (): Response =>
	new Response(code, { headers: { 'content-type': 'text/javascript; charset=utf-8' } });
