import CalendarPlus from '@lucide/svelte/icons/calendar-plus';
import Mail from '@lucide/svelte/icons/mail';
import Phone from '@lucide/svelte/icons/phone';
import Trash from '@lucide/svelte/icons/trash';
import UsersRound from '@lucide/svelte/icons/users-round';
import type { Person } from '@foyer/shared/people';
import { invitationMenu } from '#lib/invitations/invitation-menu.ts';
import { m } from '#lib/paraglide/messages.js';
import type { MenuItem } from '#lib/ui/menu.ts';
import { registrationsAhead } from './open-events.ts';
import { deleteWithUndo } from './people-deeds.ts';

/** Deeds that need something shown beside the menu. */
interface Asking {
	join(): void;
	register(): void;
	remove(): void;
}

/** What can be done for one person from their row. */
export function personMenu(person: Person, mayEdit: boolean, asking: Asking): MenuItem[] {
	const { email, phone } = person;
	const reach = [
		...(email ? [{ label: m.people_write(), icon: Mail, href: `mailto:${email}` }] : []),
		...(phone
			? [{ label: m.people_call(), icon: Phone, href: `tel:${phone.replace(/\s/g, '')}` }]
			: [])
	];
	const invites = invitationMenu(person);
	if (!mayEdit) return [...reach, ...invites];
	const ahead = registrationsAhead([person]);
	return [
		...reach,
		{
			label: m.people_register(),
			icon: CalendarPlus,
			apart: reach.length > 0,
			run: () => asking.register()
		},
		{ label: m.people_join(), icon: UsersRound, run: () => asking.join() },
		...invites,
		{
			label: m.people_delete(),
			icon: Trash,
			danger: true,
			apart: true,
			// What stands in other lists too is asked about; the rest is taken back at a press.
			run: () => (ahead?.length === 0 ? void deleteWithUndo([person]) : asking.remove())
		}
	];
}
