import { deletePeople, restorePeople } from '@foyer/shared/people-mutations';
import type { Person } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';
import { inTurn, saveOrTell, type Told } from '#lib/attention/save.ts';
import { formatNumber } from '#lib/i18n/format.ts';
import { saveForMany } from '#lib/lists/save-for-many.ts';
import { m } from '#lib/paraglide/messages.js';
import { cancelEach, giveBackEach } from '#lib/registrations/registration-deeds.ts';
import { local } from '#lib/sync/local.svelte.ts';
import { longToRead, toasts } from '#lib/ui/toasts.svelte.ts';
import { offerUndo } from '#lib/ui/undo.ts';
import { panelPlace } from './panel-place.ts';
import { nameWords } from './people-words.ts';

const idsOf = (some: readonly Person[]) => ({ ids: some.map(({ id }) => id) });
const counted = (count: number) => ({ count, shown: formatNumber(count) });

/** Brings a deleted person back, with their registrations. */
export async function bringBack(person: Person): Promise<void> {
	await bringManyBack([person], m.people_bring_back_short());
}

/** Who has a deleted person's address by now. Of two people the server takes no address twice. */
function holderNow({ id, email }: Person): Person | undefined {
	const holder = email === null ? undefined : local.personByEmail(email);
	return holder?.email === email && holder.id !== id ? holder : undefined;
}

/**
 * Brings back those whose address nobody else has by now, and tells of the others.
 * @returns what became of it, where it could be done with all of them
 */
async function bringManyBack(people: readonly Person[], deed: string): Promise<Told | undefined> {
	const free = people.filter((person) => !holderNow(person));
	const told = await saveForMany(restorePeople, free, idsOf, deed);
	if (!told.saved || free.length === people.length) return told;
	const [holder] = people.flatMap((person) => holderNow(person) ?? []);
	const open = () => holder && panelPlace.show(holder.id);
	toasts.show(m.people_not_back(counted(people.length - free.length)), {
		...{ tone: 'refused', lasts: longToRead },
		action: people.length === 1 ? { label: m.people_open_deed(), run: open } : undefined
	});
	return undefined;
}

/**
 * Deletes a person and offers to take it back for ten seconds.
 * @param cancelled registrations of theirs that are cancelled with them
 * @returns whether it was saved
 */
export async function deleteWithUndo(
	person: Person,
	cancelled: readonly Registration[] = []
): Promise<boolean> {
	const { saved } = await inTurn(
		() => cancelEach(cancelled),
		() => saveOrTell(deletePeople, idsOf([person]))
	);
	if (!saved) return false;
	offerUndo(m.people_deleted({ name: nameWords(person) }), async () => {
		const back = await bringManyBack([person], m.ui_undo());
		return (
			back &&
			inTurn(
				async () => back,
				() => giveBackEach(cancelled)
			)
		);
	});
	return true;
}

/** Deletes people and offers to take it back for ten seconds. @returns whether it was saved */
export async function deleteManyWithUndo(people: readonly Person[]): Promise<boolean> {
	const [first, ...others] = people;
	if (!first) return false;
	const { saved } = await saveForMany(deletePeople, people, idsOf, m.people_delete_short());
	if (!saved) return false;
	offerUndo(
		others.length === 0
			? m.people_deleted({ name: nameWords(first) })
			: m.people_deleted_count(counted(people.length)),
		async () => bringManyBack(people, m.ui_undo())
	);
	return true;
}
