import CalendarDays from '@lucide/svelte/icons/calendar-days';
import Ellipsis from '@lucide/svelte/icons/ellipsis';
import Sun from '@lucide/svelte/icons/sun';
import Users from '@lucide/svelte/icons/users';
import type { Component } from 'svelte';
import type { Command } from '#lib/keyboard/keys.ts';
import { m } from '#lib/paraglide/messages.js';

export interface Place {
	href: string;
	label: () => string;
	icon: Component<{ class?: string }>;
	/** Words by which it is looked for besides. */
	also?: () => string;
	/** What leads there by a key. */
	command: Command;
	/** Where the pages are that belong to it, besides those below it. */
	others?: readonly string[];
}

/** The app's places, in the order of the rail and of the bar. */
export const places: readonly Place[] = [
	{ href: '/app/', label: m.shell_today, icon: Sun, command: 'today' },
	{ href: '/app/events', label: m.shell_events, icon: CalendarDays, command: 'events' },
	{
		href: '/app/people',
		label: m.shell_people,
		icon: Users,
		command: 'people',
		others: ['/app/import']
	}
];

export const morePlace: Place = {
	href: '/app/more',
	label: m.shell_more,
	icon: Ellipsis,
	command: 'more',
	others: ['/app/attention', '/app/mail', '/app/rooms', '/app/seats']
};

/** Whether a path lies in a place. */
export function inPlace(place: Place, pathname: string): boolean {
	const path = pathname.replace(/\/+$/, '');
	return [place.href, ...(place.others ?? [])]
		.map((href) => href.replace(/\/+$/, ''))
		.some((root) => path === root || (root !== '/app' && path.startsWith(`${root}/`)));
}
