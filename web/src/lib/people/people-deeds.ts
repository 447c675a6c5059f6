import { deletePeople, restorePeople } from '@foyer/shared/people-mutations';
import type { Person } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';
import type { Told } from '#lib/attention/save.ts';
import { formatNumber } from '#lib/i18n/format.ts';
import { partsOf, saveParts } from '#lib/lists/save-for-many.ts';
import { m } from '#lib/paraglide/messages.js';
import { cancelling, givingBack } from '#lib/registrations/registration-deeds.ts';
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

const refused = { tone: 'refused', lasts: longToRead } as const;

/**
 * Brings back those whose address nobody else has by now, with registrations that were cancelled with them, and tells
 * of what couldn't be.
 * @param before registrations as they were
 * @returns what became of it, where it could be done with all of it
 */
async function bringManyBack(
	people: readonly Person[],
	deed: string,
	before: readonly Registration[] = []
): Promise<Told | undefined> {
	const free = people.filter((person) => !holderNow(person));
	const ids = new Set(free.map(({ id }) => id));
	const theirs = before.filter(({ personId }) => ids.has(local.person(personId)?.id ?? personId));
	const { parts, lost } = givingBack(theirs);
	const told = await saveParts([...partsOf(restorePeople, free, idsOf), ...parts], deed);
	if (!told.saved) return told;
	if (lost.length > 0) toasts.show(m.people_not_given_back(counted(lost.length)), refused);
	if (free.length < people.length) tellNotBack(people, free.length);
	return free.length < people.length || lost.length > 0 ? undefined : told;
}

function tellNotBack(people: readonly Person[], back: number): void {
	const [holder] = people.flatMap((person) => holderNow(person) ?? []);
	const open = () => holder && panelPlace.show(holder.id);
	toasts.show(m.people_not_back(counted(people.length - back)), {
		...refused,
		action: people.length === 1 ? { label: m.people_open_deed(), run: open } : undefined
	});
}

/**
 * Deletes people and offers to take it back for ten seconds: all of it is saved, or nothing.
 * @param cancelled registrations of theirs that are cancelled with them
 * @returns whether it was saved
 */
export async function deleteWithUndo(
	people: readonly Person[],
	cancelled: readonly Registration[] = []
): Promise<boolean> {
	const [first, ...others] = people;
	if (!first) return false;
	const parts = [...cancelling(cancelled), ...partsOf(deletePeople, people, idsOf)];
	const { saved } = await saveParts(parts, m.people_delete_short());
	if (!saved) return false;
	offerUndo(
		others.length === 0
			? m.people_deleted({ name: nameWords(first) })
			: m.people_deleted_count(counted(people.length)),
		() => bringManyBack(people, m.ui_undo(), cancelled)
	);
	return true;
}
