import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { barePerson } from '@foyer/shared/people';
import { openTestContext } from '../testing/context.ts';
import { makeFullOrganisation } from '../testing/full-organisation.ts';
import { makeOrganisation, makePerson } from '../testing/organisations.ts';
import { readTenantTables } from '../testing/tenant-tables.ts';
import type { Db } from './database.ts';
import { writeTenant } from './tenant.ts';

/** Those of the tables that the tenant's role may read, or columns of them. */
async function readable(db: Db): Promise<string[]> {
	const { rows } = await sql<{ name: string }>`
		select relname as name from pg_class
		where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
			and has_any_column_privilege('foyer_tenant', oid, 'select')
		order by 1
	`.execute(db);
	return rows.map(({ name }) => name);
}

test('every table with rows of organisations has it on, with one policy, the same for reading and writing', async () => {
	const { db } = await openTestContext();
	const { rows } = await sql<{ name: string }>`
		select c.relname as name from pg_class c
		join pg_policies p on p.schemaname = 'public' and p.tablename = c.relname
		where c.relnamespace = 'public'::regnamespace and c.relrowsecurity
		group by c.relname
		having count(*) = 1 and bool_and(p.cmd = 'ALL' and p.with_check is null and p.roles = '{foyer_tenant}')
		order by 1
	`.execute(db);
	expect(rows.map(({ name }) => name)).toEqual(
		[...(await readTenantTables(db)), 'organisations'].toSorted()
	);
});

test('the tenant’s role reads nothing but tables that it binds', async () => {
	const { db } = await openTestContext();
	const bound = [...(await readTenantTables(db)), 'organisations'];
	expect((await readable(db)).filter((name) => !bound.includes(name))).toEqual([]);
	const { organisationId } = await makeOrganisation(db);
	const readUsers = writeTenant(db, organisationId, (tx) =>
		tx.selectFrom('users').selectAll().execute()
	);
	await expect(readUsers).rejects.toThrow(/permission denied/);
});

test('with the application’s own filters removed no foreign row of any table comes back', async () => {
	const context = await openTestContext();
	const { db } = context;
	const [own] = [await makeFullOrganisation(context), await makeFullOrganisation(context)];
	const owners = async (from: Db, name: string) => {
		const owner = sql.ref(name === 'organisations' ? 'id' : 'organisation_id');
		const { rows } = await sql<{ owner: string }>`
			select distinct ${owner} as owner from ${sql.table(name)}
		`.execute(from);
		return rows.map((row) => row.owner);
	};
	const tables = await readable(db);
	for (const name of tables)
		expect(await owners(db, name), `the test has rows of both in ${name}`).toHaveLength(2);
	const seen = await writeTenant(db, own, async (tx) => {
		const found: Record<string, string[]> = {};
		for (const name of tables) found[name] = await owners(tx, name);
		return found;
	});
	expect(seen).toEqual(Object.fromEntries(tables.map((name) => [name, [own]])));
});

test('no foreign row can be changed, deleted or put in', async () => {
	const { db } = await openTestContext();
	const { organisationId } = await makeOrganisation(db);
	const other = await makeOrganisation(db);
	await makePerson(db, other.organisationId);
	await writeTenant(db, organisationId, async (tx) => {
		const changed = await tx.updateTable('people').set({ firstName: 'x' }).executeTakeFirst();
		const deleted = await tx.deleteFrom('people').executeTakeFirst();
		expect([Number(changed.numUpdatedRows), Number(deleted.numDeletedRows)]).toEqual([0, 0]);
	});
	const intrude = writeTenant(db, organisationId, (tx) =>
		tx
			.insertInto('people')
			.values({
				organisationId: other.organisationId,
				id: randomUUID(),
				...barePerson,
				createdAt: 0
			})
			.execute()
	);
	await expect(intrude).rejects.toThrow(/row-level security/);
});
