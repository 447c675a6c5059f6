import { isEventPart, parts, type Part } from './entities.ts';
import { can, type MemberActor, type Need } from './team.ts';

/** What a device may hold: a part of the organisation's data, of one event or (`*`) of all of them. */
export type Scope = string & { readonly scope: unique symbol };

export const scopeOf = (part: Part, event: string | '*' | null): Scope =>
	(event === null ? part : `${part}:${event}`) as Scope;

/** The part and event of a scope; undefined where the text is not one. */
export function parseScope(scope: string): { part: Part; event: string | '*' | null } | undefined {
	const [name, event, ...rest] = scope.split(':');
	const part = parts.find((known) => known === name);
	if (!part || rest.length > 0 || isEventPart(part) !== (event !== undefined)) return undefined;
	return { part, event: event ?? null };
}

const needs: Record<Part, Omit<Need, 'eventId'>[]> = {
	'people.basic': [{ area: 'people', level: 'view' }],
	'people.contact': [{ area: 'people', level: 'view' }],
	event: [
		{ area: 'events', level: 'view' },
		{ area: 'checkin', level: 'view' }
	],
	'event.contact': [{ area: 'people', level: 'view' }],
	'event.keys': [
		{ area: 'people', level: 'edit' },
		{ area: 'checkin', level: 'view' }
	]
};

/** The scopes that a member's rights give, any one of a part's needs being enough. */
export function scopesOf(actor: MemberActor): Scope[] {
	const events: readonly (string | '*')[] =
		actor.host || actor.events === 'all' ? ['*'] : actor.events;
	return parts.flatMap((part) => {
		if (!isEventPart(part))
			return needs[part].some((need) => can(actor, need)) ? [scopeOf(part, null)] : [];
		return events
			.filter((event) => needs[part].some((need) => can(actor, { ...need, eventId: event })))
			.map((event) => scopeOf(part, event));
	});
}
