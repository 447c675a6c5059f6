import { emailSchema } from '@foyer/shared/email';
import { permalinkSchema } from '@foyer/shared/events';
import type { QueuedMutation } from '@foyer/shared/sync';
import type * as v from 'valibot';

/** The one argument of a refused mutation that a small form can mend. */
export interface Editable {
	field: 'email' | 'permalink';
	value: string;
	schema: v.GenericSchema<string>;
	/** The arguments with another value. */
	with(value: string): unknown;
}

const schemas = { email: emailSchema, permalink: permalinkSchema };

/** What of a mutation may be edited in place; undefined: its object's own screen is the place. */
export function editableOf({ args }: Pick<QueuedMutation, 'args'>): Editable | undefined {
	const given = (args ?? {}) as Record<string, unknown>;
	const fields = given['fields'] as Record<string, unknown> | undefined;
	const holder = fields ?? given;
	for (const field of ['email', 'permalink'] as const) {
		const value = holder[field];
		if (typeof value !== 'string') continue;
		const edited = (text: string) => ({ ...holder, [field]: text });
		return {
			field,
			value,
			schema: schemas[field],
			with: (text) => (fields ? { ...given, fields: edited(text) } : edited(text))
		};
	}
	return undefined;
}

/** Where the object of a mutation is shown; undefined where it has no place of its own. */
export function placeOf({ name, args }: Pick<QueuedMutation, 'name' | 'args'>): string | undefined {
	const { id, ids, eventId } = (args ?? {}) as {
		id?: string;
		ids?: string[];
		eventId?: string | null;
	};
	if (eventId) return `/app/events/${eventId}`;
	const only = id ?? (ids?.length === 1 ? ids[0] : undefined);
	if (!only) return undefined;
	return name.startsWith('events.') ? `/app/events/${only}` : `/app/people/${only}`;
}
