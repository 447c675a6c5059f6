import * as v from 'valibot';
import { idSchema } from './fields.ts';
import type { SaidOfPerson } from './import-changes.ts';
import type { Write } from './mutation.ts';
import { aliasOf, newPerson, patchIfAny } from './people-mutations.ts';
import { newPersonSchema, type Person, type PersonFields } from './people.ts';

/** A person, and the id of the registration that it makes. A person known to the device has their own id. */
export const newcomerSchema = v.object({ ...newPersonSchema.entries, registrationId: idSchema });

/** Someone brought into an event, and what that does to the directory. */
interface BroughtIn {
	/** As their registration shows them. */
	person: Person;
	writes: Write[];
}

type Changes = Partial<Omit<Person, 'id'>>;

/**
 * What bringing somebody in does to the directory, and the person it leads to.
 * @param change what is written of who is known; null: nothing, and their registration shows what was
 * given, because the directory is hidden from who brings them in
 */
export function bringIn(
	{
		id,
		...fields
	}: v.InferOutput<typeof newPersonSchema> & Pick<SaidOfPerson, 'custom' | 'groupIds'>,
	known: Person | undefined,
	change: ((person: Person, given: Partial<PersonFields>) => Changes) | null,
	now: number
): BroughtIn {
	if (!known) {
		const { custom = {}, groupIds = [], ...given } = fields;
		const person = { ...newPerson({ id, ...given }, now), custom, groupIds };
		return { person, writes: [{ write: 'insert', entity: 'people', row: person }] };
	}
	const changed = change?.(known, fields) ?? {};
	const writes = patchIfAny(known, changed);
	if (known.id !== id)
		writes.push({ write: 'insert', entity: 'people', row: aliasOf(id, known, now) });
	if (change) return { person: { ...known, ...changed }, writes };
	const { firstName = '', lastName = '', language = null } = fields;
	return { person: { ...known, firstName, lastName, language }, writes };
}

export const emailsOf = (rows: readonly { email?: string | null | undefined }[]): string[] =>
	rows.flatMap(({ email }) => (email ? [email] : []));
