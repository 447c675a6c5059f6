import { deletePeople, restorePeople } from '@foyer/shared/people-mutations';
import type { Person } from '@foyer/shared/people';
import { saveOrTell } from '#lib/attention/save.ts';
import { formatNumber } from '#lib/i18n/format.ts';
import { saveForMany } from '#lib/lists/save-for-many.ts';
import { m } from '#lib/paraglide/messages.js';
import { offerUndo } from '#lib/ui/undo.ts';
import { nameWords } from './people-words.ts';

/** Brings a deleted person back, with their registrations. */
export async function bringBack({ id }: Person): Promise<boolean> {
	return (await saveOrTell(restorePeople, { ids: [id] })).saved;
}

/** Deletes a person and offers to take it back for ten seconds. @returns whether it was saved */
export const deleteWithUndo = (person: Person): Promise<boolean> => deleteManyWithUndo([person]);

const idsOf = (some: readonly Person[]) => ({ ids: some.map(({ id }) => id) });

/** Deletes people and offers to take it back for ten seconds. @returns whether it was saved */
export async function deleteManyWithUndo(people: readonly Person[]): Promise<boolean> {
	const [first, ...others] = people;
	if (!first) return false;
	const { saved } = await saveForMany(deletePeople, people, idsOf, m.people_delete_short());
	if (!saved) return false;
	const count = people.length;
	offerUndo(
		others.length === 0
			? m.people_deleted({ name: nameWords(first) })
			: m.people_deleted_count({ count, shown: formatNumber(count) }),
		() => saveForMany(restorePeople, people, idsOf, m.ui_undo())
	);
	return true;
}
