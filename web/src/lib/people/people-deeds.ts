import { deletePeople, restorePeople } from '@foyer/shared/people-mutations';
import type { Person } from '@foyer/shared/people';
import { saveOrTell } from '#lib/attention/save.ts';
import { m } from '#lib/paraglide/messages.js';
import { offerUndo } from '#lib/ui/undo.ts';
import { nameWords } from './people-words.ts';

/** Brings a deleted person back, with their registrations. */
export async function bringBack({ id }: Person): Promise<boolean> {
	return (await saveOrTell(restorePeople, { ids: [id] })).saved;
}

/** Deletes a person and offers to take it back for ten seconds. @returns whether it was saved */
export async function deleteWithUndo(person: Person): Promise<boolean> {
	const { saved } = await saveOrTell(deletePeople, { ids: [person.id] });
	if (saved) offerUndo(m.people_deleted({ name: nameWords(person) }), () => bringBack(person));
	return saved;
}
