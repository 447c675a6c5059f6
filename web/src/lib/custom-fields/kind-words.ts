import type { CustomFieldKind } from '@foyer/shared/custom-fields';
import { m } from '#lib/paraglide/messages.js';

const words: Record<CustomFieldKind, () => string> = {
	text: m.fields_kind_text,
	number: m.fields_kind_number,
	date: m.fields_kind_date,
	choice: m.fields_kind_choice,
	yes_no: m.fields_kind_yes_no
};

export const kindWords = (kind: CustomFieldKind): string => words[kind]();
