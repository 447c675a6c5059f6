import { formatNumber, formatTime, viewerZone } from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';

/** How things stand between this device and the server. Instants are UTC ms on this device's clock. */
export interface SyncSummary {
	/** Changes saved here that the server hasn't got yet. */
	waiting: number;
	oldestWaitingAt: number | null;
	/** Since when the server doesn't answer; null: it does. */
	offlineSince: number | null;
	/** When the lists were last fresh; null: never. */
	listOf: number | null;
	/** Changes that were refused and need a look. */
	attention: number;
	phase: 'idle' | 'syncing' | 'first';
}

export type SyncKind = 'saved' | 'waiting' | 'offline' | 'attention' | 'first';

/** A change younger than this, in ms, is about to be sent: "All saved" doesn't flicker. */
export const patience = 2000;

/** What is worth telling first. */
export function syncKind(sync: SyncSummary, now: number): SyncKind {
	if (sync.attention > 0) return 'attention';
	if (sync.offlineSince !== null) return 'offline';
	if (sync.phase === 'first') return 'first';
	const old = sync.oldestWaitingAt === null || now - sync.oldestWaitingAt >= patience;
	return sync.waiting > 0 && old ? 'waiting' : 'saved';
}

/** The state in a few words: "3 changes waiting", "Offline · list of 14:02". */
export function syncWords(sync: SyncSummary, now: number): string {
	const kind = syncKind(sync, now);
	if (kind === 'attention') {
		return m.shell_sync_attention({ count: sync.attention, shown: formatNumber(sync.attention) });
	}
	if (kind === 'offline') return offlineWords(sync);
	if (kind === 'first') return m.shell_sync_first();
	if (kind === 'saved') return m.shell_sync_saved();
	return m.shell_sync_waiting({ count: sync.waiting, shown: formatNumber(sync.waiting) });
}

function offlineWords({ waiting, listOf }: SyncSummary): string {
	if (waiting > 0) {
		return m.shell_sync_offline_waiting({ count: waiting, shown: formatNumber(waiting) });
	}
	if (listOf === null) return m.shell_sync_offline();
	return m.shell_sync_offline_list({ time: formatTime(listOf, viewerZone()) });
}
