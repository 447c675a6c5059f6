import {
	asksForInvitations,
	factsBy,
	isInGroup,
	knownGroups,
	standingsAsked,
	type Facts
} from '@foyer/shared/group-rules';
import { hasStanding, placeOf, standingKey, type Standing } from '@foyer/shared/standings';
import type { Group } from '@foyer/shared/groups';
import { sightOf, type Sight } from '@foyer/shared/sight';
import { can } from '@foyer/shared/team';
import type { Context } from '../context.ts';
import { readTenant, type TenantTx } from '../db/tenant.ts';
import { readInvitedStates } from '../invitations/invited-states.reads.ts';
import { readMerged } from '../people/merged.reads.ts';
import { readMember } from '../sync/members.reads.ts';

/** People who are read at once. */
const pageRows = 2000;

/** How many are in each of an organisation's groups, by its id. Null for a user who may not see people. */
export const readGroupCountsFor = (
	{ db, now }: Pick<Context, 'db' | 'now'>,
	userId: string,
	organisationId: string
): Promise<Record<string, number> | null> =>
	readTenant(db, organisationId, async (tx) => {
		const actor = await readMember(tx, organisationId, userId, now());
		if (!actor || !can(actor, { area: 'people', level: 'view' })) return null;
		return countMembers(tx, organisationId, sightOf(actor));
	});

/**
 * By the same rules as on devices, over the rows that they hold too.
 * @param sight of who asks: which rows those are
 */
async function countMembers(
	tx: TenantTx,
	organisationId: string,
	sight: Sight
): Promise<Record<string, number>> {
	const groups = new Map((await readGroups(tx, organisationId)).map((group) => [group.id, group]));
	const present = [...groups.values()].filter(({ deletedAt }) => deletedAt === null);
	const conditions = present.flatMap(({ rule }) => rule?.conditions ?? []);
	const asked = standingsAsked(conditions, groups);
	const states =
		sight.invitations && asksForInvitations(conditions, groups)
			? await readInvitedStates(tx, organisationId)
			: null;
	const standings = await readStandings(tx, organisationId, asked);
	const deletedFields = await readDeletedFields(tx, organisationId);
	const known = knownGroups(groups, deletedFields, sight);
	const counts = Object.fromEntries(present.map(({ id }) => [id, 0]));
	for await (const person of eachPerson(tx, organisationId)) {
		const has = (standing: Standing): boolean =>
			standings.get(standingKey(standing))?.has(person.id) ?? false;
		const invited = () => states && (states.get(person.id) ?? 'none');
		const facts: Facts = {
			...{ person, groups, deletedFields, knownGroups: known, sight },
			...factsBy(has),
			invited
		};
		for (const { id } of present) if (isInGroup(id, facts)) counts[id] = (counts[id] ?? 0) + 1;
	}
	return counts;
}

const readGroups = (tx: TenantTx, organisationId: string): Promise<Group[]> =>
	tx
		.selectFrom('groups')
		.select(['id', 'name', 'smart', 'rule', 'createdAt', 'deletedAt'])
		.where('organisationId', '=', organisationId)
		.execute();

async function readDeletedFields(
	tx: TenantTx,
	organisationId: string
): Promise<ReadonlySet<string>> {
	const rows = await tx
		.selectFrom('customFields')
		.select('id')
		.where('organisationId', '=', organisationId)
		.where('deletedAt', 'is not', null)
		.execute();
	return new Set(rows.map(({ id }) => id));
}

/** Everybody who is neither deleted nor merged into somebody else. */
async function* eachPerson(tx: TenantTx, organisationId: string) {
	for (let after: string | null = null; ;) {
		const page = await readPeople(tx, organisationId, after);
		yield* page;
		after = page.at(-1)?.id ?? null;
		if (page.length < pageRows) return;
	}
}

const readPeople = (tx: TenantTx, organisationId: string, after: string | null) =>
	tx
		.selectFrom('people')
		.select(['id', 'firstName', 'lastName', 'company', 'language', 'email', 'phone', 'note'])
		.select(['groupIds', 'custom'])
		.where('organisationId', '=', organisationId)
		.where('deletedAt', 'is', null)
		.where('mergedInto', 'is', null)
		.$if(after !== null, (query) => query.where('id', '>', after ?? ''))
		.orderBy('id')
		.limit(pageRows)
		.execute();

/** Who has a registration of each of some standings. Who was merged stands for whom they were merged into. */
async function readStandings(
	tx: TenantTx,
	organisationId: string,
	asked: readonly Standing[]
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
	const found = new Map(asked.map((standing) => [standingKey(standing), new Set<string>()]));
	if (asked.length === 0) return found;
	const meant = await readMerged(tx, organisationId);
	const rows = await tx
		.selectFrom('registrations')
		.select(['personId', 'eventId', 'status', 'mailState', 'admittedAt', 'ledInAt'])
		.where('organisationId', '=', organisationId)
		.execute();
	for (const { personId, ...row } of rows) {
		const place = placeOf(row);
		for (const standing of asked)
			if (hasStanding(place, standing)) found.get(standingKey(standing))?.add(meant(personId));
	}
	return found;
}
