import type { TenantTx } from '../db/tenant.ts';

/** @returns whom an id stands for */
export async function readMerged(
	tx: TenantTx,
	organisationId: string
): Promise<(id: string) => string> {
	const merged = await tx
		.selectFrom('people')
		.select(['id', 'mergedInto'])
		.where('organisationId', '=', organisationId)
		.where('mergedInto', 'is not', null)
		.execute();
	const into = new Map(merged.map(({ id, mergedInto }) => [id, mergedInto]));
	return (id) => {
		let meant = id;
		for (let next = into.get(meant); next; next = into.get(meant)) meant = next;
		return meant;
	};
}
