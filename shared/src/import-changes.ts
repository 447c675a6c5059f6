import type { CustomValue } from './custom-fields.ts';
import type { Person, PersonFields } from './people.ts';

/** What a row of a spreadsheet says of somebody. */
export type SaidOfPerson = { [F in keyof PersonFields]?: PersonFields[F] | undefined } & {
	custom?: Readonly<Record<string, CustomValue>> | undefined;
	/** Groups to join; nobody leaves one by a spreadsheet. */
	groupIds?: readonly string[] | undefined;
};

/**
 * The changes that make a known person what a row says: a newer sheet corrects the directory, and where it says
 * nothing, what is known stays.
 */
export function corrections(
	person: Person,
	{ custom = {}, groupIds = [], ...fields }: SaidOfPerson
): Partial<Omit<Person, 'id'>> {
	const values = Object.entries(custom).filter(([id, value]) => person.custom[id] !== value);
	const joined = groupIds.filter((id) => !person.groupIds.includes(id));
	return {
		...Object.fromEntries(
			Object.entries(fields).filter(
				([field, value]) => value && person[field as keyof PersonFields] !== value
			)
		),
		...(values.length > 0 && { custom: { ...person.custom, ...Object.fromEntries(values) } }),
		...(joined.length > 0 && { groupIds: [...person.groupIds, ...joined] })
	};
}
