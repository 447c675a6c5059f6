import { displayName } from '@foyer/shared/people';
import { m } from '#lib/paraglide/messages.js';

/** The name to show; an address or, without either, a word that says so. */
export const nameWords = (person: Parameters<typeof displayName>[0]): string =>
	displayName(person) || m.people_unnamed();
