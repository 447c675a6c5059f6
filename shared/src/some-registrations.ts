import * as v from 'valibot';
import type { Event } from './events.ts';
import { idSchema } from './fields.ts';
import {
	accept,
	ask,
	defineMutation,
	refuse,
	longestBatch,
	type Decision,
	type Effect,
	type Refusal,
	type Write
} from './mutation.ts';
import { mayRegister, confirmationEffects, mailedBy } from './registering.ts';
import type { Registration } from './registrations.ts';
import type { Actor } from './team.ts';

export const someRegistrations = v.object({
	eventId: idSchema,
	personIds: v.pipe(v.array(idSchema), v.minLength(1), v.maxLength(longestBatch))
});

export const asksForSome = ({ eventId, personIds }: v.InferOutput<typeof someRegistrations>) => ({
	event: ask.row('events', eventId),
	registrations: ask.registrations(eventId, personIds)
});

/** The registrations that were asked for, each once. Who was merged may have kept one: it is theirs alone. */
export const askedFor = (
	personIds: readonly string[],
	registrations: ReadonlyMap<string, Registration>
): Registration[] => [...new Set(personIds.flatMap((id) => registrations.get(id) ?? []))];

export function whyNotChange(
	eventId: string,
	event: Event | undefined,
	registrations: ReadonlyMap<string, Registration>,
	actor: Actor
): Refusal | null {
	if (!mayRegister(actor, eventId)) return 'not_allowed';
	return !event || event.deletedAt !== null || registrations.size === 0 ? 'missing' : null;
}

export type FieldsFor = (registration: Registration) => Partial<Omit<Registration, 'id'>> | null;

/** Patches those that `fieldsFor` has a change for. */
export const patchesOf = (rows: Iterable<Registration>, fieldsFor: FieldsFor): Write[] =>
	[...rows].flatMap((row): Write[] => {
		const fields = fieldsFor(row);
		return fields ? [{ write: 'patch', entity: 'registrations', id: row.id, fields }] : [];
	});

/** Some registrations of an event, and by what id the mails that go to them can be taken back. */
export const mailingToSome = v.object({ ...someRegistrations.entries, mailing: idSchema });

/**
 * The mails that changes of registrations ask for. Who had cancelled gets no new one: theirs goes if it hasn't, and
 * the server alone knows whether it has.
 */
function mailsOf(
	eventId: string,
	before: readonly Registration[],
	writes: readonly Write[],
	mailing?: string
): Effect[] {
	const wereCancelled = new Set(
		before.filter(({ status }) => status === 'cancelled').map(({ id }) => id)
	);
	const isBack = (one: Write): boolean =>
		one.write === 'patch' && wereCancelled.has(one.id) && 'status' in one.fields;
	const back = writes.flatMap((one) => (one.write === 'patch' && isBack(one) ? [one.id] : []));
	const others = writes.filter((one) => !isBack(one));
	return [
		...confirmationEffects(eventId, others, mailing),
		...(back.length > 0
			? [{ effect: 'resume_mails' as const, eventId, registrationIds: back }]
			: [])
	];
}

/** A mutation that mails those of the named registrations that `fieldsFor` has mailed. */
export const mailRegistrations = (name: string, fieldsFor: FieldsFor) =>
	defineMutation({
		name,
		version: 2,
		schema: mailingToSome,
		questions: asksForSome,
		decide: ({ eventId, personIds, mailing }, { event, registrations }, { actor }): Decision => {
			const refusal = whyNotChange(eventId, event, registrations, actor);
			if (refusal) return refuse(refusal);
			const rows = askedFor(personIds, registrations);
			const writes = patchesOf(rows, (row) => {
				const fields = fieldsFor(row);
				const isMailed = fields?.mailState === 'queued' && row.status !== 'cancelled';
				return fields && { ...fields, ...(isMailed && mailedBy(mailing, row)) };
			});
			return accept(writes, mailsOf(eventId, rows, writes, mailing));
		}
	});

/** A mutation that patches those of the named registrations that `fieldsFor` has a change for. */
export const changeRegistrations = (name: string, fieldsFor: FieldsFor) =>
	defineMutation({
		name,
		version: 1,
		schema: someRegistrations,
		questions: asksForSome,
		decide: ({ eventId, personIds }, { event, registrations }, { actor }): Decision => {
			const refusal = whyNotChange(eventId, event, registrations, actor);
			if (refusal) return refuse(refusal);
			const rows = askedFor(personIds, registrations);
			const writes = patchesOf(rows, fieldsFor);
			return accept(writes, mailsOf(eventId, rows, writes));
		}
	});
