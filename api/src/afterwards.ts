import type { Logger } from 'pino';

const running = new Set<Promise<void>>();

/** Does work once the answer is on its way, so that the answer's time tells nothing of it. */
export function afterwards(log: Logger, run: () => Promise<void>): void {
	const work = new Promise<void>((resolve) => setImmediate(resolve))
		.then(run)
		.catch((err: unknown) => log.error({ err }, 'work after an answer failed'))
		.finally(() => running.delete(work));
	running.add(work);
}

/** Resolves when what goes on after answers is done: to be awaited before the database closes. */
export async function afterwardsDone(): Promise<void> {
	await Promise.all(running);
}
