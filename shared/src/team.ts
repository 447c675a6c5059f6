/** The areas of DOMAIN.md 4.1 in which a member holds a level. */
export const areas = [
	'events',
	'people',
	'invitations',
	'reports',
	'finance',
	'checkin',
	'team'
] as const;
export type Area = (typeof areas)[number];

/** Levels in rising order. In the check-in area they read: none, scan, scan and search, manage. */
export const levels = ['none', 'view', 'edit', 'manage'] as const;
export type Level = (typeof levels)[number];

export type Levels = Record<Area, Level>;

/** Who acts: a member of the organisation, or an attendee on a public page. */
export type Actor = MemberActor | { kind: 'attendee' };

export interface MemberActor {
	kind: 'member';
	userId: string;
	/** The owner: holds every level and alone sees billing. */
	host: boolean;
	levels: Levels;
	/** The events that the levels reach. */
	events: 'all' | readonly string[];
}

export const allLevels = (level: Level): Levels =>
	Object.fromEntries(areas.map((area) => [area, level])) as unknown as Levels;

const atLeast = (held: Level, needed: Level): boolean =>
	levels.indexOf(held) >= levels.indexOf(needed);

/** What a mutation or a view asks for: a level in an area, for one event where it concerns one. */
export interface Need {
	area: Area;
	level: Level;
	eventId?: string;
}

/**
 * Whether the actor may. The people area without an event means the organisation's whole directory,
 * which members limited to chosen events never reach.
 */
export function can(actor: Actor, need: Need): boolean {
	if (actor.kind !== 'member') return false;
	if (actor.host) return true;
	if (!atLeast(actor.levels[need.area], need.level)) return false;
	if (actor.events === 'all') return true;
	if (need.eventId === undefined) return need.area !== 'people' && need.area !== 'events';
	return actor.events.includes(need.eventId);
}

/** Whether the actor may edit any event at all. */
export const editsEvents = (actor: MemberActor): boolean =>
	actor.host ||
	(atLeast(actor.levels.events, 'edit') && (actor.events === 'all' || actor.events.length > 0));
