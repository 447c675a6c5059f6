import { sql, type Transaction } from 'kysely';
import type { Db } from './database.ts';
import type { Schema } from './schema.ts';

/** A transaction that sees one organisation alone: row-level security binds its role. */
export type TenantTx = Transaction<Schema> & { readonly tenant: unique symbol };

export const serializationFailure = '40001';
const deadlock = '40P01';

/** After these the transaction is run again. */
const retried = new Set([serializationFailure, deadlock]);
const mostTries = 8;

export const sqlState = (error: unknown): string | undefined =>
	(error as { code?: string } | null)?.code;

async function retrying<T>(run: () => Promise<T>): Promise<T> {
	for (let tries = 1; ; tries++) {
		try {
			return await run();
		} catch (error) {
			if (tries === mostTries || !retried.has(sqlState(error) ?? '')) throw error;
		}
	}
}

async function enter(tx: Transaction<Schema>, organisationId: string): Promise<TenantTx> {
	await sql`select set_config('role', 'foyer_tenant', true), set_config('foyer.organisation', ${organisationId}, true)`.execute(
		tx
	);
	return tx as TenantTx;
}

/** Writes in one organisation: READ COMMITTED, run again on a serialization failure or deadlock. */
export const writeTenant = <T>(
	db: Db,
	organisationId: string,
	run: (tx: TenantTx) => Promise<T>
): Promise<T> =>
	retrying(() => db.transaction().execute(async (tx) => run(await enter(tx, organisationId))));

/** Reads one organisation in one snapshot. */
export const readTenant = <T>(
	db: Db,
	organisationId: string,
	run: (tx: TenantTx) => Promise<T>
): Promise<T> =>
	db
		.transaction()
		.setIsolationLevel('repeatable read')
		.execute(async (tx) => run(await enter(tx, organisationId)));
