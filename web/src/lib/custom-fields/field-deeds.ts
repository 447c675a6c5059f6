import {
	addCustomField,
	deleteCustomField,
	restoreCustomField,
	updateCustomField
} from '@foyer/shared/custom-field-mutations';
import type { CustomField } from '@foyer/shared/custom-fields';
import { ruleWithRenamed } from '@foyer/shared/field-forms';
import { updateGroup } from '@foyer/shared/group-mutations';
import { updatePerson } from '@foyer/shared/people-mutations';
import { inTurn, saveOrTell, type Told } from '#lib/attention/save.ts';
import { formatNumber } from '#lib/i18n/format.ts';
import { fieldsInOrder } from '#lib/lists/condition-names.ts';
import { saveInParts } from '#lib/lists/save-for-many.ts';
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

const define = (id: string, { name, kind, choices }: FieldForm): Promise<Told> =>
	saveOrTell(updateCustomField, {
		id,
		fields: { name, ...(kind === 'choice' && { choices: [...choices] }) }
	});

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
const having = (fieldId: string, choices: ReadonlyMap<string, string>): string[] =>
	[...(local.people?.all() ?? [])]
		.filter(({ custom }) => choices.has(String(custom[fieldId])))
		.map(({ id }) => id);

/** Gives people, and rules of groups, what stands in place of what they have. */
const replaceChoices = (
	fieldId: string,
	ids: readonly string[],
	choices: ReadonlyMap<string, string>
): Promise<Told> => {
	const parts = ids.flatMap((id) => {
		const value = choices.get(String(local.person(id)?.custom[fieldId]));
		return value === undefined ? [] : [{ id, fields: {}, custom: { [fieldId]: value } }];
	});
	const rules = local.all('groups').flatMap(({ id, rule }) => {
		const changed = rule && ruleWithRenamed(rule, fieldId, choices);
		return changed ? [{ id, fields: { rule: changed } }] : [];
	});
	const told: Told = { saved: true, changed: false };
	return inTurn(
		() =>
			parts.length === 0
				? Promise.resolve(told)
				: saveInParts(updatePerson, parts, { deed: m.fields_save(), all: parts.length, each: 1 }),
		...rules.map((args) => () => saveOrTell(updateGroup, args))
	);
};

/**
 * Changes a field.
 * @param renamed choices by which others stand in their place: who has one has the other from then on
 * @returns whether it was saved
 */
export async function changeField(
	field: CustomField,
	form: FieldForm,
	renamed: ReadonlyMap<string, string>
): Promise<boolean> {
	const { id } = field;
	const ids = having(id, renamed);
	const saved = await inTurn(
		() => define(id, form),
		() => replaceChoices(id, ids, renamed)
	);
	if (!saved.saved) return false;
	const { name } = form;
	if (ids.length === 0) {
		toasts.show(m.fields_saved({ name }), { tone: 'ok' });
		return true;
	}
	const back = new Map([...renamed].map(([before, now]) => [now, before]));
	const words = { name, count: ids.length, shown: formatNumber(ids.length) };
	offerUndo(m.fields_saved_renamed(words), () =>
		inTurn(
			() => define(id, field),
			() => replaceChoices(id, ids, back)
		)
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
	if (saved) offerUndo(m.fields_deleted({ name }), () => saveOrTell(restoreCustomField, { id }));
}
