import { displayName } from '@foyer/shared/people';
import { local } from '#lib/sync/local.svelte.ts';
import type { Names } from './deed-words.ts';

/** Names as this device shows them, deleted people, events, groups, fields and views too. Following them follows their changes. */
export const names: Names = {
	person: (id) => {
		const person = local.person(id);
		return person && displayName(person);
	},
	event: (id) => local.event(id)?.title,
	group: (id) => local.row('groups', id)?.name,
	field: (id) => local.row('customFields', id)?.name,
	view: (id) => local.row('savedViews', id)?.name
};
