import type { Event } from '@foyer/shared/events';
import type { Person } from '@foyer/shared/people';
import type { Component } from 'svelte';
import { fits, fold } from '#lib/i18n/search-text.ts';

/** Somewhere to go. */
export interface Way {
	id: string;
	href: string;
	label: string;
	/** What tells it from others of one name. */
	detail: string;
	icon: Component<{ class?: string }>;
}

/** A place or a deed, found by its words. */
export interface Deed {
	href: string;
	label: string;
	icon: Component<{ class?: string }>;
	/** Words by which it is looked for besides. */
	also?: string;
}

interface Found {
	query: string;
	deeds: readonly Deed[];
	events: readonly Event[];
	people: readonly Person[];
}

interface Told {
	event: (event: Event) => Pick<Way, 'detail' | 'icon'>;
	person: (person: Person) => Pick<Way, 'label' | 'detail' | 'icon'>;
}

/** As many of a kind as are shown. */
const mostOfAKind = 6;

const wordsIn = (text: string): string[] =>
	fold(text)
		.split(/[^\p{L}\p{N}]+/u)
		.filter(Boolean);

/** What is called so stands before what is found by something else, as somebody is by their company. */
function calledFirst(ways: readonly Way[], query: string): Way[] {
	const asked = wordsIn(query);
	const isCalled = ({ label }: Way): boolean => {
		const own = wordsIn(label);
		return asked.every((word) => own.some((each) => each.startsWith(word)));
	};
	const called = ways.filter(isCalled);
	return [...called, ...ways.filter((way) => !called.includes(way))];
}

/**
 * Where a query leads: people, events and deeds, those that are called so first; without one, deeds and the next
 * events.
 */
export function waysTo({ query, deeds, events, people }: Found, told: Told): Way[] {
	const fitting = <Item>(items: readonly Item[], text: (item: Item) => string): Item[] =>
		items.filter((item) => fits(fold(text(item)), query)).slice(0, mostOfAKind);
	const ways = [
		...people.slice(0, mostOfAKind).map((person) => ({
			id: `person-${person.id}`,
			href: `/app/people/${person.id}`,
			...told.person(person)
		})),
		...fitting(events, ({ title }) => title).map((event) => ({
			id: `event-${event.id}`,
			href: `/app/events/${event.id}`,
			label: event.title,
			...told.event(event)
		})),
		...fitting(deeds, ({ label, also = '' }) => `${label} ${also}`).map(
			({ href, label, icon }) => ({
				...{ id: `deed-${href.replace(/\W+/g, '-')}`, detail: '' },
				...{ href, label, icon }
			})
		)
	];
	return calledFirst(ways, query);
}
