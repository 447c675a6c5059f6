import { test as base } from '@playwright/test';
import { openFront, type Front } from './front.ts';
import { startProduct, type Product } from './start-product.ts';
import { openDatabases, openFolders, type Stores } from './stores.ts';

type DatabaseKind = 'pglite' | 'postgres';

interface WorkerFixtures {
	/** What the products of a file keep their data in; `FOYER_TEST_DATABASE=postgres` is for all files. */
	database: DatabaseKind;
	stores: Stores;
}

interface Fixtures {
	product: Product;
	/** A server before the product, for who asks for it. */
	front: Front;
}

/** A test with a product of its own; addresses are relative to it. */
export const test = base.extend<Fixtures, WorkerFixtures>({
	database: ['pglite', { option: true, scope: 'worker' }],
	stores: [
		async ({ database }, use) => {
			const kind = process.env.FOYER_TEST_DATABASE ?? database;
			const stores = await (kind === 'postgres' ? openDatabases() : openFolders());
			await use(stores);
			await stores.close();
		},
		{ scope: 'worker', timeout: 600_000 }
	],
	product: async ({ stores }, use) => {
		const { dataDir, environment, remove } = await stores.make();
		const product = await startProduct(dataDir, environment);
		await use(product);
		await product.stop();
		await remove();
	},
	front: async ({ product }, use) => {
		const front = await openFront(product.url);
		await use(front);
		await front.close();
	},
	baseURL: async ({ product }, use) => use(product.url)
});
