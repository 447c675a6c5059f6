import { choicesSchema, customFieldNameSchema } from '@foyer/shared/custom-fields';
import { eventFieldsSchema, roomUrlSchema } from '@foyer/shared/events';
import { groupNameSchema } from '@foyer/shared/groups';
import { textSchema } from '@foyer/shared/fields';
import type { Refusal } from '@foyer/shared/mutation';
import { personFieldsSchema } from '@foyer/shared/people';
import { roleFieldsSchema } from '@foyer/shared/roles';
import { viewNameSchema } from '@foyer/shared/saved-views';
import type { QueuedMutation } from '@foyer/shared/sync';
import { fromWallTime, toWallTime, type WallTime } from '@foyer/shared/time-zones';
import type * as v from 'valibot';

/** How a field is typed into. `lines`: each line is one of several. */
export type Control = 'line' | 'email' | 'url' | 'text' | 'lines' | 'moment';

/** One argument of a refused mutation that a small form can mend. */
export interface EditableField {
	field: string;
	control: Control;
	schema: v.GenericSchema;
	value: unknown;
}

/** What of a refused mutation may be edited in place. */
export interface Editable {
	fields: EditableField[];
	/** The arguments with other values. */
	with(values: Readonly<Record<string, unknown>>): unknown;
}

type Entries = Record<string, [Control, v.GenericSchema]>;

const { firstName, lastName, company, email, phone, note } = personFieldsSchema.entries;
const ofPeople: Entries = {
	firstName: ['line', firstName],
	lastName: ['line', lastName],
	company: ['line', company],
	email: ['email', email],
	phone: ['line', phone],
	note: ['text', note]
};
const event = eventFieldsSchema.entries;
const ofEvents: Entries = {
	title: ['line', event.title],
	permalink: ['line', event.permalink],
	startsAt: ['moment', event.startsAt],
	endsAt: ['moment', event.endsAt],
	roomUrl: ['url', event.roomUrl],
	replayUrl: ['url', event.replayUrl],
	replayFrom: ['moment', event.replayFrom],
	replayUntil: ['moment', event.replayUntil],
	description: ['text', event.description],
	message: ['text', event.message]
};
const ofRoles: Entries = {
	name: ['line', roleFieldsSchema.entries.name],
	email: ['email', roleFieldsSchema.entries.email]
};
const ofStage: Entries = {
	agenda: ['text', textSchema(5000)],
	notes: ['text', textSchema(5000)],
	presenterUrl: ['url', roomUrlSchema],
	speakerUrl: ['url', roomUrlSchema],
	moderatorUrl: ['url', roomUrlSchema]
};
const ofCustomFields: Entries = {
	name: ['line', customFieldNameSchema],
	choices: ['lines', choicesSchema]
};

/** By mutation, whatever its version, what of it is typed. */
const typed: Record<string, Entries> = {
	'people.add': ofPeople,
	'people.update': ofPeople,
	'people.merge': ofPeople,
	'registrations.register_someone': ofPeople,
	'custom_fields.add': ofCustomFields,
	'custom_fields.update': ofCustomFields,
	'groups.add': { name: ['line', groupNameSchema] },
	'groups.update': { name: ['line', groupNameSchema] },
	'saved_views.save': { name: ['line', viewNameSchema] },
	'events.create': ofEvents,
	'events.update': ofEvents,
	'roles.add': ofRoles,
	'roles.update': ofRoles,
	'roles.prepare': ofStage
};

/** By refusal, the fields of which another value could be accepted; all that are typed where it says no more. */
const mending: Partial<Record<Refusal, readonly string[] | 'all'>> = {
	email_taken: ['email'],
	nameless: ['firstName', 'lastName', 'email'],
	permalink_taken: ['permalink'],
	ends_before_start: ['startsAt', 'endsAt'],
	too_long_event: ['startsAt', 'endsAt'],
	replay_ends_before_start: ['replayFrom', 'replayUntil'],
	malformed: 'all',
	internal: 'all'
};

