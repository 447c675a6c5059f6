import * as v from 'valibot';
import { isOpenToAttendees, type Event } from './events.ts';
import { idSchema, lineSchema } from './fields.ts';
import {
	accept,
	ask,
	defineMutation,
	refuse,
	type Decision,
	type Effect,
	type MutationContext,
	type Refusal,
	type Write
} from './mutation.ts';
import { patchIfAny } from './people-mutations.ts';
import { confirmationEffects, isRegistered, placesOf, register, written } from './registering.ts';
import type { OwnChange, Registration } from './registrations.ts';

/*
 * What attendees do to their own registration, from their link. Made by the server, never pushed by a device:
 * the server has seen the key, and names the version it proved by, so that a link renewed meanwhile changes
 * nothing any more.
 */

const own = {
	eventId: idSchema,
	personId: idSchema,
	registrationId: idSchema,
	keyVersion: v.number()
};
const ownSchema = v.object(own);
type Own = v.InferOutput<typeof ownSchema>;

const asksForOwn = ({ eventId, personId }: Own) => ({
	event: ask.row('events', eventId),
	registrations: ask.registrations(eventId, [personId])
});

interface OwnFacts {
	event: Event | undefined;
	registrations: ReadonlyMap<string, Registration>;
}

/** The event and registration that are still the ones proved. */
function proved(
	{ registrationId, keyVersion }: Own,
	{ event, registrations }: OwnFacts,
	{ actor }: MutationContext
): { event: Event; registration: Registration } | Refusal {
	if (actor.kind !== 'attendee') return 'not_allowed';
	const registration = [...registrations.values()].find(({ id }) => id === registrationId);
	const still = event?.deletedAt === null && registration?.keyVersion === keyVersion;
	return still ? { event, registration } : 'missing';
}

const patchOf = (id: string, fields: Partial<Omit<Registration, 'id'>>): Write => ({
	write: 'patch',
	entity: 'registrations',
	id,
	fields
});

/** What the organizer is to see of it. */
const noted = (
	{ eventId, registrationId }: Own,
	change: OwnChange,
	{ now }: MutationContext,
	before: string | null = null
): Effect => ({ effect: 'own_change', eventId, registrationId, change, before, at: now });

/** A mutation that patches the own registration, or has nothing to change. */
const changeOwn = (
	name: string,
	decideFor: (
		registration: Registration,
		event: Event,
		now: number
	) => { fields: Partial<Omit<Registration, 'id'>>; change: OwnChange } | Refusal | null
) =>
	defineMutation({
		name,
		version: 1,
		schema: ownSchema,
		questions: asksForOwn,
		decide: (args, facts, context): Decision => {
			const at = proved(args, facts, context);
			if (typeof at === 'string') return refuse(at);
			const decided = decideFor(at.registration, at.event, context.now);
			if (typeof decided === 'string') return refuse(decided);
			if (!decided) return accept([]);
			return accept(
				[patchOf(at.registration.id, decided.fields)],
				[noted(args, decided.change, context)]
			);
		}
	});

/** Gives the own place back; the link says so from then on, and offers to take one again. */
export const withdraw = changeOwn('registrations.withdraw', ({ status }, event, now) => {
	if (!isOpenToAttendees(event, now)) return 'event_over';
	return status === 'cancelled' ? null : { fields: { status: 'cancelled' }, change: 'withdrawn' };
});

/** Wants no reminders. */
export const stopReminders = changeOwn('registrations.stop_reminders', ({ remindersStopped }) =>
	remindersStopped ? null : { fields: { remindersStopped: true }, change: 'reminders_stopped' }
);

/** Wants reminders again. */
export const wantReminders = changeOwn('registrations.want_reminders', ({ remindersStopped }) =>
	remindersStopped ? { fields: { remindersStopped: false }, change: 'reminders_wanted' } : null
);

/** Asks the organizer to be erased, whatever became of the event. Until that is done no reminder is sent. */
export const askErasure = changeOwn(
	'registrations.ask_erasure',
	({ erasureAskedAt }, _event, now) =>
		erasureAskedAt === null
			? { fields: { erasureAskedAt: now, remindersStopped: true }, change: 'erasure_asked' }
			: null
);

/** Takes that back. Reminders stay stopped until they are asked for. */
export const dropErasure = changeOwn('registrations.drop_erasure', ({ erasureAskedAt }) =>
	erasureAskedAt === null ? null : { fields: { erasureAskedAt: null }, change: 'erasure_dropped' }
);

/** Takes a place again after cancelling, or stands on the waiting list where none is left. The link is mailed once more. */
export const comeBack = defineMutation({
	name: 'registrations.come_back',
	version: 1,
	schema: ownSchema,
	questions: (args) => ({
		...asksForOwn(args),
		people: ask.rows('people', [args.personId]),
		registered: ask.registered(args.eventId, [args.personId]),
		taken: ask.registeredCount(args.eventId)
	}),
	decide: (args, { people, registered, taken, ...facts }, context) => {
		const at = proved(args, facts, context);
		if (typeof at === 'string') return refuse(at);
		const { event, registration } = at;
		const person = people.get(args.personId);
		if (!person || person.deletedAt !== null) return refuse('missing');
		if (!isOpenToAttendees(event, context.now)) return refuse('event_over');
		if (registration.status === 'cancelled' && isRegistered(person.id, registered))
			return refuse('registered_already');
		const again = register(registration.id, person, {
			event,
			confirmations: 'now',
			source: 'page',
			now: context.now,
			places: placesOf(event, taken),
			registered: new Map([[person.id, registration]])
		});
		if (!again) return accept([]);
		const effects = confirmationEffects(event.id, [again]);
		return accept(written([again]), [...effects, noted(args, 'came_back', context)]);
	}
});

const nameSchema = v.pipe(lineSchema(100), v.minLength(1, 'required'));

/**
 * Corrects the own name. It is the person's, whom the organizer keeps once for all events: who a person is, they
 * know best. What the name was is noted, should somebody else have had the link.
 */
export const correctName = defineMutation({
	name: 'registrations.correct_name',
	version: 1,
	schema: v.object({ ...own, firstName: nameSchema, lastName: nameSchema }),
	questions: (args) => ({ ...asksForOwn(args), people: ask.rows('people', [args.personId]) }),
	decide: ({ firstName, lastName, ...args }, { people, ...facts }, context) => {
		const at = proved(args, facts, context);
		if (typeof at === 'string') return refuse(at);
		const person = people.get(args.personId);
		if (!person || person.deletedAt !== null) return refuse('missing');
		const name = { firstName, lastName };
		const differs = (row: typeof name): boolean =>
			row.firstName !== firstName || row.lastName !== lastName;
		const { registration } = at;
		if (!differs(registration) && !differs(person)) return accept([]);
		const before = `${registration.firstName} ${registration.lastName}`.trim();
		// The registration too: it may bear another name than the directory's.
		return accept(
			[...patchIfAny(person, differs(person) ? name : {}), patchOf(registration.id, name)],
			[noted(args, 'renamed', context, before)]
		);
	}
});
