import type { CustomValue } from '@foyer/shared/custom-fields';
import { mergePeople, takeForOne, tellApart, unmergePeople } from '@foyer/shared/merge-mutations';
import type { Person, PersonFields } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';
import { saveOrTell } from '#lib/attention/save.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';
import { offerUndo } from '#lib/ui/undo.ts';
import { nameWords } from './people-words.ts';
import { labelWords, valueWords } from './timeline-words.ts';

/** Which of the two a value is taken from. */
export type Side = 0 | 1;
export type Pair = readonly [Person, Person];

/** What two people have in a field. */
export interface Compared {
	field: string;
	label: string;
	/** In words; empty where there is nothing. */
	words: readonly [string, string];
	/** Whether both have something, and not the same. */
	differs: boolean;
}

const ownFields = [
	'email',
	'firstName',
	'lastName',
	'company',
	'phone',
	'language',
	'note'
] as const satisfies readonly (keyof PersonFields)[];
type OwnField = (typeof ownFields)[number];

const isOwn = (field: string): field is OwnField => ownFields.includes(field as OwnField);

const customOf = (field: string): string => field.slice('custom.'.length);

function valueOf(person: Person, field: string): CustomValue | null {
	const value = isOwn(field) ? person[field] : person.custom[customOf(field)];
	return value === undefined || value === '' ? null : value;
}

/** The fields in which at least one of two people has something. */
export function compare(pair: Pair): Compared[] {
	const customFields = local
		.all('customFields')
		.sort((a, b) => a.position - b.position)
		.map(({ id }) => `custom.${id}`);
	return [...ownFields, ...customFields].flatMap((field): Compared[] => {
		const [one, other] = [valueOf(pair[0], field), valueOf(pair[1], field)];
		if (one === null && other === null) return [];
		const words = (value: CustomValue | null) => (value === null ? '' : valueWords(field, value));
		return [
			{
				field,
				label: labelWords(field),
				words: [words(one), words(other)],
				differs: one !== null && other !== null && one !== other
			}
		];
	});
}

/** Whose id and address stay: of whom the address is chosen; the first where there is none. */
export function whoStays([one, other]: Pair, addressOf: Side): Side {
	if (one.email === null && other.email !== null) return 1;
	return other.email === null ? 0 : addressOf;
}

/** What the person who stays takes over: what was chosen, and what they lack. */
function takenOver(pair: Pair, stays: Side, chosen: Readonly<Record<string, Side>>) {
	const [person, other] = stays === 0 ? pair : [pair[1], pair[0]];
	const fields: Partial<Record<OwnField, CustomValue>> = {};
	const custom: Record<string, CustomValue> = {};
	for (const { field } of compare(pair)) {
		const [has, offered] = [valueOf(person, field), valueOf(other, field)];
		const wanted = has === null || (chosen[field] ?? stays) !== stays;
		if (field === 'email' || offered === null || !wanted || offered === has) continue;
		if (isOwn(field)) fields[field] = offered;
		else custom[customOf(field)] = offered;
	}
	return { fields: fields as Partial<Omit<PersonFields, 'email'>>, custom };
}

/** What becomes of two people's registrations: those that move, and the events for which both stay. */
export function meet(person: Person, other: Person) {
	const [own, theirs] = [person, other].map(({ id }) => local.registrationsOfPerson(id));
	if (!own || !theirs) return null;
	const events = new Set(own.map(({ eventId }) => eventId));
	const isShared = ({ eventId }: Registration) => events.has(eventId);
	return {
		moved: theirs.filter((row) => !isShared(row)),
		shared: theirs.filter(isShared),
		eventIds: [...new Set([...own, ...theirs].map(({ eventId }) => eventId))]
	};
}

/** Merges two people as chosen, and offers to take it back. @returns whether it was saved */
export async function mergeWithUndo(
	pair: Pair,
	chosen: Readonly<Record<string, Side>>
): Promise<boolean> {
	const stays = whoStays(pair, chosen['email'] ?? 0);
	const [person, other] = stays === 0 ? pair : [pair[1], pair[0]];
	const met = meet(person, other);
	const { fields, custom } = takenOver(pair, stays, chosen);
	const ids = { id: person.id, otherId: other.id, eventIds: met?.eventIds ?? [] };
	const { saved } = await saveOrTell(mergePeople, { ...ids, fields, custom });
	if (!saved) return false;
	offerUndo(m.person_merge_done({ name: nameWords({ ...person, ...fields }) }), () =>
		saveOrTell(unmergePeople, {
			...ids,
			fields: pick(person, Object.keys(fields) as (keyof typeof fields)[]),
			custom: Object.fromEntries(Object.keys(custom).map((id) => [id, person.custom[id] ?? null])),
			leaveGroupIds: other.groupIds.filter((id) => !person.groupIds.includes(id)),
			registrationIds: met ? met.moved.map(({ id }) => id) : null
		})
	);
	return true;
}

/** Says that two are not the same person, and offers to take it back. */
export async function tellApartWithUndo([one, other]: Pair): Promise<void> {
	const ids = { id: one.id, otherId: other.id };
	if (!(await saveOrTell(tellApart, ids)).saved) return;
	offerUndo(m.person_told_apart({ name: nameWords(one), other: nameWords(other) }), () =>
		saveOrTell(takeForOne, ids)
	);
}

/** Takes a merge apart again, however long ago: with the registrations that still have the duplicate's address. */
export const takeApart = ({ id }: Person, otherId: string) =>
	saveOrTell(unmergePeople, {
		...{ id, otherId, fields: {}, custom: {}, leaveGroupIds: [], registrationIds: null },
		eventIds: [...new Set(local.registrationsOfPerson(id)?.map(({ eventId }) => eventId) ?? [])]
	});

const pick = <K extends keyof Person>(person: Person, fields: readonly K[]): Pick<Person, K> =>
	Object.fromEntries(fields.map((field) => [field, person[field]])) as Pick<Person, K>;