/** What of a mutation another value could mend; undefined: nothing of it. */
export function editableOf(
	{ name, args }: Pick<QueuedMutation, 'name' | 'args'>,
	refusal: Refusal
): Editable | undefined {
	const given = (args ?? {}) as Record<string, unknown>;
	const inner = given['fields'] as Record<string, unknown> | undefined;
	const holder = inner ?? given;
	const mended = mending[refusal];
	const fields = Object.entries(typed[name.split('@')[0] ?? ''] ?? {}).flatMap(
		([field, [control, schema]]): EditableField[] => {
			const isMended = mended === 'all' || mended?.includes(field);
			const value = holder[field];
			// What wasn't said stays unsaid: a change of other fields, elsewhere, stands beside it.
			if (!isMended || value === undefined) return [];
			return [{ field, control, schema, value }];
		}
	);
	if (fields.length === 0) return undefined;
	return {
		fields,
		with(values) {
			const edited = { ...holder, ...values };
			return inner ? { ...given, fields: edited } : edited;
		}
	};
}

/** The field at which a refusal is told; undefined where it is about none of them. */
export function fieldOf({ fields }: Editable, refusal: Refusal): string | undefined {
	const mended = mending[refusal];
	if (mended === 'all') return fields[0]?.field;
	return fields.findLast(({ field }) => mended?.includes(field))?.field;
}

/** What a control holds: texts, and for a moment the hour as the wall of its zone shows it. */
export type Typed = string | WallTime;

const plain = (value: unknown): string => (typeof value === 'string' ? value : '');

export function toControl({ control, value }: EditableField, timeZone: string): Typed {
	if (control === 'moment')
		return typeof value === 'number' ? toWallTime(value, timeZone) : { date: '', time: '' };
	return Array.isArray(value) ? value.join('\n') : plain(value);
}

/** The value that a control holds, unchecked; null where nothing is said. */
export function fromControl(
	{ control, value }: EditableField,
	typedIn: Typed,
	timeZone: string
): unknown {
	if (typeof typedIn !== 'string') return instantOf(typedIn, value, timeZone);
	if (control === 'lines')
		return typedIn
			.split('\n')
			.map((line) => line.trim())
			.filter(Boolean);
	const mayLack = control === 'email' || control === 'url';
	return mayLack && typedIn.trim() === '' ? null : typedIn;
}

function instantOf(wall: WallTime, before: unknown, timeZone: string): number | null {
	// A form shows minutes: a time that nobody touched keeps its seconds.
	const known = typeof before === 'number' ? toWallTime(before, timeZone) : null;
	if (typeof before === 'number' && known?.date === wall.date && known.time === wall.time)
		return before;
	const meaning = fromWallTime(wall, timeZone);
	if (meaning.kind === 'instant') return meaning.instant;
	if (meaning.kind === 'twice') return meaning.first;
	return meaning.kind === 'skipped' ? meaning.next : null;
}

/** Where what a mutation is about is shown; undefined where it has no place of its own. */
export function placeOf({ name, args }: Pick<QueuedMutation, 'name' | 'args'>): string | undefined {
	const { id, ids, eventId } = (args ?? {}) as {
		id?: string;
		ids?: string[];
		eventId?: string | null;
	};
	if (eventId) return `/app/events/${eventId}`;
	const [feature = ''] = name.split('.');
	const place = places[feature];
	if (place) return place;
	const only = id ?? (ids?.length === 1 ? ids[0] : undefined);
	if (!only) return undefined;
	return feature === 'events' ? `/app/events/${only}` : `/app/people/${only}`;
}

/** What is shown in one place, all of it. */
const places: Record<string, string> = {
	groups: '/app/people/groups',
	custom_fields: '/app/people/fields',
	saved_views: '/app/people'
};
