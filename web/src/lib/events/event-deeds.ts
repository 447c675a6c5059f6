import {
	cancelEvent,
	deleteEvent,
	reinstateEvent,
	restoreEvent,
	updateEvent
} from '@foyer/shared/event-mutations';
import type { Event, EventFields } from '@foyer/shared/events';
import { saveOrTell } from '#lib/attention/save.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';
import { offerUndo, tellChangedSince } from '#lib/ui/undo.ts';

/** Cancels an event: the mails wait while it can be undone. */
export async function cancelWithUndo({ id, title }: Event): Promise<void> {
	if (!(await saveOrTell(cancelEvent, { id })).saved) return;
	offerUndo(m.events_cancelled({ title }), () => saveOrTell(reinstateEvent, { id }));
}

export async function deleteWithUndo({ id, title }: Event): Promise<boolean> {
	if (!(await saveOrTell(deleteEvent, { id })).saved) return false;
	offerUndo(m.events_deleted({ title }), () => saveOrTell(restoreEvent, { id }));
	return true;
}

/** Offers to take an edit back that moved an event: the fields become what they were. */
export function offerToMoveBack(before: Event, changed: Partial<EventFields>): void {
	const fields = Object.fromEntries(
		Object.keys(changed).map((name) => [name, before[name as keyof Event]])
	) as Partial<EventFields>;
	offerUndo(m.events_moved(), async () => {
		const now = local.event(before.id);
		const isAsLeft = Object.entries(changed).every(
			([name, value]) => JSON.stringify(now?.[name as keyof Event]) === JSON.stringify(value)
		);
		if (isAsLeft) await saveOrTell(updateEvent, { id: before.id, fields });
		else tellChangedSince();
	});
}
