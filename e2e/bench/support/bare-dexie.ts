import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { barePerson } from '../../../shared/src/people.ts';

const dexie = createRequire(new URL('../../../web/package.json', import.meta.url)).resolve(
	'dexie/dist/dexie.min.js'
);

interface Bare {
	/** Writing all rows, one record each, in ms. */
	write: number;
	/** Reading them again, in ms. */
	read: number;
}

/** What the browser takes for the same rows without anything of ours: one `bulkPut`, one `toArray`. */
export async function bareDexie(page: Page, count: number): Promise<Bare> {
	await page.goto('/healthz');
	await page.addScriptTag({ path: dexie });
	return page.evaluate(
		async ({ people, bare }) => {
			type Table = { bulkPut(rows: object[]): Promise<void>; toArray(): Promise<object[]> };
			type Database = { version(n: number): { stores(of: object): void }; open(): Promise<void> };
			const { Dexie } = window as unknown as { Dexie: new (name: string) => Database };
			// As parsed, each with lists and fields of its own, as they come.
			const json = JSON.stringify(bare);
			const rows = Array.from({ length: people }, (_, n) => ({
				...(JSON.parse(json) as object),
				id: crypto.randomUUID(),
				firstName: 'Hanne',
				lastName: `Van den Broeck ${n}`,
				company: `Compagnie ${n % 500}`,
				createdAt: Date.now(),
				email: `someone.${n}@example.org`
			}));
			const database = new Dexie(`bare-${crypto.randomUUID()}`);
			database.version(1).stores({ people: 'id' });
			await database.open();
			const { people: table } = database as unknown as { people: Table };
			const began = performance.now();
			await table.bulkPut(rows);
			const written = performance.now();
			await table.toArray();
			return { write: written - began, read: performance.now() - written };
		},
		{ people: count, bare: barePerson }
	);
}
