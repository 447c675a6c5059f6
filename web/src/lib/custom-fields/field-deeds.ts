import {
	addCustomField,
	deleteCustomField,
	restoreCustomField,
	updateCustomField
} from '@foyer/shared/custom-field-mutations';
import type { CustomField } from '@foyer/shared/custom-fields';
import { saveOrTell } from '#lib/attention/save.ts';
import { fieldsInOrder } from '#lib/lists/condition-names.ts';
import { m } from '#lib/paraglide/messages.js';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { offerUndo } from '#lib/ui/undo.ts';
import { placeBetween } from './place-between.ts';

/** What is said of a field in its form. */
export type FieldForm = Pick<CustomField, 'name' | 'kind' | 'choices'>;

/** Adds a field after all others, or changes one. @returns whether it was saved */
export async function saveField(
	field: CustomField | undefined,
	{ name, kind, choices }: FieldForm
): Promise<boolean> {
	const given = [...choices];
	const { saved } = field
		? await saveOrTell(updateCustomField, {
				id: field.id,
				fields: { name, ...(kind === 'choice' && { choices: given }) }
			})
		: await saveOrTell(addCustomField, {
				id: crypto.randomUUID(),
				name,
				kind,
				choices: kind === 'choice' ? given : [],
				position: (fieldsInOrder().at(-1)?.position ?? 0) + 1
			});
	if (saved) toasts.show(m.fields_saved({ name }), { tone: 'ok' });
	return saved;
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
