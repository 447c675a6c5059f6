import type { Condition, Group } from './groups.ts';
import { maySeeInvitations } from './invitations.ts';
import { can, type Actor, type Area } from './team.ts';

/** What somebody may know of people, of all that rules can ask. */
export interface Sight {
	/** What only the directory says of people; and what smart groups ask for, which travels with it. */
	directory: boolean;
	/** The addresses of those who are registered for the events that are seen. */
	addresses: boolean;
	/** The events of which it is seen who is registered. */
	events: 'all' | ReadonlySet<string>;
	invitations: boolean;
}

/** A host's. */
export const fullSight: Sight = {
	directory: true,
	addresses: true,
	events: 'all',
	invitations: true
};

const blind: Sight = {
	directory: false,
	addresses: false,
	events: new Set(),
	invitations: false
};

/** What an actor's rights let them see, as their devices hold it. */
export function sightOf(actor: Actor): Sight {
	if (actor.kind !== 'member') return blind;
	const all = actor.host || actor.events === 'all';
	const events = actor.events === 'all' ? [] : actor.events;
	const sees = (area: Area, eventId?: string): boolean =>
		can(actor, { area, level: 'view', ...(eventId !== undefined && { eventId }) });
	const isSeen = (eventId?: string): boolean => sees('events', eventId) || sees('checkin', eventId);
	return {
		directory: sees('people'),
		addresses: all ? sees('people') : events.some((id) => sees('people', id)),
		events: all && isSeen() ? 'all' : new Set(all ? [] : events.filter(isSeen)),
		invitations: maySeeInvitations(actor)
	};
}

/** Of any event at all, nothing can be said by who sees some. */
const seesEvent = ({ events }: Sight, eventId: string | null): boolean =>
	events === 'all' || (eventId !== null && events.has(eventId));

/** Whether a field of people's own may be seen. */
export function seesField(
	{ directory, addresses }: Sight,
	field: Extract<Condition, { on: 'field' }>['field']
): boolean {
	switch (field) {
		// Registrations say them too.
		case 'firstName':
		case 'lastName':
			return true;
		case 'email':
		case 'domain':
			return directory || addresses;
		case 'company':
		case 'phone':
		case 'note':
			return directory;
	}
}

/** Whether what a condition asks for may be seen, apart from what a group's rule asks for in turn. */
export function isSeen(
	condition: Condition,
	sight: Sight,
	groups: ReadonlyMap<string, Pick<Group, 'smart'>>
): boolean {
	switch (condition.on) {
		case 'field':
			return seesField(sight, condition.field);
		case 'custom':
			return sight.directory;
		case 'language':
			return true;
		case 'group':
			return sight.directory || groups.get(condition.groupId)?.smart !== true;
		case 'registered':
		case 'mail':
		case 'attended':
			return seesEvent(sight, condition.eventId);
		case 'invitation':
			return sight.invitations;
	}
}
