import * as v from 'valibot';
import { emailSchema } from './email.ts';
import { closesAt, type Event } from './events.ts';
import { lineSchema } from './fields.ts';
import type { MailStanding, MailState } from './registrations.ts';

/** Who is on stage: each enters by a role link, without an account (DOMAIN.md 3.4, 3.5). */
export const roleKinds = ['presenter', 'speaker', 'moderator'] as const;
export type RoleKind = (typeof roleKinds)[number];

/**
 * What somebody on stage may: start and end the event, see recordings, the attendees' names, and their
 * e-mail addresses beside them.
 */
export const roleRights = ['start', 'end', 'recordings', 'attendees', 'contacts'] as const;
export type RoleRight = (typeof roleRights)[number];

/** What each kind may as long as nothing else was said. */
export const usualRights: Record<RoleKind, readonly RoleRight[]> = {
	presenter: roleRights,
	speaker: [],
	moderator: ['attendees', 'contacts']
};

/** What can be given to each kind, or taken away. */
export const possibleRights: Record<RoleKind, readonly RoleRight[]> = {
	presenter: roleRights,
	speaker: ['recordings', 'attendees', 'contacts'],
	moderator: ['recordings', 'attendees', 'contacts']
};

/** How a role's link was handed over. */
export const roleLinkWays = ['foyer', 'mailed', 'copied', 'shared', 'code'] as const;
export type RoleLinkWay = (typeof roleLinkWays)[number];

/** Somebody on an event's stage, as devices of who edits the event hold it. */
export interface EventRole {
	id: string;
	eventId: string;
	kind: RoleKind;
	name: string;
	email: string | null;
	rights: readonly RoleRight[];
	/** Raised, it makes the link of before void. */
	keyVersion: number;
	/** Derived by the server, so absent from rows made on a device until they are synced; null once revoked. */
	key?: string | null;
	/** How and when the link was handed over last; null: not yet. */
	sentBy: RoleLinkWay | null;
	sentAt: number | null;
	/** What became of the latest mail that Foyer sent. */
	mailState: MailState;
	mailReason: string | null;
	/** When that became of it. */
	mailAt: number | null;
	/**
	 * The sending that had it sent, and how the link had been handed over until then. Devices know it of what they
	 * haven't sent yet.
	 */
	mailing?: string | null;
	mailBefore?: RoleMailBefore | null;
	revokedAt: number | null;
	createdAt: number;
}

/** How a link had been handed over before a mail with it, which can be taken back. */
export type RoleMailBefore = MailStanding & Pick<EventRole, 'sentBy' | 'sentAt'>;

export const roleFieldsSchema = v.object({
	name: v.pipe(lineSchema(100), v.minLength(1, 'required')),
	email: v.nullable(emailSchema)
});

export const rightsSchema = v.pipe(v.array(v.picklist(roleRights)), v.maxLength(roleRights.length));

/** Rights as they are kept: those that the kind can have, in their order; addresses go with names alone. */
export const rightsOf = (kind: RoleKind, wished: readonly RoleRight[]): RoleRight[] =>
	possibleRights[kind].filter(
		(right) => wished.includes(right) && (right !== 'contacts' || wished.includes('attendees'))
	);

/** Presenters and moderators moderate the room; speakers speak in it. */
export const moderates = (kind: RoleKind): boolean => kind !== 'speaker';

/** What of an event concerns its stage alone: who edits it holds it, and who is on stage is shown some. */
export type Stage = Pick<
	Event,
	'agenda' | 'notes' | 'presenterUrl' | 'speakerUrl' | 'moderatorUrl'
>;

const ownAddress = {
	presenter: 'presenterUrl',
	speaker: 'speakerUrl',
	moderator: 'moderatorUrl'
} as const satisfies Record<RoleKind, keyof Stage>;

/** The address by which a kind enters the room: one of its own, else the attendees'; null where it has none. */
export const roomUrlFor = (
	event: Pick<Event, 'roomUrl' | 'room'> & Stage,
	kind: RoleKind
): string | null => (event.room ? null : (event[ownAddress[kind]] ?? event.roomUrl));

/** The path of an event's stage, below its page. */
export const stagePath = (path: string): string => `${path}/stage`;

/** The link by which somebody enters an event's stage. */
export const roleLink = (origin: string, path: string, id: string, key: string): string =>
	`${origin}${stagePath(path)}?role=${id}&key=${key}`;

/** What somebody on stage is offered now. What they may not is no part of it, nor done for them. */
export interface StageDeeds {
	openRoom: boolean;
	start: boolean;
	end: boolean;
	message: boolean;
	attendees: 'none' | 'names' | 'contacts';
	recording: string | null;
}

/** @param who their kind and rights */
export function stageDeeds(
	event: Pick<Event, 'status' | 'roomUrl' | 'room' | 'replayUrl'> & Stage,
	who: Pick<EventRole, 'kind' | 'rights'>
): StageDeeds {
	const may = (right: RoleRight): boolean => who.rights.includes(right);
	const presents = who.kind === 'presenter';
	const open = event.status === 'scheduled' || event.status === 'live';
	const hasRoom = event.room !== null || roomUrlFor(event, who.kind) !== null;
	return {
		openRoom: open && hasRoom,
		start: presents && event.status === 'scheduled' && may('start'),
		end: presents && event.status === 'live' && may('end'),
		message: presents && open,
		attendees: !may('attendees') ? 'none' : may('contacts') ? 'contacts' : 'names',
		recording: may('recordings') ? event.replayUrl : null
	};
}

/** How long before an event its room is entered for it, and no longer to try it out, in ms. */
const aheadMs = 3 * 3_600_000;

/** For how long who tries a room out is taken to be in it, in ms. */
const tryingMs = 3_600_000;

/**
 * Until when who enters an event's room now is taken to be in it, as nobody hears when they leave: until the event
 * ends, at the latest when the clock ends it; where it is far off yet, for as long as a trial takes.
 */
export function inRoomUntil(
	event: Pick<Event, 'status' | 'startsAt' | 'endsAt' | 'startsBy'>,
	now: number
): number {
	const isNear = event.status === 'live' || event.startsAt - now <= aheadMs;
	return isNear ? Math.max(closesAt(event), now + tryingMs) : now + tryingMs;
}

/** The host on stage: everything, and no seat taken. */
export const hostOnStage: Pick<EventRole, 'kind' | 'rights'> = {
	kind: 'presenter',
	rights: usualRights.presenter
};
