import { createHash } from 'node:crypto';
import type { Db } from './db/database.ts';

/** The database was made under another secret: every mailed link would be void. */
export class WrongSecret extends Error {
	constructor() {
		super(
			'SECRET is not the one that this database was made with: every access link would stop working'
		);
	}
}

/**
 * Compares the secret with the fingerprint kept in the database, or keeps it at the first start.
 * @throws WrongSecret
 */
export async function checkSecret(db: Db, secret: string): Promise<void> {
	const secretFingerprint = createHash('sha256').update(`fingerprint:${secret}`).digest('hex');
	await db
		.insertInto('installation')
		.values({ secretFingerprint })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
	const kept = await db
		.selectFrom('installation')
		.select('secretFingerprint')
		.executeTakeFirstOrThrow();
	if (kept.secretFingerprint !== secretFingerprint) throw new WrongSecret();
}
