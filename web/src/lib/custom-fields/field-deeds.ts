import {
	addCustomField,
	deleteCustomField,
	restoreCustomField,
	updateCustomField
} from '@foyer/shared/custom-field-mutations';
import type { CustomField } from '@foyer/shared/custom-fields';
import type { Person } from '@foyer/shared/people';
import type { Renamed } from '@foyer/shared/renamed-choices';
import { saveOrTell, type Told } from '#lib/attention/save.ts';
import { groupsAsking } from '#lib/groups/asking.ts';
import { formatNumber } from '#lib/i18n/format.ts';
import { fieldsInOrder } from '#lib/lists/condition-names.ts';
import { batchesOf, saveInParts } from '#lib/lists/save-for-many.ts';
import { those } from '#lib/lists/slices.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { offerUndo } from '#lib/ui/undo.ts';
import { placeBetween } from './place-between.ts';

/** What is said of a field in its form. */
export type FieldForm = Pick<CustomField, 'name' | 'kind' | 'choices'>;

/** Adds a field after all others. @returns whether it was saved */
export async function newField({ name, kind, choices }: FieldForm): Promise<boolean> {
	const { saved } = await saveOrTell(addCustomField, {
		id: crypto.randomUUID(),
		name,
		kind,
		choices: kind === 'choice' ? [...choices] : [],
		position: (fieldsInOrder().at(-1)?.position ?? 0) + 1
	});
	if (saved) toasts.show(m.fields_saved({ name }), { tone: 'ok' });
	return saved;
}

/** How many people have each value of a field, as far as this device holds them. */
export function countValues(fieldId: string): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const { custom } of local.people?.all() ?? []) {
		const value = custom[fieldId];
		if (value !== undefined) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
	}
	return counts;
}

/** Who has one of some choices. */
const having = (fieldId: string, choices: Renamed): Promise<Person[]> =>
	those(local.people?.all() ?? [], ({ custom }) => choices.has(String(custom[fieldId])));

/** Saves a form, and gives people what stands in place of what they have: all of it, or nothing. */
function define(
	id: string,
	{ name, kind, choices }: FieldForm,
	renamed: Renamed,
	people: readonly Person[]
): Promise<Told> {
	const fields = { name, ...(kind === 'choice' && { choices: [...choices] }) };
	const [first = [], ...others] = batchesOf(people);
	const part = (some: readonly Person[]) => ({
		...{ id, fields: {}, renamed: [...renamed] },
		personIds: some.map((person) => person.id)
	});
	const parts = [{ ...part(first), fields }, ...others.map(part)];
	return saveInParts(updateCustomField, parts, { deed: m.fields_save(), all: people.length });
}

/**
 * Changes a field.
 * @param renamed choices by which others stand in their place: who has one has the other from then on, and rules and
 * saved views ask for it
 * @returns whether it was saved
 */
export async function changeField(
	field: CustomField,
	form: FieldForm,
	renamed: Renamed
): Promise<boolean> {
	const { id } = field;
	const people = await having(id, renamed);
	if (!(await define(id, form, renamed, people)).saved) return false;
	const { name } = form;
	if (renamed.size === 0) {
		toasts.show(m.fields_saved({ name }), { tone: 'ok' });
		return true;
	}
	const back = new Map([...renamed].map(([before, now]) => [now, before]));
	const words = { name, count: people.length, shown: formatNumber(people.length) };
	offerUndo(people.length === 0 ? m.fields_saved({ name }) : m.fields_saved_renamed(words), () =>
		define(id, field, back, people)
	);
	return true;
}

/** Moves a field one place up or down: that field alone changes. */
export async function moveField({ id }: CustomField, by: -1 | 1): Promise<void> {
	const fields = fieldsInOrder();
	const at = fields.findIndex((field) => field.id === id);
	const to = at + by;
	if (at === -1 || to < 0 || to >= fields.length) return;
	const [before, after] = by === 1 ? [to, to + 1] : [to - 1, to];
	const position = placeBetween(fields[before]?.position ?? null, fields[after]?.position ?? null);
	await saveOrTell(updateCustomField, { id, fields: { position } });
}

/** Deletes a field; undo brings it back with what is noted in it. */
export async function deleteFieldWithUndo({ id, name }: CustomField): Promise<void> {
	const { saved } = await saveOrTell(deleteCustomField, { id });
	if (!saved) return;
	const asking = groupsAsking(id);
	offerUndo(
		asking.count === 0 ? m.fields_deleted({ name }) : m.fields_deleted_asked({ name, ...asking }),
		() => saveOrTell(restoreCustomField, { id })
	);
}

/** Brings a deleted field back, with what is noted in it. */
export async function bringFieldBack({
	id,
	name
}: Pick<CustomField, 'id' | 'name'>): Promise<void> {
	const { saved } = await saveOrTell(restoreCustomField, { id });
	if (saved) toasts.show(m.fields_brought_back({ name }), { tone: 'ok' });
}
