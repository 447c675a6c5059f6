import * as v from 'valibot';
import { idSchema, instantSchema } from './fields.ts';
import { accept, ask, defineMutation, refuse, longestBatch, type Refusal } from './mutation.ts';
import type { Event } from './events.ts';
import { patchesOf } from './some-registrations.ts';
import type { Registration } from './registrations.ts';
import { can, type Actor } from './team.ts';

/**
 * Whoever finds people at the door by their names marks who came. Who scans alone has no list to choose from: a
 * scan is a check-in of its own.
 */
export const mayMarkArrivals = (actor: Actor, eventId: string): boolean =>
	can(actor, { area: 'checkin', level: 'edit', eventId });

const someOf = <S extends v.GenericSchema>(one: S) =>
	v.pipe(v.array(one), v.minLength(1), v.maxLength(longestBatch));

const asksFor = ({ eventId, people }: { eventId: string; people: { personId: string }[] }) => ({
	event: ask.row('events', eventId),
	registrations: ask.registrations(
		eventId,
		people.map(({ personId }) => personId)
	)
});

function whyNot(
	eventId: string,
	event: Event | undefined,
	registrations: ReadonlyMap<string, Registration>,
	actor: Actor
): Refusal | null {
	if (!mayMarkArrivals(actor, eventId)) return 'not_allowed';
	return !event || event.deletedAt !== null || registrations.size === 0 ? 'missing' : null;
}

/** Each registration with what was said of it, once: two ids may lead to one since people were merged. */
function saidOf<P extends { personId: string }>(
	people: readonly P[],
	registrations: ReadonlyMap<string, Registration>
): Map<Registration, P> {
	const said = new Map<Registration, P>();
	for (const one of people) {
		const row = registrations.get(one.personId);
		if (row && !said.has(row)) said.set(row, one);
	}
	return said;
}

/**
 * Marks at the desk that people came. One admission each: whom somebody marked already stays as they are, and that
 * is no error. It is a fact, whatever became of the registration meanwhile.
 */
export const markArrived = defineMutation({
	name: 'registrations.arrived',
	version: 1,
	schema: v.object({
		eventId: idSchema,
		/** When each came, by the device's corrected clock. */
		people: someOf(v.object({ personId: idSchema, at: instantSchema })),
		/** Of all who are marked together, so that this and nothing else is taken back. */
		admissionId: idSchema
	}),
	questions: asksFor,
	decide: ({ eventId, people, admissionId }, { event, registrations }, { actor, now }) => {
		const refusal = whyNot(eventId, event, registrations, actor);
		if (refusal) return refuse(refusal);
		const said = saidOf(people, registrations);
		return accept(
			patchesOf(said.keys(), (row) =>
				row.admittedAt === null
					? { admittedAt: Math.min(said.get(row)?.at ?? now, now), admissionId }
					: null
			)
		);
	}
});

/**
 * Takes arrivals back, those that were seen: who was marked by somebody else meanwhile, or led in again, has come.
 */
export const takeBackArrivals = defineMutation({
	name: 'registrations.not_arrived',
	version: 1,
	schema: v.object({
		eventId: idSchema,
		/** What is taken back of each; null: nothing of that kind. */
		people: someOf(
			v.object({
				personId: idSchema,
				admissionId: v.nullable(idSchema),
				ledInAt: v.nullable(instantSchema)
			})
		)
	}),
	questions: asksFor,
	decide: ({ eventId, people }, { event, registrations }, { actor }) => {
		const refusal = whyNot(eventId, event, registrations, actor);
		if (refusal) return refuse(refusal);
		const said = saidOf(people, registrations);
		return accept(
			patchesOf(said.keys(), (row) => {
				const seen = said.get(row);
				const admitted = row.admissionId !== null && row.admissionId === seen?.admissionId;
				const ledIn = row.ledInAt !== null && row.ledInAt === seen?.ledInAt;
				if (!admitted && !ledIn) return null;
				return {
					...(admitted ? { admittedAt: null, admissionId: null } : {}),
					...(ledIn ? { ledInAt: null } : {})
				};
			})
		);
	}
});
