import { displayName, type Person } from '@foyer/shared/people';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';

/** The name to show; an address or, without either, a word that says so. */
export const nameWords = (person: Person): string => displayName(person) || m.people_unnamed();

/** How many events a person has a place at, or waits for one. */
export const placesOfPerson = (id: string): number =>
	local.registrationsOfPerson(id).filter(({ status }) => status !== 'cancelled').length;
