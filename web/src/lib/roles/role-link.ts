import { roleLink, type EventRole } from '@foyer/shared/roles';
import type { Event } from '@foyer/shared/events';
import { publicAddress } from '#lib/registrations/access-link.ts';
import { local } from '#lib/sync/local.svelte.ts';

/** A role's link, or why there is none to hand over now. */
export type OwnRoleLink = { state: 'ready'; link: string } | { state: 'waiting' | 'revoked' };

/** The link of who is on stage. Its key is the server's: until it has heard of another one there is none to hand out. */
export function ownRoleLink(event: Event, role: EventRole): OwnRoleLink {
	if (role.revokedAt !== null) return { state: 'revoked' };
	const address = publicAddress(event);
	const waits =
		local.isChanged('eventRoles', role.id, ['keyVersion']) ||
		local.isChanged('events', event.id, ['permalink']);
	if (waits || !role.key || !address) return { state: 'waiting' };
	const path = new URL(address).pathname;
	return { state: 'ready', link: roleLink(location.origin, path, role.id, role.key) };
}
