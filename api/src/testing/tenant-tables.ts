import { sql } from 'kysely';
import type { Db } from '../db/database.ts';

/** All tables whose rows are an organisation's, as the database itself knows them. */
export async function readTenantTables(db: Db): Promise<string[]> {
	const { rows } = await sql<{ name: string }>`
		select table_name as name from information_schema.columns
		where table_schema = 'public' and column_name = 'organisation_id' order by 1
	`.execute(db);
	return rows.map(({ name }) => name);
}
