import * as v from 'valibot';
import { emailsOf, bringIn, newcomerSchema } from './bringing-in.ts';
import { emailSchema } from './email.ts';
import { isOpenToAttendees } from './events.ts';
import { idSchema, lineSchema } from './fields.ts';
import {
	accept,
	ask,
	defineMutation,
	refuse,
	longestBatch,
	type Answers,
	type Decision,
	type Write
} from './mutation.ts';
import { gapsFilled, mayEditPeople, newPerson, personKnown } from './people-mutations.ts';
import { personFieldsSchema } from './people.ts';
import {
	isRegistered,
	mayRegister,
	openToOrganizers,
	placesOf,
	register,
	written,
	confirmationEffects,
	mailStateFor,
	type Registering
} from './registering.ts';
import { confirmationChoices, type Registration } from './registrations.ts';
import {
	changeRegistrations,
	mailRegistrations,
	asksForSome,
	whyNotChange,
	askedFor,
	patchesOf,
	mailingToSome,
	type someRegistrations,
	type FieldsFor
} from './some-registrations.ts';

const addedSchema = v.object({
	eventId: idSchema,
	people: v.pipe(
		v.array(v.object({ id: idSchema, personId: idSchema })),
		v.minLength(1),
		v.maxLength(longestBatch)
	),
	confirmations: v.picklist(confirmationChoices),
	/** By which the confirmations can be taken back. */
	mailing: v.optional(idSchema)
});

/** Registers people of the directory for an event. */
export const addRegistrations = defineMutation({
	name: 'registrations.add',
	version: 2,
	schema: addedSchema,
	questions: ({ eventId, people }) => {
		const personIds = people.map(({ personId }) => personId);
		return {
			event: ask.row('events', eventId),
			people: ask.rows('people', personIds),
			registered: ask.registered(eventId, personIds),
			taken: ask.registeredCount(eventId)
		};
	},
	decide: (args, { event, people, registered, taken }, { actor, now }) => {
		if (!mayRegister(actor, args.eventId)) return refuse('not_allowed');
		if (!event || event.deletedAt !== null || people.size === 0) return refuse('missing');
		if (!openToOrganizers(event)) return refuse('event_over');
		const to: Registering = {
			event,
			confirmations: args.confirmations,
			mailing: args.mailing,
			source: 'organizer',
			now,
			places: placesOf(event, taken),
			registered: new Map(registered)
		};
		const writes = args.people.map(({ id, personId }) => {
			const person = people.get(personId);
			return person && person.deletedAt === null ? register(id, person, to) : null;
		});
		return accept(written(writes), confirmationEffects(event.id, writes, args.mailing));
	}
});

/** Of devices that take no mail back. */
export const addRegistrations1 = defineMutation({
	...addRegistrations,
	version: 1,
	schema: v.omit(addedSchema, ['mailing'])
});

const { firstName, lastName, email } = personFieldsSchema.entries;

/**
 * Registers somebody by hand, who may be new. Whoever may edit the event's people may: an address that
 * the directory has already leads to that person, which only who may see the directory learns.
 */
export const registerSomeone = defineMutation({
	name: 'registrations.register_someone',
	version: 1,
	schema: v.pipe(
		v.object({
			eventId: idSchema,
			/** The person's, should they be new. */
			id: idSchema,
			registrationId: idSchema,
			firstName,
			lastName,
			email,
			confirmations: v.picklist(confirmationChoices)
		}),
		v.check((given) => Boolean(given.firstName || given.lastName || given.email), 'required')
	),
	questions: (args) => ({
		event: ask.row('events', args.eventId),
		same: ask.row('people', args.id),
		byEmail: ask.peopleByEmail(emailsOf([args])),
		registered: ask.registrationsByEmail(args.eventId, emailsOf([args])),
		taken: ask.registeredCount(args.eventId)
	}),
	decide: (
		{ eventId, registrationId, confirmations, ...given },
		{ event, same, byEmail, registered, taken },
		{ actor, now }
	) => {
		if (!mayRegister(actor, eventId)) return refuse('not_allowed');
		if (!event || event.deletedAt !== null) return refuse('missing');
		if (!openToOrganizers(event)) return refuse('event_over');
		if (same) return refuse('conflict');
		const known = given.email ? byEmail.get(given.email) : undefined;
		const seesDirectory = mayEditPeople(actor);
		const { person, writes } = bringIn(given, known, seesDirectory ? gapsFilled : null, now);
		const registration = register(registrationId, person, {
			event,
			confirmations,
			source: 'organizer',
			now,
			places: placesOf(event, taken),
			registered: new Map(registered)
		});
		return accept(
			written([...writes, registration]),
			confirmationEffects(eventId, [registration]),
			known && seesDirectory ? [personKnown(known)] : []
		);
	}
});

