import { local, type DeviceOwner } from './local.svelte.ts';

/** How many changes would be lost by signing out now, after a last try to send them. */
export async function changesLeft(): Promise<number> {
	if (local.status.waiting > 0) await local.sync();
	return local.status.waiting;
}

/** Deletes what these owners have on the device; works offline. */
export async function wipe(owners: readonly DeviceOwner[]): Promise<void> {
	for (const owner of owners) await local.wipe(owner);
}
