import type { Event } from '@foyer/shared/events';
import {
	noteRoleSent,
	renewRole,
	restoreRole,
	revokeRole,
	sendRoleLink,
	takeBackRoleMail
} from '@foyer/shared/role-mutations';
import type { EventRole, RoleLinkWay } from '@foyer/shared/roles';
import { saveOrTell } from '#lib/attention/save.ts';
import { m } from '#lib/paraglide/messages.js';
import { copyText, offerClipboard } from '#lib/registrations/link-deeds.ts';
import { local } from '#lib/sync/local.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { offerUndo } from '#lib/ui/undo.ts';
import { ownRoleLink } from './role-link.ts';
import { roleMailto, roleText } from './role-text.ts';

const idsOf = ({ id, eventId }: EventRole) => ({ id, eventId });

const linkOf = (event: Event, role: EventRole): string | null => {
	const own = ownRoleLink(event, role);
	return own.state === 'ready' ? own.link : null;
};

/** Notes how a link was handed over. */
export const noteSent = (role: EventRole, way: RoleLinkWay) =>
	saveOrTell(noteRoleSent, { ...idsOf(role), way, at: local.now() });

export async function copyRoleLink(event: Event, role: EventRole): Promise<void> {
	const link = linkOf(event, role);
	if (!link) return;
	if (await copyText(Promise.resolve(link), m.roles_link_copied({ name: role.name })))
		await noteSent(role, 'copied');
}

/** Opens the mail program with everything filled in. */
export async function writeRoleMail(event: Event, role: EventRole): Promise<void> {
	const link = linkOf(event, role);
	if (!link) return;
	const address = roleMailto(event, role, link);
	if (!address) return offerClipboard(() => void copyRoleLink(event, role));
	await noteSent(role, 'mailed');
	location.assign(address);
}

export async function shareRoleLink(event: Event, role: EventRole): Promise<void> {
	const link = linkOf(event, role);
	if (!link) return;
	const { subject, text } = roleText(event, role.name, link);
	try {
		await navigator.share({ title: subject, text });
	} catch {
		// Closing the share sheet is no fault.
		return;
	}
	await noteSent(role, 'shared');
}

const isAway = (): boolean => local.status.offlineSince !== null;

/** Has Foyer mail the link. Undo takes the mail back while it waits; one that waits already gives it its place. */
export async function sendByFoyer(role: EventRole): Promise<void> {
	const mailing = crypto.randomUUID();
	if (!(await saveOrTell(sendRoleLink, { ...idsOf(role), mailing })).saved) return;
	const words = isAway() ? m.roles_will_send : m.roles_sending;
	const undo = () => keepBack(role, mailing);
	offerUndo(words({ email: role.email ?? '' }), undo, `role link ${role.id}`);
}

/** Takes a mail back that waits still. Whether it had gone is told once the server has said so. */
async function keepBack(role: EventRole, mailing: string): Promise<void> {
	if (!(await saveOrTell(takeBackRoleMail, { ...idsOf(role), mailing })).saved) return;
	const words = isAway() ? m.roles_kept_back_away : m.roles_kept_back;
	toasts.show(words({ email: role.email ?? '' }), { tone: 'ok' });
}

/** Takes somebody off the stage; undo lets the same link in again. */
export async function revokeWithUndo(role: EventRole): Promise<void> {
	if (!(await saveOrTell(revokeRole, idsOf(role))).saved) return;
	offerUndo(m.roles_revoked_toast({ name: role.name }), () => saveOrTell(restoreRole, idsOf(role)));
}

/** Makes another link; the one before opens nothing any more. */
export async function renewLink(role: EventRole): Promise<void> {
	if (!(await saveOrTell(renewRole, idsOf(role))).saved) return;
	toasts.show(m.roles_renewed({ name: role.name }), { tone: 'ok' });
}