/** Whether a confirmation had become needless by a cancellation before it went. */
const missedMail = ({ mailState, mailReason }: Registration): boolean =>
	mailState === 'suppressed' && mailReason === 'registration_cancelled';

/** Gives a cancelled registration another status. The confirmation that the cancellation kept from going goes. */
const givenBack = (
	row: Registration,
	status: Registration['status']
): Partial<Omit<Registration, 'id'>> => ({
	status,
	...(missedMail(row) && row.email !== null && mailStateFor.now)
});

/** Cancels registrations: their links lead to a page that says so. */
export const cancelRegistrations = changeRegistrations('registrations.cancel', (row) =>
	row.status === 'cancelled' ? null : { status: 'cancelled' }
);

const admitted: FieldsFor = (row) => {
	if (row.status === 'registered') return null;
	if (row.status === 'cancelled') return givenBack(row, 'registered');
	return { status: 'registered', ...(row.email !== null && mailStateFor.now) };
};

const admission = mailRegistrations('registrations.admit', admitted);
const admission1 = changeRegistrations('registrations.admit', admitted);

const asksForPlaces = (args: v.InferOutput<typeof someRegistrations>) => ({
	...asksForSome(args),
	people: ask.rows('people', args.personIds),
	registered: ask.registered(args.eventId, args.personIds)
});
type Places = Answers<ReturnType<typeof asksForPlaces>>;

/** Those of whom no other registration stands, theirs or one left with who was merged into them; of one person's, one. */
function withoutOther(
	personIds: readonly string[],
	{ people, registrations, registered }: Places
): string[] {
	const given = new Set<string>();
	return personIds.filter((asked) => {
		if (registrations.get(asked)?.status !== 'cancelled') return true;
		const meant = people.get(asked)?.id ?? asked;
		if (isRegistered(meant, registered) || given.has(meant)) return false;
		given.add(meant);
		return true;
	});
}

/** Nobody gets a second place back. It is refused where that leaves nobody. */
function decideForOnePlace<Args extends { personIds: string[] }>(
	args: Args,
	facts: Places,
	decide: (args: Args) => Decision
): Decision {
	const personIds = withoutOther(args.personIds, facts);
	const decision = decide({ ...args, personIds });
	return decision.ok && personIds.length === 0 ? refuse('registered_already') : decision;
}

/**
 * Gives a place: takes a cancellation back, or admits from the waiting list beyond the capacity, which
 * mails the link that now leads in.
 */
export const admitRegistrations = defineMutation({
	...admission,
	schema: v.object({
		...mailingToSome.entries,
		/** Takes a cancellation back as a whole: who had two places has two again. */
		undoing: v.optional(v.boolean())
	}),
	questions: asksForPlaces,
	decide: ({ undoing, ...args }, facts, context) =>
		undoing
			? admission.decide(args, facts, context)
			: decideForOnePlace(args, facts, (some) => admission.decide(some, facts, context))
});

/** Of devices that take no mail back. */
export const admitRegistrations1 = defineMutation({
	...admission1,
	questions: asksForPlaces,
	decide: (args, facts, context) =>
		decideForOnePlace(args, facts, (some) => admission1.decide(some, facts, context))
});

