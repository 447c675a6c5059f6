import { sql } from 'kysely';
import { personMeant } from '@foyer/shared/people';
import { anyOf } from '../db/any-of.ts';
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
	const find = (id: string) => ({ id, mergedInto: into.get(id) ?? null });
	return (id) => personMeant(find(id), find)?.id ?? id;
}

/** Some people and all who were merged into them, however many merges ago, each with whom they stand for. */
export async function readSame(
	tx: TenantTx,
	organisationId: string,
	ids: readonly string[]
): Promise<Map<string, string>> {
	const { rows } = await sql<{ id: string; root: string }>`
		with recursive same as (
			select id, id as root from people where organisation_id = ${organisationId} and id = ${anyOf(ids)}
			union
			select p.id, s.root from people p join same s on p.merged_into = s.id where p.organisation_id = ${organisationId}
		)
		select id, root from same
	`.execute(tx);
	return new Map(rows.map(({ id, root }) => [id, root]));
}

/** A person and all who were merged into them. */
export const readIdsOf = async (
	tx: TenantTx,
	organisationId: string,
	personId: string
): Promise<string[]> => [...(await readSame(tx, organisationId, [personId])).keys()];
