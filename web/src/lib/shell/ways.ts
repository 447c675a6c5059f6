import Armchair from '@lucide/svelte/icons/armchair';
import DoorOpen from '@lucide/svelte/icons/door-open';
import Eraser from '@lucide/svelte/icons/eraser';
import FileSpreadsheet from '@lucide/svelte/icons/file-spreadsheet';
import Mail from '@lucide/svelte/icons/mail';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import Users from '@lucide/svelte/icons/users';
import { editsEvents } from '@foyer/shared/team';
import type { Place } from './places.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';

export type WayBeside = Omit<Place, 'command'>;

const attention = { href: '/app/attention', label: m.attention_title, icon: TriangleAlert };
const sheet = {
	href: '/app/import',
	label: m.people_import,
	also: m.keys_also_import,
	icon: FileSpreadsheet
};
const duplicates = {
	href: '/app/people/duplicates',
	label: m.person_duplicates,
	also: m.keys_also_duplicates,
	icon: Users
};
const erasures = {
	href: '/app/people/erasures',
	label: m.person_erasures,
	also: m.keys_also_erasures,
	icon: Eraser
};
const fields = { href: '/app/people/fields', label: m.fields_title, icon: SlidersHorizontal };
const mail = { href: '/app/mail', label: m.attention_more_mail, icon: Mail };
const seats = { href: '/app/seats', label: m.roles_seats_title, icon: Armchair };
const rooms = { href: '/app/rooms', label: m.rooms_title, icon: DoorOpen };

/** Where else than to the app's places the user may go. */
export const waysBeside = (): readonly WayBeside[] => [
	attention,
	...(local.can({ area: 'people', level: 'edit' }) ? [sheet, duplicates] : []),
	...(local.can({ area: 'people', level: 'manage' }) ? [fields, erasures] : []),
	...(local.membership && editsEvents(local.membership.actor) ? [seats] : []),
	...(local.membership?.actor.host ? [mail, rooms] : [])
];
