import { barePerson } from '@foyer/shared/people';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openTestContext } from '../testing/context.ts';
import { makeFullOrganisation } from '../testing/full-organisation.ts';
import { readTenantTables } from '../testing/tenant-tables.ts';
import type { Db } from './database.ts';
import { writeTenant } from './tenant.ts';

/** How many rows of an organisation each tenant table holds, over all that the database has. */
async function rowsOf(db: Db, organisationId: string): Promise<Record<string, number>> {
	const counts: Record<string, number> = {};
	for (const name of await readTenantTables(db)) {
		const { rows } = await sql<{ n: number }>`
			select count(*)::integer as n from ${sql.table(name)} where organisation_id = ${organisationId}
		`.execute(db);
		counts[name] = rows[0]?.n ?? 0;
	}
	return counts;
}

test('deleting an organisation leaves nothing of it, and everything of another', async () => {
	const context = await openTestContext();
	const [gone, kept] = [await makeFullOrganisation(context), await makeFullOrganisation(context)];
	const before = await rowsOf(context.db, gone);
	const empty = Object.entries(before).filter(([, count]) => count === 0);
	expect(empty, 'the test has rows in every table').toEqual([]);
	const others = await rowsOf(context.db, kept);
	await context.db.deleteFrom('organisations').where('id', '=', gone).execute();
	expect(await rowsOf(context.db, gone)).toEqual(
		Object.fromEntries(Object.keys(before).map((table) => [table, 0]))
	);
	expect(await rowsOf(context.db, kept)).toEqual(others);
});

test('what the same transaction changed before is gone with it', async () => {
	const context = await openTestContext();
	const organisationId = await makeFullOrganisation(context);
	await context.db.transaction().execute(async (tx) => {
		await tx
			.updateTable('events')
			.set({ title: 'Once more' })
			.where('organisationId', '=', organisationId)
			.execute();
		await tx.deleteFrom('organisations').where('id', '=', organisationId).execute();
	});
	expect(Object.values(await rowsOf(context.db, organisationId)).some(Boolean)).toBe(false);
});

test('a change that comes in while it is deleted fails, and leaves nothing behind', async () => {
	const context = await openTestContext();
	const organisationId = await makeFullOrganisation(context);
	const changes = Array.from({ length: 5 }, (_, n) =>
		writeTenant(context.db, organisationId, (tx) =>
			tx
				.insertInto('people')
				.values({ organisationId, ...personLike(), firstName: `${n}` })
				.execute()
		)
	);
	const deleted = context.db.deleteFrom('organisations').where('id', '=', organisationId).execute();
	await Promise.allSettled(changes);
	await deleted;
	expect(Object.values(await rowsOf(context.db, organisationId)).some(Boolean)).toBe(false);
});

const personLike = () => ({
	id: randomUUID(),
	...barePerson,
	createdAt: 0
});
