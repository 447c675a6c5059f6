import { test as base } from '@playwright/test';
import { cp, mkdtemp, rm } from 'node:fs/promises';
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

const makeFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'foyer-e2e-'));

/** Starts the product on a folder; resolves when it answers. */
async function startProduct(dataDir: string): Promise<Product> {
	const port = await freePort();
	const url = `http://localhost:${port}`;
	const server = new ServerProcess(port, { DATA_DIR: dataDir, PUBLIC_URL: url });
	await server.start();
	return {
		url,
		dataDir,
		printed: () => server.output,
		start: () => server.start(),
		stop: () => server.end()
	};
}

interface WorkerFixtures {
	/** A folder in which the product was started once: making a database takes longer than copying one. */
	startedFolder: string;
}

/** A test with a product of its own; addresses are relative to it. */
export const test = base.extend<{ product: Product }, WorkerFixtures>({
	startedFolder: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads from it what a fixture needs
		async ({}, use) => {
			const folder = await makeFolder();
			await (await startProduct(folder)).stop();
			await use(folder);
			await rm(folder, { recursive: true });
		},
		{ scope: 'worker', timeout: 600_000 }
	],
	product: async ({ startedFolder }, use) => {
		const folder = await makeFolder();
		await cp(startedFolder, folder, { recursive: true });
		const product = await startProduct(folder);
		await use(product);
		await product.stop();
		await rm(folder, { recursive: true });
	},
	baseURL: async ({ product }, use) => use(product.url)
});
