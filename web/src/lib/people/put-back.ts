import { fitsField, type CustomValue } from '@foyer/shared/custom-fields';
import { leaveGroup, joinGroup } from '@foyer/shared/group-mutations';
import { updatePerson } from '@foyer/shared/people-mutations';
import { leavesNameless, type Person } from '@foyer/shared/people';
import type { FieldChange, NotedValue } from '@foyer/shared/timeline';
import { saveOrTell } from '#lib/attention/save.ts';
import { local } from '#lib/sync/local.svelte.ts';
import { customIdOf } from './timeline-words.ts';

/** The groups among a value's that are there still: nobody joins or leaves a deleted one. */
const groupsIn = (value: NotedValue): string[] =>
	Array.isArray(value) ? value.filter((id) => local.row('groups', id)?.deletedAt === null) : [];

/** What a person has in a field now. */
function present(person: Person, field: string): unknown {
	const id = customIdOf(field);
	return id === undefined ? person[field as keyof Person] : (person.custom[id] ?? null);
}

/** The groups that a change took somebody out of, or put them into, where that still holds. */
function groupsToMove(person: Person, { before, after }: FieldChange) {
	const [were, became] = [groupsIn(before), groupsIn(after)];
	return {
		join: were.filter((id) => !became.includes(id) && !person.groupIds.includes(id)),
		leave: became.filter((id) => !were.includes(id) && person.groupIds.includes(id))
	};
}

/** Whether a field still takes a value: a field of the organisation's own may be gone, and so may a choice. */
function takes(field: string, value: NotedValue): boolean {
	const id = customIdOf(field);
	if (id === undefined) return true;
	const own = local.all('customFields').find((each) => each.id === id);
	return own !== undefined && (value === null || fitsField(own, value as CustomValue));
}

/** What a field held before a change, as far as it can hold it again. */
export const heldBefore = ({ field, before }: FieldChange): NotedValue =>
	field === 'groupIds' ? groupsIn(before) : before;

/** Whether a person has something else now than before a change, and can have that again. */
export function canPutBack(person: Person, change: FieldChange): boolean {
	const { field, before } = change;
	if (field !== 'groupIds')
		return (
			present(person, field) !== before &&
			takes(field, before) &&
			!leavesNameless(person, { [field]: before })
		);
	const { join, leave } = groupsToMove(person, change);
	return join.length + leave.length > 0;
}

/** Puts back what a field held before a change: a change like any other, saved on the device. */
export async function putBack(person: Person, change: FieldChange): Promise<void> {
	const { id } = person;
	const { field, before } = change;
	if (field === 'groupIds') {
		const { join, leave } = groupsToMove(person, change);
		for (const groupId of join) await saveOrTell(joinGroup, { groupId, personIds: [id] });
		for (const groupId of leave) await saveOrTell(leaveGroup, { groupId, personIds: [id] });
		return;
	}
	const customId = customIdOf(field);
	await saveOrTell(
		updatePerson,
		customId === undefined
			? { id, fields: { [field]: before } }
			: { id, fields: {}, custom: { [customId]: before as string | number | boolean | null } }
	);
}
