import type * as v from 'valibot';
import {
	cancelEvent,
	deleteEvent,
	reinstateEvent,
	restoreEvent,
	updateEvent
} from '@foyer/shared/event-mutations';
import type { Event, EventFields } from '@foyer/shared/events';
import type { Mutation, Questions } from '@foyer/shared/mutation';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';
import { refusalWords } from '#lib/i18n/refusals.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';

/** Saves a change and says why where it is refused. @returns whether it was saved */
export async function saveOrSay<S extends v.GenericSchema, Q extends Questions>(
	mutation: Mutation<S, Q>,
	args: v.InferInput<S>
): Promise<boolean> {
	const saved = await local.save(mutation, args);
	if (!saved.saved) toasts.show(refusalWords(saved.refusal), { tone: 'refused' });
	return saved.saved;
}

/** Says what was done, with a button that takes it back by a change of its own. */
export function offerUndo(text: string, undo: () => unknown): void {
	toasts.show(text, { tone: 'ok', action: { label: m.ui_undo(), run: () => void undo() } });
}

/** Cancels an event: the mails wait while it can be undone. */
export async function cancelWithUndo({ id, title }: Event): Promise<void> {
	if (!(await saveOrSay(cancelEvent, { id }))) return;
	offerUndo(m.events_cancelled({ title }), () => saveOrSay(reinstateEvent, { id }));
}

export async function deleteWithUndo({ id, title }: Event): Promise<boolean> {
	if (!(await saveOrSay(deleteEvent, { id }))) return false;
	offerUndo(m.events_deleted({ title }), () => saveOrSay(restoreEvent, { id }));
	return true;
}

/** Offers to take an edit back that moved an event: the fields become what they were. */
export function offerToMoveBack(before: Event, changed: Partial<EventFields>): void {
	const fields = Object.fromEntries(
		Object.keys(changed).map((name) => [name, before[name as keyof Event]])
	) as Partial<EventFields>;
	offerUndo(m.events_moved(), () => saveOrSay(updateEvent, { id: before.id, fields }));
}
