import ClipboardList from '@lucide/svelte/icons/clipboard-list';
import Copy from '@lucide/svelte/icons/copy';
import KeyRound from '@lucide/svelte/icons/key-round';
import Mail from '@lucide/svelte/icons/mail';
import QrCode from '@lucide/svelte/icons/qr-code';
import Send from '@lucide/svelte/icons/send';
import Share from '@lucide/svelte/icons/share-2';
import Undo from '@lucide/svelte/icons/undo-2';
import UserMinus from '@lucide/svelte/icons/user-minus';
import UserCheck from '@lucide/svelte/icons/user-check';
import UserRoundCheck from '@lucide/svelte/icons/user-round-check';
import UserX from '@lucide/svelte/icons/user-x';
import { deskIsOpen, hasArrived } from '@foyer/shared/arrivals';
import type { Event } from '@foyer/shared/events';
import type { Registration } from '@foyer/shared/registrations';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';
import type { MenuItem } from '#lib/ui/menu.ts';
import { ownLink } from './access-link.ts';
import { noteUse } from './key-uses.ts';
import { canShare, copyInformation, copyLink, shareLink, writeMail } from './link-deeds.ts';
import { sentBefore } from './mail-words.ts';
import { markable, reachable } from './registrant-list.ts';
import {
	admit,
	cancelWithUndo,
	letArrive,
	sendLinks,
	takeArrivalsBack,
	takeBackLinks
} from './registration-deeds.ts';
import { mayMark } from './may-mark.ts';

/** Deeds that need something shown beside the menu. */
interface Asking {
	renew(): void;
	/** The code may be shown: that it is was noted. */
	codeShown(): void;
}

/** The ways to hand a link over. Until it is synced there is none, which is said. */
function linkItems(event: Event, registration: Registration, { codeShown }: Asking): MenuItem[] {
	const { state } = ownLink(event, registration);
	const copies = {
		label: m.registrations_copy_link(),
		icon: Copy,
		run: () => void copyLink(event, registration)
	};
	if (state === 'waiting') return [{ ...copies, blocked: m.registrations_link_waits() }];
	if (state !== 'ready') return [];
	return [
		copies,
		{
			label: m.registrations_mail_self(),
			icon: Mail,
			run: () => void writeMail(event, registration)
		},
		{
			label: m.registrations_qr(),
			icon: QrCode,
			run: () =>
				void noteUse(event, [registration], 'code').then((noted) => {
					if (noted) codeShown();
				})
		},
		...(canShare()
			? [
					{
						label: m.registrations_share_link(),
						icon: Share,
						run: () => void shareLink(event, registration)
					}
				]
			: []),
		{
			label: m.registrations_copy_information(),
			icon: ClipboardList,
			run: () => void copyInformation(event, registration)
		}
	];
}

/** That somebody came, or didn't, for who sees to the door. */
function arrivalItems(event: Event, registration: Registration): MenuItem[] {
	if (!mayMark(event)) return [];
	if (hasArrived(registration))
		return [
			{
				label: m.registrations_take_arrival_back(),
				icon: UserMinus,
				run: () => void takeArrivalsBack(event, [registration])
			}
		];
	if (markable([registration]).length === 0 || !deskIsOpen(event, local.now())) return [];
	return [
		{
			label: m.registrations_mark_arrived(),
			icon: UserRoundCheck,
			run: () => void letArrive(event, [registration])
		}
	];
}

/** What can be done for one registrant, in the row and in the panel. */
export const registrantMenu = (
	event: Event,
	registration: Registration,
	asking: Asking
): MenuItem[] => [
	...arrivalItems(event, registration),
	...(local.can({ area: 'people', level: 'edit', eventId: event.id })
		? editorItems(event, registration, asking)
		: [])
];

/**
 * A new link, and the one from before again. Of who is cancelled too: by their link whoever has it takes the place
 * again.
 */
function keyItems(event: Event, registration: Registration, { renew }: Asking): MenuItem[] {
	const { keyRotation, email } = registration;
	return [
		...(keyRotation
			? [
					{
						label: m.registrations_take_back({ count: 1, shown: '1' }),
						icon: Undo,
						apart: true,
						run: () => void takeBackLinks(event, { id: keyRotation, rows: [registration] })
					}
				]
			: []),
		...(email
			? [
					{
						label: m.registrations_renew(),
						icon: KeyRound,
						apart: !keyRotation,
						run: () => renew()
					}
				]
			: [])
	];
}

/** What is done by who sees to the event's people. */
function editorItems(event: Event, registration: Registration, asking: Asking): MenuItem[] {
	if (registration.status === 'cancelled') {
		return [
			{
				label: m.registrations_admit_again(),
				icon: UserCheck,
				run: () => void admit(event, [registration])
			},
			...keyItems(event, registration, asking)
		];
	}
	const closed = event.status === 'ended' || event.status === 'cancelled';
	return [
		...(!closed && reachable([registration]).length > 0
			? [
					{
						label: sentBefore(registration) ? m.registrations_send_again() : m.registrations_send(),
						icon: Send,
						run: () => void sendLinks(event, [registration])
					}
				]
			: []),
		...linkItems(event, registration, asking),
		...keyItems(event, registration, asking),
		{
			label: m.registrations_cancel(),
			icon: UserX,
			danger: true,
			apart: true,
			run: () => void cancelWithUndo(event, [registration])
		}
	];
}