/** Takes an admission back, or a cancellation of who waited: they wait for a place. No new mail goes out. */
export const letWait = changeRegistrations('registrations.let_wait', (row) => {
	if (row.status === 'waiting_list') return null;
	return row.status === 'cancelled' ? givenBack(row, 'waiting_list') : { status: 'waiting_list' };
});

/**
 * Takes the registering of people back. Whose registration was made by it, and whom nothing reached since, is gone
 * from the event as though never registered; the others are cancelled, as who had been before.
 */
export const unregister = defineMutation({
	name: 'registrations.unregister',
	version: 1,
	schema: v.object({ eventId: idSchema, people: addedSchema.entries.people }),
	questions: ({ eventId, people }) => ({
		...asksForSome({ eventId, personIds: people.map(({ personId }) => personId) }),
		reached: ask.reached(
			eventId,
			people.map(({ id }) => id)
		)
	}),
	decide: ({ eventId, people }, { event, registrations, reached }, { actor }) => {
		const refusal = whyNotChange(eventId, event, registrations, actor);
		if (refusal) return refuse(refusal);
		const made = new Set(people.map(({ id }) => id));
		const rows = askedFor(
			people.map(({ personId }) => personId),
			registrations
		).filter(({ status }) => status !== 'cancelled');
		const gone = rows.filter(
			({ id, admittedAt, ledInAt }) =>
				made.has(id) && reached?.has(id) === false && admittedAt === null && ledInAt === null
		);
		return accept(
			patchesOf(rows, () => ({ status: 'cancelled' })),
			gone.length > 0
				? [{ effect: 'unregister', eventId, registrationIds: gone.map(({ id }) => id) }]
				: []
		);
	}
});

/** Notes that a wish to be erased was seen to. The person is deleted by who may, in the directory. */
export const settleErasure = changeRegistrations('registrations.settle_erasure', (row) =>
	row.erasureAskedAt === null ? null : { erasureAskedAt: null }
);

/** Notes that a link on many devices was looked at, and nothing is amiss. */
export const dismissDevices = changeRegistrations('registrations.dismiss_devices', (row) =>
	row.devicesSeen === null ? null : { devicesSeen: null }
);

/**
 * An attendee signs up on the event's page. Made by the server, never pushed by a device. A known
 * address changes nothing of the person, and who is registered already gets their link by mail again:
 * the page's answer is the same.
 */
export const signUp = defineMutation({
	name: 'registrations.sign_up',
	version: 1,
	schema: v.object({
		...newcomerSchema.entries,
		firstName: v.pipe(lineSchema(100), v.minLength(1, 'required')),
		lastName: v.pipe(lineSchema(100), v.minLength(1, 'required')),
		email: emailSchema,
		eventId: idSchema
	}),
	questions: ({ eventId, email }) => ({
		event: ask.row('events', eventId),
		byEmail: ask.peopleByEmail([email]),
		registered: ask.registrationsByEmail(eventId, [email]),
		taken: ask.registeredCount(eventId)
	}),
	decide: (
		{ eventId: _, registrationId, ...args },
		{ event, byEmail, registered, taken },
		{ now }
	) => {
		if (!event || event.deletedAt !== null) return refuse('missing');
		if (!isOpenToAttendees(event, now)) return refuse('event_over');
		const known = byEmail.get(args.email);
		const person = known ?? newPerson(args, now);
		const to: Registering = {
			event,
			confirmations: 'now',
			source: 'page',
			now,
			places: placesOf(event, taken),
			registered: new Map(registered)
		};
		const registration = registered.get(person.id);
		const again: Write | null =
			registration && registration.status !== 'cancelled'
				? {
						write: 'patch',
						entity: 'registrations',
						id: registration.id,
						fields: { mailState: 'queued', mailReason: null }
					}
				: register(registrationId, person, to);
		const writes = [
			known ? null : ({ write: 'insert', entity: 'people', row: person } as const),
			again
		];
		return accept(written(writes), confirmationEffects(event.id, writes));
	}
});
