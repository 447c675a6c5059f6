import { standings, type Standing } from '@foyer/shared/guest-lists';
import type { PersonRow } from '@foyer/shared/people-import';

/** How many of a list aren't coming, for one reason. */
export interface Aside {
	standing: Standing;
	count: number;
}

/** How many of a list aren't coming, by why. */
export function asidesOf(rows: readonly Pick<PersonRow, 'standing'>[]): Aside[] {
	const counts = new Map<Standing, number>();
	for (const { standing } of rows)
		if (standing) counts.set(standing, (counts.get(standing) ?? 0) + 1);
	return standings.flatMap((standing) => {
		const count = counts.get(standing);
		return count === undefined ? [] : [{ standing, count }];
	});
}
