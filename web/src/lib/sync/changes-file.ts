import { idSchema, instantSchema } from '@foyer/shared/fields';
import { refusals, type Refusal } from '@foyer/shared/mutation';
import { findMutation } from '@foyer/shared/mutations';
import * as v from 'valibot';

/** A change that exists on a device only, with the id by which the server knows it wherever it comes from. */
export interface CarriedChange {
	entry: string;
	name: string;
	args: unknown;
	occurredAt: number;
}

export interface RefusedChange extends CarriedChange {
	refusal: Refusal;
	/** When it was refused, UTC ms. */
	at: number;
}

/** What a device has that the server has not: what waits, in order, and what was refused. */
export interface Changes {
	waiting: CarriedChange[];
	refused: RefusedChange[];
}

/** Whose changes they are: a file is loaded by the same person in the same organisation alone. */
export interface ChangesOwner {
	user: { id: string; name: string };
	organisation: { id: string; name: string };
}

const format = 'foyer.changes';
const version = 1;

const changeSchema = v.object({
	entry: idSchema,
	name: v.pipe(v.string(), v.maxLength(100)),
	args: v.unknown(),
	occurredAt: instantSchema
});

const refusedSchema = v.object({
	...changeSchema.entries,
	// A reason that only a newer version knows is still a reason to keep the change.
	refusal: v.fallback(v.picklist(refusals), 'internal'),
	at: instantSchema
});

const named = v.object({ id: idSchema, name: v.string() });

const headSchema = v.object({ format: v.literal(format), version: v.number() });

const fileSchema = v.object({
	user: named,
	organisation: named,
	waiting: v.array(changeSchema),
	refused: v.array(refusedSchema)
});

/** The text of a file of changes: what was entered, and no keys, sessions or ids of the device. */
export function writeChanges(
	{ user, organisation }: ChangesOwner,
	{ waiting, refused }: Changes,
	savedAt: number
): string {
	const whose = {
		user: { id: user.id, name: user.name },
		organisation: { id: organisation.id, name: organisation.name }
	};
	return JSON.stringify({ format, version, savedAt, ...whose, waiting, refused }, null, '\t');
}

/** Why a file is not loaded; nothing of it is. */
export type ChangesProblem =
	| { problem: 'unreadable' | 'newer' }
	| { problem: 'other_organisation' | 'other_person'; name: string };

/** Reads a file of changes for who is to load it: all of it, or the reason why not. */
export function readChanges(text: string, owner: ChangesOwner): Changes | ChangesProblem {
	const value = parsed(text);
	const head = v.safeParse(headSchema, value);
	if (!head.success) return { problem: 'unreadable' };
	if (head.output.version > version) return { problem: 'newer' };
	const file = v.safeParse(fileSchema, value);
	if (!file.success) return { problem: 'unreadable' };
	const { user, organisation, waiting, refused } = file.output;
	if (organisation.id !== owner.organisation.id)
		return { problem: 'other_organisation', name: organisation.name };
	if (user.id !== owner.user.id) return { problem: 'other_person', name: user.name };
	if (![...waiting, ...refused].every(isWhole)) return { problem: 'unreadable' };
	return { waiting, refused };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Whether a change is what its mutation asks for. One that this version doesn't know is for the server to judge. */
function isWhole({ name, args }: CarriedChange): boolean {
	const mutation = findMutation(name);
	return !mutation || v.is(mutation.schema, args);
}
