import { fullSight, sightOf, type Sight } from '@foyer/shared/sight';
import { local } from '#lib/sync/local.svelte.ts';

/** What this user may see of people; all of it until that is known: nothing is there before. */
export function sightHere(): Sight {
	const actor = local.membership?.actor;
	return actor ? sightOf(actor) : fullSight;
}
