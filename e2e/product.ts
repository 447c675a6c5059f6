import { test as base } from '@playwright/test';
import { cp, rm } from 'node:fs/promises';
import { makeFolder, startProduct, type Product } from './start-product.ts';

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
