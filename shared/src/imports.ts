import type { Person } from './people.ts';
import type { Registration, RegistrationStatus } from './registrations.ts';
import type { FieldChange, NotedValue } from './timeline.ts';

/** Why something that an import did is still there after it was taken back. */
export type KeptReason =
	/** Somebody changed, registered or merged the person since. */
	| 'touched'
	/** Their link was opened. */
	| 'opened'
	/** A value has been changed since. */
	| 'edited';

export interface KeptPerson {
	personId: string;
	why: KeptReason;
}

/** A spreadsheet that was brought in, and what became of it, as devices hold it. */
export interface Import {
	id: string;
	userId: string;
	/** As they were called then; the server says it. */
	userName: string;
	fileName: string;
	/** For which people were registered; null: they only joined the people. */
	eventId: string | null;
	rowCount: number;
	/** How many mutations it came in. */
	parts: number;
	made: number;
	changed: number;
	registered: number;
	createdAt: number;
	/** When it was taken back. */
	undoneAt: number | null;
	/** The parts that were. */
	undoneParts: readonly number[];
	removed: number;
	putBack: number;
	cancelled: number;
	/** What had to stay, and of how many people; the first are named. */
	kept: { count: number; people: readonly KeptPerson[] };
}

/** The most people that are named of those whom an undone import had to leave as they are. */
export const mostKept = 100;

/** One part of an import: what one mutation did. */
export interface ImportPart {
	importId: string;
	part: number;
}

/** What a part of an import did to somebody, and what came after it. */
export interface ImportTrace {
	/** As they are now: the row itself, wherever it leads. */
	person: Person;
	/** Whether the import made them. */
	made: boolean;
	/** Whether anybody did something to them or their registrations since. */
	touched: boolean;
	/** What it changed of them, the latest first. */
	changes: readonly FieldChange[];
	/** A registration that it made, or gave its place back. */
	registration: TracedRegistration | null;
}

/** A group that an import made, and who is in it: more than an undone part can take out are not named. */
export interface MadeGroup {
	id: string;
	memberIds: readonly string[];
}

export interface TracedRegistration {
	row: Registration;
	after: RegistrationStatus;
	opened: boolean;
	touched: boolean;
	/** Whether a confirmation has gone since. A device doesn't know: false. */
	mailed: boolean;
	/**
	 * Whether the import made it and nobody has heard of it: no mail went, and nobody took its link out of the app. A
	 * device doesn't know: false.
	 */
	unheard: boolean;
}

/** The changes that a patch is, field by field; values of the organisation's own fields apart. */
export function fieldChangesIn(
	before: Person,
	{ custom, ...fields }: Partial<Omit<Person, 'id'>>
): FieldChange[] {
	const own = Object.keys(custom ?? {}).filter((id) => custom?.[id] !== before.custom[id]);
	return [
		...Object.entries(fields).map(([field, after]) => ({
			field,
			before: before[field as keyof Person] as NotedValue,
			after: after as NotedValue
		})),
		...own.map((id) => ({
			field: `custom.${id}`,
			before: before.custom[id] ?? null,
			after: custom?.[id] ?? null
		}))
	];
}

const ofCustom = 'custom.';

const idsIn = (value: NotedValue): readonly string[] => (Array.isArray(value) ? value : []);

/** Somebody while changes are put back one after the other. */
interface Reverting {
	person: Person;
	/** A value was changed since, and stays. */
	edited: boolean;
}

function revert({ person, edited }: Reverting, { field, before, after }: FieldChange): Reverting {
	if (field === 'groupIds') {
		const joined = idsIn(after).filter((id) => !idsIn(before).includes(id));
		const groupIds = person.groupIds.filter((id) => !joined.includes(id));
		return { person: { ...person, groupIds }, edited };
	}
	const id = field.startsWith(ofCustom) ? field.slice(ofCustom.length) : null;
	const now = id === null ? person[field as keyof Person] : (person.custom[id] ?? null);
	if (now !== after) return { person, edited: edited || now !== before };
	if (id === null) return { person: { ...person, [field]: before }, edited };
	const { [id]: _, ...others } = person.custom;
	const custom = before === null ? others : { ...others, [id]: before as string };
	return { person: { ...person, custom }, edited };
}

/**
 * What puts back what an import changed of somebody, where it is still as the import left it.
 * @param changes the latest first
 */
export function putBack(
	person: Person,
	changes: readonly FieldChange[]
): { fields: Partial<Omit<Person, 'id'>>; edited: boolean } {
	const reverted = changes.reduce(revert, { person, edited: false });
	const fields = Object.fromEntries(
		Object.entries(reverted.person).filter(
			([field, value]) => !isSame(value, person[field as keyof Person])
		)
	);
	return { fields, edited: reverted.edited };
}

const isSame = (one: unknown, other: unknown): boolean =>
	one === other || JSON.stringify(one) === JSON.stringify(other);
