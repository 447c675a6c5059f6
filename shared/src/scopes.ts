import { isDivided, isEventPart, parts, type Part } from './entities.ts';
import { maySeeInvitations } from './invitations.ts';
import { can, type MemberActor, type Need } from './team.ts';

/** What a device may hold: a part of the organisation's data, of one event or (`*`) of all of them, or of its user alone. */
export type Scope = string & { readonly scope: unique symbol };

export const scopeOf = (part: Part, of: string | '*' | null): Scope =>
	(of === null ? part : `${part}:${of}`) as Scope;

/** A scope's part and, of a divided one, whose it is; undefined where the text is no scope. */
export function parseScope(scope: string): { part: Part; of: string | '*' | null } | undefined {
	const [name, of, ...rest] = scope.split(':');
	const part = parts.find((known) => known === name);
	if (!part || rest.length > 0 || isDivided(part) !== (of !== undefined)) return undefined;
	return { part, of: of ?? null };
}

const needs: Record<Exclude<Part, 'own' | 'groups' | 'invitations'>, Omit<Need, 'eventId'>[]> = {
	people: [{ area: 'people', level: 'view' }],
	event: [
		{ area: 'events', level: 'view' },
		{ area: 'checkin', level: 'view' }
	],
	'event.contact': [{ area: 'people', level: 'view' }],
	'event.keys': [
		{ area: 'people', level: 'edit' },
		{ area: 'checkin', level: 'view' }
	],
	'event.stage': [{ area: 'events', level: 'edit' }]
};

/** The scopes that a member's rights give, any one of a part's needs being enough. */
export function scopesOf(actor: MemberActor): Scope[] {
	const events: readonly (string | '*')[] =
		actor.host || actor.events === 'all' ? ['*'] : actor.events;
	const reaches = (part: 'event' | 'people'): boolean =>
		needs[part].some((need) =>
			part === 'event'
				? events.some((event) => can(actor, { ...need, eventId: event }))
				: can(actor, need)
		);
	return parts.flatMap((part) => {
		if (part === 'own') return [scopeOf(part, actor.userId)];
		if (part === 'invitations') return maySeeInvitations(actor) ? [scopeOf(part, null)] : [];
		// Their names are told beside whoever is seen.
		if (part === 'groups')
			return reaches('event') || reaches('people') ? [scopeOf(part, null)] : [];
		if (!isEventPart(part))
			return needs[part].some((need) => can(actor, need)) ? [scopeOf(part, null)] : [];
		return events
			.filter((event) => needs[part].some((need) => can(actor, { ...need, eventId: event })))
			.map((event) => scopeOf(part, event));
	});
}
