import { undoImport } from '@foyer/shared/import-mutations';
import type { Import } from '@foyer/shared/imports';
import { saveInParts } from '#lib/lists/save-for-many.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { tellChangedSince } from '#lib/ui/undo.ts';

/** For how long an import is offered to be taken back, in ms: 90 days. */
export const longestUndo = 90 * 86_400_000;

type Undoable = Pick<Import, 'id' | 'fileName' | 'eventId' | 'rowCount' | 'parts'>;

/** Takes an import back, all of it or, where it can't be saved, nothing; its last part first. */
export async function takeBack({
	id,
	fileName,
	eventId,
	rowCount,
	parts
}: Undoable): Promise<boolean> {
	const all = Array.from({ length: parts }, (_, at) => parts - 1 - at);
	const told = await saveInParts(
		undoImport,
		all.map((part) => ({ importId: id, part, eventId })),
		{ deed: m.ui_undo(), all: rowCount }
	);
	if (!told.saved) return false;
	// Who holds one event alone holds no row of the import, which would say whether it is taken back already.
	const isHeld = local.all('imports').some((one) => one.id === id);
	if (isHeld && !told.changed) tellChangedSince();
	else toasts.show(m.import_undone({ file: fileName }), { tone: 'ok' });
	return true;
}
