import Copy from '@lucide/svelte/icons/copy';
import KeyRound from '@lucide/svelte/icons/key-round';
import Mail from '@lucide/svelte/icons/mail';
import Pencil from '@lucide/svelte/icons/pencil';
import QrCode from '@lucide/svelte/icons/qr-code';
import Send from '@lucide/svelte/icons/send';
import Share from '@lucide/svelte/icons/share-2';
import UserX from '@lucide/svelte/icons/user-x';
import type { Event } from '@foyer/shared/events';
import type { EventRole } from '@foyer/shared/roles';
import { m } from '#lib/paraglide/messages.js';
import { canShare } from '#lib/registrations/link-deeds.ts';
import type { MenuItem } from '#lib/ui/menu.ts';
import {
	copyRoleLink,
	noteSent,
	revokeWithUndo,
	sendByFoyer,
	shareRoleLink,
	writeRoleMail
} from './role-deeds.ts';
import { ownRoleLink } from './role-link.ts';

/** Deeds that need something shown beside the menu. */
interface Asking {
	edit(): void;
	renew(): void;
	showCode(): void;
}

/** The ways to hand a link over. Until it is synced there is none, which is said. */
function linkItems(event: Event, role: EventRole, { showCode }: Asking): MenuItem[] {
	const copies = {
		label: m.roles_copy_link(),
		icon: Copy,
		run: () => void copyRoleLink(event, role)
	};
	if (ownRoleLink(event, role).state !== 'ready')
		return [{ ...copies, blocked: m.roles_link_waits() }];
	return [
		copies,
		...(role.email
			? [
					{ label: m.roles_send(), icon: Send, run: () => void sendByFoyer(role) },
					{
						label: m.registrations_mail_self(),
						icon: Mail,
						run: () => void writeRoleMail(event, role)
					}
				]
			: []),
		{
			label: m.registrations_qr(),
			icon: QrCode,
			run: () => void noteSent(role, 'code').then(({ saved }) => saved && showCode())
		},
		...(canShare()
			? [
					{
						label: m.registrations_share_link(),
						icon: Share,
						run: () => void shareRoleLink(event, role)
					}
				]
			: [])
	];
}

/** What can be done with somebody on stage. */
export function roleMenu(event: Event, role: EventRole, asking: Asking): MenuItem[] {
	const edits = { label: m.roles_edit(), icon: Pencil, apart: true, run: () => asking.edit() };
	const renews = { label: m.roles_renew(), icon: KeyRound, run: () => asking.renew() };
	if (role.revokedAt !== null) return [{ ...renews, label: m.roles_renew_revoked() }];
	return [
		...linkItems(event, role, asking),
		edits,
		renews,
		{
			label: m.roles_revoke(),
			icon: UserX,
			danger: true,
			apart: true,
			run: () => void revokeWithUndo(role)
		}
	];
}
