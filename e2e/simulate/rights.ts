import type { QueuedMutation } from '@foyer/shared/sync';
import { allLevels, type Levels } from '@foyer/shared/team';
import type { Random } from './random.ts';

/** What a member may do, as the simulation sets it. */
export interface Rights {
	host: boolean;
	levels: Levels;
	events: 'all' | readonly string[];
}

const nothing = allLevels('none');

/** Roles that an organisation gives, from the owner to who is left with nothing. */
const roles: readonly ((events: readonly string[]) => Rights)[] = [
	() => ({ host: false, levels: allLevels('manage'), events: 'all' }),
	() => ({
		host: false,
		levels: { ...nothing, people: 'edit', events: 'edit', checkin: 'edit', invitations: 'edit' },
		events: 'all'
	}),
	() => ({ host: false, levels: { ...nothing, people: 'view', events: 'view' }, events: 'all' }),
	(events) => ({
		host: false,
		levels: { ...nothing, people: 'edit', events: 'edit', checkin: 'edit' },
		events
	}),
	(events) => ({ host: false, levels: { ...nothing, people: 'view', events: 'view' }, events }),
	(events) => ({ host: false, levels: { ...nothing, checkin: 'view' }, events }),
	() => ({ host: false, levels: nothing, events: 'all' })
];

export const noRights: Rights = { host: false, levels: nothing, events: [] };
export const hostRights: Rights = { host: true, levels: allLevels('manage'), events: 'all' };

/** Rights as a team page could give them, for all events or some. */
export const pickRights = (random: Random, events: readonly string[]): Rights =>
	random.pick(roles)(events.filter(() => random.chance(0.6)));

const edits = ['edit', 'manage'];

/** Whether the rights give a mutation, said once more and otherwise than the product's rules do. */
export function mayDo(
	{ host, levels, events }: Rights,
	{ name, args }: Pick<QueuedMutation, 'name' | 'args'>
): boolean {
	const { id, eventId } = args as { id?: string; eventId?: string | null };
	const [feature = ''] = name.split('.');
	// What is done already is noted, whoever did it.
	const free = feature === 'saved_views' || name.startsWith('registrations.reveal_keys');
	if (host || free) return true;
	if (feature === 'invitations')
		return events === 'all' && edits.includes(levels.invitations) && levels.people !== 'none';
	if (feature === 'custom_fields') return events === 'all' && levels.people === 'manage';
	if (feature === 'groups' || (feature === 'people' && !eventId))
		return events === 'all' && edits.includes(levels.people);
	const event = feature === 'events' && !name.startsWith('events.create') ? id : eventId;
	const reached = events === 'all' || (event != null && events.includes(event));
	const marks = /^registrations\.(not_)?arrived@/.test(name);
	const level = feature === 'events' ? levels.events : marks ? levels.checkin : levels.people;
	return reached && edits.includes(level);
}
