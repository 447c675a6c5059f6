import { displayName, type Person } from '@foyer/shared/people';
import { m } from '#lib/paraglide/messages.js';

type Named = Parameters<typeof displayName>[0] & { company?: string; phone?: string };

/** The name to show: without one an address, a company or a number, whatever tells them apart; else a word that says so. */
export const nameWords = (person: Named): string =>
	displayName(person) || person.company || person.phone || m.people_unnamed();

/** What stands below the name: what tells people of one name apart. */
export function besideName(person: Pick<Person, 'email' | 'company'> & Named): string {
	const name = nameWords(person);
	return [person.email, person.company].filter((said) => said && said !== name).join(' · ');
}

/** In characters: what is longer isn't said again. */
const shortEnough = 60;

/** That what was typed in a field couldn't be saved as somebody left it. */
export const fieldUnsavedWords = (field: string, typed: string, why: string): string =>
	typed.trim() && typed.length <= shortEnough
		? m.people_field_unsaved({ field, typed, why })
		: m.people_field_unsaved_long({ field, why });
