import type { Group } from '@foyer/shared/groups';
import { local } from '#lib/sync/local.svelte.ts';

/** A group that was there for no longer, in ms, was made with a deed that was taken back, or by mistake. */
const briefly = 60_000;

const wasBrief = ({ smart, createdAt, deletedAt }: Group): boolean =>
	!smart && (deletedAt ?? Infinity) - createdAt <= briefly;

/** Those of some deleted groups with which something comes back: not those that nobody was in, there for a moment. */
export function worthKeeping(deleted: readonly Group[]): Group[] {
	const ids = deleted.filter(wasBrief).map(({ id }) => id);
	const empty = new Set(ids);
	if (ids.length > 0)
		for (const { groupIds } of local.people?.all() ?? [])
			for (const id of groupIds) empty.delete(id);
	return deleted.filter(({ id }) => !empty.has(id));
}
