import { asksFor } from '@foyer/shared/group-rules';
import { formatNumber } from '#lib/i18n/format.ts';
import { groupsByName } from '#lib/lists/condition-names.ts';

/** The most groups that are named one by one. */
const mostNamed = 3;

/** The groups whose rules ask for a field or for another group, also by way of others, as a message tells them. */
export function groupsAsking(id: string): { count: number; shown: string; groups: string } {
	const all = groupsByName();
	const byId = new Map(all.map((group) => [group.id, group]));
	const names = all
		.filter(({ rule }) => rule && asksFor(id, rule.conditions, byId))
		.map(({ name }) => name);
	const named = names.slice(0, mostNamed).join(', ');
	const count = names.length;
	return { count, shown: formatNumber(count), groups: count > mostNamed ? `${named}…` : named };
}
