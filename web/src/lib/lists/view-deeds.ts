import { deleteView, saveView, type SavedList, type SavedView } from '@foyer/shared/saved-views';
import { saveOrTell } from '#lib/attention/save.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { offerUndo } from '#lib/ui/undo.ts';
import type { ChosenColumns } from './columns.ts';

/** One's own views of a list, by name. */
export const viewsOf = (list: SavedList): SavedView[] =>
	local
		.all('savedViews')
		.filter((view) => view.list === list)
		.sort((a, b) => a.name.localeCompare(b.name));

/** What a view keeps. */
export interface Seen {
	query: string;
	columns: ChosenColumns | null;
}

/** A view as it is saved again. */
function savedAgain({ id, list, name, query, columns }: SavedView) {
	const shown = columns && { shown: columns.shown.map((column) => ({ ...column })) };
	return () => saveOrTell(saveView, { id, list, name, query, columns: shown });
}

/**
 * Keeps what is seen under a name. Of the view that has it already, whose place it takes, it can be taken back for ten
 * seconds. @returns whether it was saved
 */
export async function keepView(list: SavedList, name: string, seen: Seen): Promise<boolean> {
	const same = viewsOf(list).find((view) => view.name === name.trim());
	const { saved } = await saveOrTell(saveView, {
		id: same?.id ?? crypto.randomUUID(),
		list,
		name,
		query: seen.query,
		columns: seen.columns && { shown: seen.columns.map((column) => ({ ...column })) }
	});
	if (!saved) return false;
	const words = m.lists_view_saved({ name: name.trim() });
	if (same) offerUndo(words, savedAgain(same));
	else toasts.show(words, { tone: 'ok' });
	return true;
}

/** Calls a view otherwise, and offers to take that back for ten seconds. @returns whether it is called so */
export async function renameView(view: SavedView, name: string): Promise<boolean> {
	const words = name.trim();
	if (words === view.name) return true;
	const { saved } = await savedAgain({ ...view, name: words })();
	if (saved) offerUndo(m.lists_view_renamed({ before: view.name, name: words }), savedAgain(view));
	return saved;
}

/** Deletes a view and offers to take that back for ten seconds. */
export async function deleteViewWithUndo(view: SavedView): Promise<void> {
	const { saved } = await saveOrTell(deleteView, { id: view.id });
	if (saved) offerUndo(m.lists_view_deleted({ name: view.name }), savedAgain(view));
}
