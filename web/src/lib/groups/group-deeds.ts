import {
	addGroup,
	deleteGroup,
	joinGroup,
	leaveGroup,
	restoreGroup
} from '@foyer/shared/group-mutations';
import type { Group } from '@foyer/shared/groups';
import { inTurn, saveOrTell, type Told } from '#lib/attention/save.ts';
import { formatNumber } from '#lib/i18n/format.ts';
import { those } from '#lib/lists/slices.ts';
import { saveForMany } from '#lib/lists/save-for-many.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { offerUndo } from '#lib/ui/undo.ts';
import { groupsAsking } from './asking.ts';

/** A group to put people into: one that there is, or the name of a new one. */
export type GroupChoice = { id: string; name: string } | { id: null; name: string };

const counted = (count: number, group: string) => ({ count, shown: formatNumber(count), group });

const setMembers = (
	mutation: typeof joinGroup,
	groupId: string,
	personIds: readonly string[],
	deed: string
): Promise<Told> =>
	saveForMany(mutation, personIds, (some) => ({ groupId, personIds: [...some] }), deed);

const join = (groupId: string, ids: readonly string[], deed = m.people_join()) =>
	setMembers(joinGroup, groupId, ids, deed);

const leave = (groupId: string, ids: readonly string[], deed = m.people_leave()) =>
	setMembers(leaveGroup, groupId, ids, deed);

/** Makes a manual group. @returns its id; null: it wasn't saved, which was told */
async function newGroup(name: string): Promise<string | null> {
	const id = crypto.randomUUID();
	return (await saveOrTell(addGroup, { id, name, rule: null })).saved ? id : null;
}

export const isIn = (groupId: string) => (personId: string) =>
	local.person(personId)?.groupIds.includes(groupId) ?? false;

/** Puts people into a group. Undo takes out those who were not in it before. */
export async function joinWithUndo(
	choice: GroupChoice,
	personIds: readonly string[]
): Promise<boolean> {
	const id = choice.id ?? (await newGroup(choice.name));
	if (id === null) return false;
	const present = isIn(id);
	const joining = await those(personIds, (personId) => !present(personId));
	if (joining.length === 0) {
		toasts.show(m.people_joined_none({ group: choice.name }));
		return true;
	}
	if (!(await join(id, joining)).saved) {
		if (choice.id === null) await saveOrTell(deleteGroup, { id });
		return false;
	}
	offerUndo(m.people_joined(counted(joining.length, choice.name)), () =>
		choice.id === null
			? inTurn(
					() => leave(id, joining, m.ui_undo()),
					() => saveOrTell(deleteGroup, { id })
				)
			: leave(id, joining, m.ui_undo())
	);
	return true;
}

/** Takes people out of a group. Undo puts back those who were in it. */
export async function leaveWithUndo(
	{ id, name }: Pick<Group, 'id' | 'name'>,
	personIds: readonly string[]
): Promise<boolean> {
	const leaving = await those(personIds, isIn(id));
	if (leaving.length === 0 || !(await leave(id, leaving)).saved) return false;
	offerUndo(m.people_left(counted(leaving.length, name)), () => join(id, leaving, m.ui_undo()));
	return true;
}

/** Deletes a group; undo brings it back with everybody who was in it. */
export async function deleteGroupWithUndo({ id, name }: Group): Promise<boolean> {
	const { saved } = await saveOrTell(deleteGroup, { id });
	if (!saved) return false;
	const asking = groupsAsking(id);
	offerUndo(
		asking.count === 0 ? m.groups_deleted({ name }) : m.groups_deleted_asked({ name, ...asking }),
		() => saveOrTell(restoreGroup, { id })
	);
	return true;
}

/** Brings a deleted group back, with everybody who was in it. */
export async function bringGroupBack({ id, name }: Pick<Group, 'id' | 'name'>): Promise<void> {
	const { saved } = await saveOrTell(restoreGroup, { id });
	if (saved) toasts.show(m.groups_brought_back({ name }), { tone: 'ok' });
}
