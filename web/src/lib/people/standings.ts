import {
	asksForInvitations,
	factsBy,
	knownGroups,
	standingsAsked,
	type Facts
} from '@foyer/shared/group-rules';
import { standingKey, type Standing } from '@foyer/shared/standings';
import type { Condition, Group } from '@foyer/shared/groups';
import { local } from '#lib/sync/local.svelte.ts';
import { sightHere } from './sight.ts';

/** What rules ask of a person besides what the person's own row says. */
export type Stand = Omit<Facts, 'person' | 'groups'>;

/** Who is registered how, and where they stand as invited, looked up for many people at once. */
export interface Standings {
	/** Whether all of it is known yet. */
	known: boolean;
	of(personId: string): Stand;
}

/** Looks up what conditions ask, also by way of other groups. Following it follows its changes. */
export function standings(
	conditions: readonly Condition[],
	groups: ReadonlyMap<string, Group>
): Standings {
	const asked = standingsAsked(conditions, groups);
	const found = new Map(asked.map((each) => [standingKey(each), local.withStanding(each)]));
	const has = (standing: Standing, personId: string): boolean =>
		found.get(standingKey(standing))?.has(personId) ?? false;
	const invitations = asksForInvitations(conditions, groups) ? local.invitations : null;
	const { deletedFields } = local;
	const sight = { ...sightHere(), invitations: Boolean(invitations) };
	const known = knownGroups(groups, deletedFields, sight);
	return {
		known: invitations !== undefined && [...found.values()].every((ids) => ids !== undefined),
		of: (personId) => ({
			deletedFields,
			knownGroups: known,
			sight,
			...factsBy((standing) => has(standing, personId)),
			invited: () => (invitations ? invitations.stateOf(personId) : null)
		})
	};
}
