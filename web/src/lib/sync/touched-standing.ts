import { hasStanding, placeOf, type Standing } from '@foyer/shared/standings';
import type { Registration } from '@foyer/shared/registrations';

/**
 * Who has a registration of a standing, with those that waiting mutations touch laid over. Of a standing at any
 * event nobody is taken out by them: another event may give it.
 */
export function withTouched(
	stored: ReadonlySet<string>,
	touched: readonly Registration[],
	standing: Standing
): ReadonlySet<string> {
	if (touched.length === 0) return stored;
	const all = new Set(stored);
	for (const row of touched) {
		if (hasStanding(placeOf(row), standing)) all.add(row.personId);
		else if (row.eventId === standing.eventId) all.delete(row.personId);
	}
	return all;
}
