import type { CustomField } from '@foyer/shared/custom-fields';
import { asksInTheDark } from '@foyer/shared/group-rules';
import type { Group } from '@foyer/shared/groups';
import { sightHere } from '#lib/people/sight.ts';
import { local } from '#lib/sync/local.svelte.ts';
import type { ConditionNames } from './condition-words.ts';

const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);

/** The organisation's groups, by name. Following them follows their changes. */
export const groupsByName = (): Group[] => local.all('groups').sort(byName);

/** The organisation's own fields, in their order. */
export const fieldsInOrder = (): CustomField[] =>
	local.all('customFields').sort((a, b) => a.position - b.position || byName(a, b));

/** Names as this device knows them. */
export const conditionNames = (): ConditionNames => ({
	field: (id) => local.row('customFields', id),
	group: (id) => local.row('groups', id),
	event: (id) => {
		const event = local.event(id);
		return event && { name: event.title, deletedAt: event.deletedAt };
	},
	isUnseen: (condition) => {
		const groups = new Map(local.all('groups').map((group) => [group.id, group]));
		return asksInTheDark(condition, groups, sightHere());
	}
});
