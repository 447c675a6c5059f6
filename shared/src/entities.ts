import type { CustomField } from './custom-fields.ts';
import type { Event } from './events.ts';
import type { Group } from './groups.ts';
import type { Import } from './imports.ts';
import type { Invitation } from './invitations.ts';
import type { Person } from './people.ts';
import type { Registration } from './registrations.ts';
import type { EventRole } from './roles.ts';
import type { SavedView } from './saved-views.ts';

/** The rows that devices hold, by entity. */
export interface Entities {
	people: Person;
	events: Event;
	registrations: Registration;
	groups: Group;
	customFields: CustomField;
	savedViews: SavedView;
	eventRoles: EventRole;
	imports: Import;
	invitations: Invitation;
}
export type EntityName = keyof Entities;

/** Entities that a device reads and shows each as a whole: few rows, or, of invitations, when somebody looks. */
export const smallEntities = [
	'events',
	'groups',
	'customFields',
	'savedViews',
	'eventRoles',
	'imports',
	'invitations'
] as const;
export type SmallEntity = (typeof smallEntities)[number];

/**
 * The parts of an organisation's data that rights give or withhold, in the order in which a first sync
 * brings them. `event…` parts are divided by event, `own` by user.
 */
export const parts = [
	'event',
	'own',
	'groups',
	'event.contact',
	'event.keys',
	'event.stage',
	'people',
	'invitations'
] as const;
export type Part = (typeof parts)[number];

export const isEventPart = (part: Part): boolean => part.startsWith('event');

/** Whether a part is divided: by event, or by the user whose own it is. */
export const isDivided = (part: Part): boolean => isEventPart(part) || part === 'own';

/** A group of an entity's columns that travels together, in one part. */
export interface Fragment<E extends EntityName = EntityName> {
	entity: E;
	part: Part;
	columns: readonly (keyof Entities[E] & string)[];
	/** The column by which a divided part divides its rows. */
	dividedBy: 'id' | 'eventId' | 'userId' | null;
}

const fragment = <E extends EntityName>(
	entity: E,
	part: Part,
	columns: readonly (keyof Entities[E] & string)[],
	dividedBy: Fragment['dividedBy'] = null
): Fragment<E> => ({ entity, part, columns, dividedBy });

/**
 * Every fragment, in the order in which a first sync brings them: events, then who is registered for
 * them, then the directory. The order of columns is the order of values in the protocol's rows; new
 * columns are appended, and need a new protocol version.
 */
export const fragments = {
	events: fragment(
		'events',
		'event',
		[
			'title',
			'description',
			'permalink',
			'startsAt',
			'endsAt',
			'timeZone',
			'language',
			'roomUrl',
			'replayUrl',
			'earlyEntry',
			'startsBy',
			'reminders',
			'capacity',
			'status',
			'startedAt',
			'endedAt',
			'createdAt',
			'deletedAt',
			'heldUpBy',
			'room',
			'opensByCode',
			'deviceLimit',
			'entrySpread',
			'replayFrom',
			'replayUntil',
			'message'
		],
		'id'
	),
	registrations: fragment(
		'registrations',
		'event',
		[
			'eventId',
			'personId',
			'status',
			'source',
			'firstName',
			'lastName',
			'language',
			'mailState',
			'mailReason',
			'mailAt',
			'createdAt',
			'remindersStopped',
			'erasureAskedAt',
			'devicesSeen',
			'groupIds',
			'admittedAt',
			'admissionId',
			'ledInAt'
		],
		'eventId'
	),
	savedViews: fragment(
		'savedViews',
		'own',
		['userId', 'name', 'list', 'query', 'columns', 'createdAt', 'deletedAt'],
		'userId'
	),
	groups: fragment('groups', 'groups', ['name', 'smart', 'createdAt', 'deletedAt']),
	registrationContacts: fragment('registrations', 'event.contact', ['email'], 'eventId'),
	registrationKeys: fragment(
		'registrations',
		'event.keys',
		['keyVersion', 'key', 'keyRotation', 'keyBefore', 'code'],
		'eventId'
	),
	eventStages: fragment(
		'events',
		'event.stage',
		['agenda', 'notes', 'presenterUrl', 'speakerUrl', 'moderatorUrl'],
		'id'
	),
	eventRoles: fragment(
		'eventRoles',
		'event.stage',
		[
			'eventId',
			'kind',
			'name',
			'email',
			'rights',
			'keyVersion',
			'key',
			'sentBy',
			'sentAt',
			'mailState',
			'mailReason',
			'revokedAt',
			'createdAt',
			'mailAt'
		],
		'eventId'
	),
	groupRules: fragment('groups', 'people', ['rule']),
	customFields: fragment('customFields', 'people', [
		'name',
		'kind',
		'choices',
		'position',
		'createdAt',
		'deletedAt'
	]),
	imports: fragment('imports', 'people', [
		'userId',
		'userName',
		'fileName',
		'eventId',
		'rowCount',
		'parts',
		'made',
		'changed',
		'registered',
		'createdAt',
		'undoneAt',
		'undoneParts',
		'removed',
		'putBack',
		'cancelled',
		'kept'
	]),
	people: fragment('people', 'people', [
		'firstName',
		'lastName',
		'company',
		'language',
		'mergedInto',
		'createdAt',
		'deletedAt',
		'groupIds',
		'custom',
		'toldApart',
		'email',
		'phone',
		'note'
	]),
	invitations: fragment('invitations', 'invitations', [
		'personId',
		'email',
		'language',
		'invitedBy',
		'invitedByName',
		'createdAt',
		'expiresAt',
		'mailState',
		'mailReason',
		'mailAt',
		'openedAt',
		'acceptedAt',
		'expiredAt',
		'revokedAt'
	])
} as const;
export type FragmentName = keyof typeof fragments;
export const fragmentNames = Object.keys(fragments) as FragmentName[];

/** Instants whose names don't say that they are. */
const furtherInstants: ReadonlySet<string> = new Set(['replayFrom', 'replayUntil']);

/** Whether a column holds instants, which travel as UTC ms. */
export const isInstant = (column: string): boolean =>
	column.endsWith('At') || furtherInstants.has(column);

/** Whether a fragment's rows travel by event. */
export const isByEvent = (name: FragmentName): boolean => fragments[name].dividedBy === 'eventId';

/** The fragments of a part, in first-sync order. */
export const fragmentsOf = (part: Part): FragmentName[] =>
	fragmentNames.filter((name) => fragments[name].part === part);
