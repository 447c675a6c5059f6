import type { SelectQueryBuilder } from 'kysely';
import type { Schema } from '../db/schema.ts';

/**
 * Of one sending's mails, those that wait, and how many have gone or are under way. Those that wait are locked: no
 * process takes them to send until the transaction ends.
 */
export async function readMailed<Row>(
	mails: SelectQueryBuilder<Schema, 'mails', Row>
): Promise<{ waiting: Row[]; gone: number }> {
	const own = mails.where('state', '!=', 'suppressed');
	const waiting = await own
		.where('state', 'in', ['queued', 'deferred'])
		.where('claimedUntil', 'is', null)
		.orderBy('id')
		.forUpdate()
		.execute();
	const all = await own.execute();
	return { waiting, gone: all.length - waiting.length };
}
