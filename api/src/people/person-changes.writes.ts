import type { Db } from '../db/database.ts';

/** Deletes what was noted of people before an instant. @returns how much */
export async function deleteOldChanges(db: Db, before: number, most: number): Promise<number> {
	const { numDeletedRows } = await db
		.deleteFrom('personChanges as c')
		.using((eb) =>
			eb
				.selectFrom('personChanges')
				.select(['organisationId', 'id'])
				.where('at', '<', before)
				.limit(most)
				.as('old')
		)
		.whereRef('c.organisationId', '=', 'old.organisationId')
		.whereRef('c.id', '=', 'old.id')
		.executeTakeFirstOrThrow();
	return Number(numDeletedRows);
}
