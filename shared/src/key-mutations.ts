import * as v from 'valibot';
import { idSchema, instantSchema } from './fields.ts';
import { accept, ask, defineMutation, refuse } from './mutation.ts';
import { keyUses } from './registrations.ts';
import {
	changeRegistrations,
	someRegistrations,
	asksForSome,
	whyNotChange,
	patchesOf,
	askedFor
} from './some-registrations.ts';

/** The first form of `rotateKeys`, which could not be taken back. */
export const rotateKeys1 = changeRegistrations('registrations.rotate_keys', (row) => ({
	keyVersion: row.keyVersion + 1,
	keyRotation: null,
	keyBefore: null
}));

/** Some registrations of an event, and a rotation of their keys: one id for all who are rotated together. */
const rotationOfSome = v.object({ ...someRegistrations.entries, rotation: idSchema });

/** Makes the present links void; new ones are derived from the raised version. */
export const rotateKeys = defineMutation({
	name: 'registrations.rotate_keys',
	version: 2,
	schema: rotationOfSome,
	questions: asksForSome,
	decide: ({ eventId, personIds, rotation }, { event, registrations }, { actor }) => {
		const refusal = whyNotChange(eventId, event, registrations, actor);
		if (refusal) return refuse(refusal);
		return accept(
			patchesOf(askedFor(personIds, registrations), ({ keyVersion }) => ({
				keyVersion: keyVersion + 1,
				keyRotation: rotation,
				keyBefore: keyVersion,
				devicesSeen: null
			}))
		);
	}
});

/**
 * Takes a rotation back: the links from before it work again, its own are void for good. Where the new link
 * has been opened already it stays, so that nobody is locked out who has just come in.
 */
export const takeBackKeys = defineMutation({
	name: 'registrations.take_back_keys',
	version: 1,
	schema: rotationOfSome,
	questions: (args) => ({
		...asksForSome(args),
		opened: ask.openedSince(args.eventId, args.rotation)
	}),
	decide: ({ eventId, personIds, rotation }, { event, registrations, opened }, { actor }) => {
		const refusal = whyNotChange(eventId, event, registrations, actor);
		if (refusal) return refuse(refusal);
		const rotated = askedFor(personIds, registrations).filter(
			(row) => row.keyRotation === rotation
		);
		if (rotated.length === 0) return refuse('conflict');
		const unopened = rotated.filter(({ id }) => !opened.has(id));
		if (unopened.length === 0) return refuse('link_opened');
		const kept = rotated.length - unopened.length;
		return accept(
			patchesOf(unopened, ({ keyVersion, keyBefore }) => ({
				keyVersion: keyBefore ?? keyVersion,
				keyRotation: null,
				keyBefore: null
			})),
			[],
			kept > 0 ? [{ notice: 'links_kept', eventId, count: kept }] : []
		);
	}
});

/**
 * Notes that keys were taken out of the app. It is done by then, so any member may note it of themselves,
 * though their rights or the event went meanwhile; nothing is given by it.
 */
export const revealKeys = defineMutation({
	name: 'registrations.reveal_keys',
	version: 2,
	schema: v.object({ ...someRegistrations.entries, way: v.picklist(keyUses), at: instantSchema }),
	questions: ({ eventId, personIds }) => ({
		registrations: ask.registrations(eventId, personIds)
	}),
	decide: ({ eventId, personIds, way, at }, { registrations }, { actor, now }) => {
		if (actor.kind !== 'member') return refuse('not_allowed');
		const registrationIds = askedFor(personIds, registrations).map(({ id }) => id);
		const { userId } = actor;
		return accept(
			[],
			registrationIds.length > 0
				? [
						{
							effect: 'reveal',
							eventId,
							registrationIds,
							userId,
							way,
							at: Math.min(at, now)
						}
					]
				: []
		);
	}
});

/** Of devices that export no keys. */
export const revealKeys1 = defineMutation({ ...revealKeys, version: 1 });
