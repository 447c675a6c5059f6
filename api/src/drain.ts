import type { Server } from 'node:http';
import type { App } from './app.ts';

/** How often connections that have become idle are looked for, in ms. */
const idleMs = 50;

/**
 * Stops listening and lets requests end; streams are sent away first, since they never would.
 * @param patienceMs how long those that are still being answered have
 */
export async function drain(server: Server, app: App, patienceMs: number): Promise<void> {
	const closed = new Promise<void>((resolve) => server.close(() => resolve()));
	app.leave();
	const idle = setInterval(() => server.closeIdleConnections(), idleMs);
	const impatient = setTimeout(() => server.closeAllConnections(), patienceMs);
	await closed;
	clearInterval(idle);
	clearTimeout(impatient);
	// Last: who was answered meanwhile stands in the access log too.
	await app.close();
}
