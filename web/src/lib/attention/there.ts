import {
	fragmentNames,
	fragments,
	isDivided,
	type Entities,
	type SmallEntity
} from '@foyer/shared/entities';
import type { Person } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';
import { scopeOf, scopesOf } from '@foyer/shared/scopes';
import { viewerZone } from '#lib/i18n/format.ts';
import { conditionNames } from '#lib/lists/condition-names.ts';
import type { ConditionNames } from '#lib/lists/condition-words.ts';
import { local } from '#lib/sync/local.svelte.ts';
import type { Names } from './deed-words.ts';
import { names } from './names.ts';

/** What a change can be compared with by id. */
export type ComparedEntity = 'people' | SmallEntity;

/** What the server has, as far as this device holds it: without what waits here. */
export interface There {
	/** Whether this device may hold a column of an entity, of an event where events divide it. */
	holds(entity: keyof Entities, column: string, eventId?: string): boolean;
	/** A row, deleted ones too; who was merged leads to who they were merged into. */
	row<E extends ComparedEntity>(entity: E, id: string): Entities[E] | undefined;
	/** The rows of a small entity, deleted ones too. */
	all<E extends SmallEntity>(entity: E): Entities[E][];
	/** The very row of somebody, wherever it leads. */
	personAlone(id: string): Person | undefined;
	personByEmail(email: string): Person | undefined;
	registration(eventId: string, personId: string): Registration | undefined;
	registrationByEmail(eventId: string, email: string): Registration | undefined;
	names: Names;
	conditions: ConditionNames;
	/** The reader's zone, for what has none of its own. */
	zone: string;
	now: number;
}

function holds(entity: keyof Entities, column: string, eventId?: string): boolean {
	const actor = local.membership?.actor;
	if (actor?.kind !== 'member') return false;
	const name = fragmentNames.find(
		(one) =>
			fragments[one].entity === entity &&
			(column === 'id' || (fragments[one].columns as readonly string[]).includes(column))
	);
	if (!name) return false;
	const { part } = fragments[name];
	const scopes = scopesOf(actor);
	if (part === 'own') return true;
	return (
		scopes.includes(scopeOf(part, isDivided(part) ? '*' : null)) ||
		(eventId !== undefined && scopes.includes(scopeOf(part, eventId)))
	);
}

/** Invitations are read when somebody looks: they are on their way into memory, where they aren't there yet. */
function wanted(entity: ComparedEntity): void {
	if (entity === 'invitations') void local.invitations;
}

/** What the server has, as of now: reading it follows its changes. Undefined until it can be told. */
export function there(): There | undefined {
	const { said } = local;
	if (!said) return undefined;
	const registrations = (eventId: string, personId: string) => {
		// On its way into memory, where it isn't there yet.
		local.hasRegistrationsOf(eventId);
		return said.answer({ found: { ask: 'registrations', eventId, personIds: [personId] } })
			.found as ReadonlyMap<string, Registration>;
	};
	const row = <E extends ComparedEntity>(entity: E, id: string): Entities[E] | undefined => {
		wanted(entity);
		return (entity === 'people' ? said.personMeant(id) : said.small(entity, id)) as
			Entities[E] | undefined;
	};
	return {
		holds,
		row,
		all: (entity) => {
			wanted(entity);
			return [...said.all(entity)];
		},
		personAlone: (id) => said.person(id),
		personByEmail: (email) => said.personByEmail(email),
		registration: (eventId, personId) => registrations(eventId, personId).get(personId),
		registrationByEmail: (eventId, email) => {
			const person = said.personByEmail(email);
			return person && registrations(eventId, person.id).get(person.id);
		},
		names,
		conditions: conditionNames(),
		zone: viewerZone(),
		now: local.now()
	};
}
