import { fragments, smallEntities, type SmallEntity } from '@foyer/shared/entities';
import type { Questions } from '@foyer/shared/mutation';
import type { FragmentChange } from '@foyer/shared/sync';

/** What is read and held as one: all people, all rows of a small entity, or the registrations of one event (its id). */
export type Partition = string & { readonly partition: unique symbol };

export const peoplePartition = 'people' as Partition;

/** The partition of a small entity's rows. */
export const allOf = (entity: SmallEntity): Partition => entity as string as Partition;

export const smallPartitions: readonly Partition[] = smallEntities.map(allOf);

/** There may be as many as people, and few pages ask for them: read when somebody looks. */
export const invitationsPartition = allOf('invitations');

/** What is read at a start, with the people. */
export const startPartitions = smallPartitions.filter((one) => one !== invitationsPartition);

/** The partition of an event's registrations. */
export const ofEvent = (eventId: string): Partition => eventId as Partition;

export const isOfEvent = (partition: Partition): boolean =>
	partition !== peoplePartition && !smallPartitions.includes(partition);

export function partitionOf({
	fragment,
	event
}: Pick<FragmentChange, 'fragment' | 'event'>): Partition {
	const { entity } = fragments[fragment];
	return (entity === 'registrations' ? event : entity) as Partition;
}

/** The partitions that a mutation's questions are answered from. */
export function partitionsAsked(questions: Questions): Partition[] {
	return Object.values(questions).flatMap((query): Partition[] => {
		switch (query.ask) {
			case 'row':
			case 'rows':
				return [query.entity as Partition];
			case 'peopleByEmail':
				return [peoplePartition];
			case 'eventsByPermalink':
				return [allOf('events')];
			case 'registrations':
			case 'registered':
			case 'registrationsByEmail':
				return query.eventId ? [peoplePartition, ofEvent(query.eventId)] : [];
			case 'registeredCount':
				return query.eventId ? [ofEvent(query.eventId)] : [];
			case 'openedSince':
			case 'mailing':
			case 'reached':
			case 'roleMail':
			case 'groupsMade':
				return [];
			case 'naming':
				return query.fieldId === null ? [] : [allOf(query.entity)];
			case 'invited':
				return [peoplePartition, invitationsPartition];
			case 'invitationMails':
				return [];
			case 'mergedInto':
				return [peoplePartition];
			case 'registrationsOf':
				return [peoplePartition, ...query.eventIds.map(ofEvent)];
			case 'imported':
				return query.eventId ? [peoplePartition, ofEvent(query.eventId)] : [peoplePartition];
		}
	});
}
