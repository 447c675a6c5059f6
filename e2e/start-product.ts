import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, ServerProcess } from './server-process.ts';

/** The product as `npm start` runs it, on an empty folder of its own. */
export interface Product {
	url: string;
	dataDir: string;
	/** What it has printed so far. */
	printed(): string;
	/** Ends it as an operator does. */
	stop(): Promise<void>;
	/** Starts it again on the same address and folder. */
	start(): Promise<void>;
}

export const makeFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'foyer-e2e-'));

/**
 * Starts the product on a folder; resolves when it answers.
 * @param environment what configures it besides
 */
export async function startProduct(
	dataDir: string,
	environment: NodeJS.ProcessEnv = {}
): Promise<Product> {
	const port = await freePort();
	const url = `http://localhost:${port}`;
	const server = new ServerProcess(port, { DATA_DIR: dataDir, PUBLIC_URL: url, ...environment });
	await server.start();
	return {
		url,
		dataDir,
		printed: () => server.output,
		start: () => server.start(),
		stop: () => server.end()
	};
}
