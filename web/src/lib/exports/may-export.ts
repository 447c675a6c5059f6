import { mayExport, mayExportLinks } from '@foyer/shared/exports';
import { local } from '#lib/sync/local.svelte.ts';

/** Whether who uses this device may export an event's registrants, or (null) the organisation's people. */
export function exportable(eventId: string | null): boolean {
	const actor = local.membership?.actor;
	return actor !== undefined && mayExport(actor, eventId);
}

/** Whether their file may hold the access links. */
export function linksExportable(eventId: string): boolean {
	const actor = local.membership?.actor;
	return actor !== undefined && mayExportLinks(actor, eventId);
}
