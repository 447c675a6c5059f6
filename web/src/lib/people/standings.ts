import { factsBy, standingKey, type Facts, type Standing } from '@foyer/shared/group-rules';
import { local } from '#lib/sync/local.svelte.ts';

/** Who is registered how, looked up for many people at once. */
export interface Standings {
	/** Whether all of it is known yet. */
	known: boolean;
	of(personId: string): Pick<Facts, 'registered' | 'mailed' | 'attended'>;
}

/** Looks standings up. Following them follows their changes. */
export function standings(asked: readonly Standing[]): Standings {
	const found = new Map(asked.map((each) => [standingKey(each), local.withStanding(each)]));
	const has = (standing: Standing, personId: string): boolean =>
		found.get(standingKey(standing))?.has(personId) ?? false;
	return {
		known: [...found.values()].every((ids) => ids !== undefined),
		of: (personId) => factsBy((standing) => has(standing, personId))
	};
}
