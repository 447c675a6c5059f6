import { test as base } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

const main = new URL('../api/src/main.ts', import.meta.url).pathname;

/** Lets no server outlive a test run that was killed. */
const endWithParent = new URL('../scripts/end-with-parent.mjs', import.meta.url).href;

const makeFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'foyer-e2e-'));

/** Starts the product on a folder; resolves when it answers. */
async function startProduct(dataDir: string): Promise<Product> {
	const port = await freePort();
	const url = `http://localhost:${port}`;
	let output = '';
	let server: ChildProcess | undefined;

	const start = async (): Promise<void> => {
		const environment = { PORT: String(port), DATA_DIR: dataDir, PUBLIC_URL: url };
		server = spawn(process.execPath, ['--import', endWithParent, main], {
			env: { PATH: process.env.PATH, ...environment },
			stdio: ['ignore', 'pipe', 'pipe', 'ipc']
		});
		const keep = (text: Buffer) => void (output += text.toString());
		server.stdout?.on('data', keep);
		server.stderr?.on('data', keep);
		await answering(`${url}/readyz`, server, () => output);
	};
	await start();
	return {
		url,
		dataDir,
		printed: () => output,
		start,
		async stop() {
			if (!server || server.exitCode !== null || server.signalCode !== null) return;
			const exit = once(server, 'exit');
			server.kill('SIGTERM');
			await exit;
		}
	};
}

async function answering(
	address: string,
	server: ChildProcess,
	output: () => string
): Promise<void> {
	for (;;) {
		if (server.exitCode !== null) throw new Error(`the product ended: ${output()}`);
		const answer = await fetch(address).catch(() => undefined);
		if (answer?.ok) return;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

async function freePort(): Promise<number> {
	const probe = createServer().listen(0, 'localhost');
	await once(probe, 'listening');
	const { port } = probe.address() as AddressInfo;
	probe.close();
	await once(probe, 'close');
	return port;
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
		{ scope: 'worker', timeout: 180_000 }
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
