import type * as v from 'valibot';
import type { Entities, EntityName, SmallEntity } from './entities.ts';
import type { ImportPart, ImportTrace, MadeGroup } from './imports.ts';
import type { Invitation } from './invitations.ts';
import type { KeyUse, OwnChange } from './registrations.ts';
import type { Actor } from './team.ts';

/** Entities that are asked for by id alone. Registrations are asked for by event: a device holds few events' at a time. */
export type AskedById = 'people' | SmallEntity;

/** What asks for values of the organisation's own fields. */
export type Naming = 'groups' | 'savedViews';

/**
 * A question that a mutation asks before it decides. The server answers from its tables, with the rows
 * locked; a device from what it shows. Ids of merged people lead to the person they were merged into.
 */
export type Query<Answer = unknown> = (
	| { ask: 'row'; entity: AskedById; id: string }
	| { ask: 'rows'; entity: AskedById; ids: readonly string[] }
	| { ask: 'peopleByEmail'; emails: readonly string[] }
	| { ask: 'eventsByPermalink'; prefix: string | null }
	| { ask: 'mergedInto'; id: string }
	| { ask: 'registrationsOf'; personIds: readonly string[]; eventIds: readonly string[] }
	| { ask: 'registrations'; eventId: string; personIds: readonly string[] }
	| { ask: 'registered'; eventId: string; personIds: readonly string[] }
	| { ask: 'registrationsByEmail'; eventId: string; emails: readonly string[] }
	| { ask: 'registeredCount'; eventId: string }
	| { ask: 'openedSince'; eventId: string; rotation: string }
	| { ask: 'mailing'; eventId: string; mailing: string; personIds: readonly string[] }
	| { ask: 'reached'; eventId: string; registrationIds: readonly string[] }
	| { ask: 'roleMail'; roleId: string }
	| { ask: 'imported'; of: ImportPart; eventId: string | null }
	| { ask: 'groupsMade'; importId: string }
	| { ask: 'invited'; personIds: readonly string[] }
	| { ask: 'invitationMails'; ids: readonly string[]; mailing: string }
	| { ask: 'naming'; entity: Naming; fieldId: string | null }
) & { readonly answer?: Answer };

export const ask = {
	row: <E extends AskedById>(entity: E, id: string): Query<Entities[E] | undefined> => ({
		ask: 'row',
		entity,
		id
	}),
	/** Keyed by the id that was asked for, which differs from the row's own where people were merged. */
	rows: <E extends AskedById>(
		entity: E,
		ids: readonly string[]
	): Query<Map<string, Entities[E]>> => ({
		ask: 'rows',
		entity,
		ids
	}),
	/** Keyed by address; people who were deleted are left out, and merged ones lead to who they were merged into. */
	peopleByEmail: (emails: readonly string[]): Query<Map<string, Entities['people']>> => ({
		ask: 'peopleByEmail',
		emails
	}),
	/** The events, not deleted, whose permalink begins so; none for null. */
	eventsByPermalink: (prefix: string | null): Query<Entities['events'][]> => ({
		ask: 'eventsByPermalink',
		prefix
	}),
	/** The rows themselves of those who were merged into a person. */
	mergedInto: (id: string): Query<Entities['people'][]> => ({ ask: 'mergedInto', id }),
	/** Of the given people, by exactly these ids, for all events. A device knows those for the named events. */
	registrationsOf: (
		personIds: readonly string[],
		eventIds: readonly string[]
	): Query<Entities['registrations'][]> => ({ ask: 'registrationsOf', personIds, eventIds }),
	/**
	 * Of the given people for the event, whatever their status, keyed by the person's own id and by the id that
	 * was asked for. Who was merged while both were registered has kept a registration: their id leads to it.
	 */
	registrations: (
		eventId: string,
		personIds: readonly string[]
	): Query<Map<string, Entities['registrations']>> => ({
		ask: 'registrations',
		eventId,
		personIds
	}),
	/**
	 * The same, before somebody is registered: where their own registration was cancelled and one that was left
	 * with who was merged into them stands, that one is meant (`registrationMeant`).
	 */
	registered: (
		eventId: string,
		personIds: readonly string[]
	): Query<Map<string, Entities['registrations']>> => ({ ask: 'registered', eventId, personIds }),
	/** As `registered`, of the people who have these addresses or, where they were merged, had them. */
	registrationsByEmail: (
		eventId: string,
		emails: readonly string[]
	): Query<Map<string, Entities['registrations']>> => ({
		ask: 'registrationsByEmail',
		eventId,
		emails
	}),
	/** How many hold a place (status `registered`). */
	registeredCount: (eventId: string): Query<number> => ({ ask: 'registeredCount', eventId }),
	/** The ids of registrations whose key of this rotation has opened the door. A device knows of none. */
	openedSince: (eventId: string, rotation: string): Query<ReadonlySet<string>> => ({
		ask: 'openedSince',
		eventId,
		rotation
	}),
	/** Where the mails of a deed to the given people stand. A device doesn't know: null. */
	mailing: (
		eventId: string,
		mailing: string,
		personIds: readonly string[]
	): Query<MailingStanding | null> => ({ ask: 'mailing', eventId, mailing, personIds }),
	/** The ids of registrations that a mail went to, or whose link was opened. A device doesn't know: null. */
	reached: (
		eventId: string,
		registrationIds: readonly string[]
	): Query<ReadonlySet<string> | null> => ({ ask: 'reached', eventId, registrationIds }),
	/** Where the latest mail with a role's link is. A device doesn't know: null. */
	roleMail: (roleId: string): Query<RoleMailPlace | null> => ({ ask: 'roleMail', roleId }),
	/** Whom a part of an import made or changed. A device knows it of imports that it hasn't sent yet. */
	imported: (of: ImportPart, eventId: string | null): Query<ImportTrace[]> => ({
		ask: 'imported',
		of,
		eventId
	}),
	/** The groups that an import made and nobody changed since. A device knows of none. */
	groupsMade: (importId: string): Query<MadeGroup[]> => ({ ask: 'groupsMade', importId }),
	/**
	 * Of people, keyed by the id that was asked for, whether they are invited or have joined. A device knows who joined
	 * by an invitation alone, not who is of the team.
	 */
	invited: (personIds: readonly string[]): Query<ReadonlyMap<string, InvitedAlready>> => ({
		ask: 'invited',
		personIds
	}),
	/** Where the mails of a sending of invitations stand. A device doesn't know: null. */
	invitationMails: (ids: readonly string[], mailing: string): Query<InvitationMails | null> => ({
		ask: 'invitationMails',
		ids,
		mailing
	}),
	/**
	 * The groups by their rules, or the views of all users by their filters, that name a field, deleted ones too; none
	 * for null. A device knows its own user's views.
	 */
	naming: <E extends Naming>(entity: E, fieldId: string | null): Query<Entities[E][]> => ({
		ask: 'naming',
		entity,
		fieldId
	})
};

/** Whether somebody is invited: by what invitation, or whether they accepted one or are of the team. */
export interface InvitedAlready {
	open: Invitation | null;
	joined: boolean;
}

/** Where the mails of one sending of invitations stand. */
export interface InvitationMails {
	/** Invitations whose mail is in the outbox still, and stays there until the transaction ends. */
	waiting: ReadonlySet<string>;
	/** How many have gone, or are under way. */
	gone: number;
}

/** In the outbox, where it stays until the transaction ends; or gone, or under way. */
export type RoleMailPlace = 'waiting' | 'gone';

/** Where the mails of one deed stand, by registration. */
export interface MailingStanding {
	/** Those that are in the outbox still, and stay there until the transaction ends. */
	waiting: ReadonlySet<string>;
	/** Those among them that took the place of one that would have gone. */
	replacing: ReadonlySet<string>;
	/** How many have gone, or are under way. */
	gone: number;
}

export type Questions = Record<string, Query>;
export type Answers<Q extends Questions> = {
	[K in keyof Q]: Q[K] extends Query<infer A> ? A : never;
};

/** One change to one row. Nothing is deleted outright: a row carries `deletedAt`, so that undo can take it back. */
export type Write = {
	[E in EntityName]:
		| { write: 'insert'; entity: E; row: Entities[E] }
		| { write: 'patch'; entity: E; id: string; fields: Partial<Omit<Entities[E], 'id'>> };
}[EntityName];

/** What the server does beside the writes, in the same transaction by an outbox row; devices ignore it. */
export type Effect =
	| ConfirmationEffect
	| TakeBackMailsEffect
	| { effect: 'mail'; mail: 'event_moved' | 'event_cancelled'; eventId: string }
	| { effect: 'mail'; mail: 'role_link'; eventId: string; roleId: string }
	| ResumeMailsEffect
	| { effect: 'unregister'; eventId: string; registrationIds: readonly string[] }
	| { effect: 'take_back_role_mail'; eventId: string; roleId: string }
	| { effect: 'reminders'; eventId: string }
	| RevealEffect
	| OwnChangeEffect
	| InvitationEffect;

/** Invitations are mailed; or a sending is undone: with the invitations, or as though they hadn't been sent again. */
export type InvitationEffect =
	| { effect: 'mail'; mail: 'invitation'; invitationIds: readonly string[]; mailing: string }
	| {
			effect: 'uninvite' | 'take_back_invitations';
			invitationIds: readonly string[];
			mailing: string;
	  }
	| { effect: 'resume_invitations'; invitationIds: readonly string[] };

/** Registrants are mailed their link. */
export interface ConfirmationEffect {
	effect: 'mail';
	mail: 'confirmation';
	eventId: string;
	registrationIds: readonly string[];
	/** The deed by whose id the mails can be taken back. */
	mailing?: string;
}

/** Mails that wait still are taken out of the outbox; those whose place they took go after all. */
export interface TakeBackMailsEffect {
	effect: 'take_back_mails';
	eventId: string;
	registrationIds: readonly string[];
	mailing: string;
}

/** Confirmations go after all that weren't sent because their registrations were cancelled. */
export interface ResumeMailsEffect {
	effect: 'resume_mails';
	eventId: string;
	registrationIds: readonly string[];
}

/** An attendee changed something of their own registration, which the organizer is to see. */
export interface OwnChangeEffect {
	effect: 'own_change';
	eventId: string;
	registrationId: string;
	change: OwnChange;
	/** What stood there before, where it says something. */
	before: string | null;
	at: number;
}

/** Keys were taken out of the app. */
export interface RevealEffect {
	effect: 'reveal';
	eventId: string;
	registrationIds: readonly string[];
	userId: string;
	way: KeyUse;
	at: number;
}

/** Why a mutation is refused. The interface has a sentence for each. */
export const refusals = [
	'not_allowed',
	'missing',
	'malformed',
	'update_required',
	'permalink_taken',
	'email_taken',
	/** The person would be left without a name and an address. */
	'nameless',
	'ends_before_start',
	'replay_ends_before_start',
	'too_long_event',
	'already_started',
	'already_cancelled',
	'already_invited',
	/** The person has another place, left with who was merged into them or their own. */
	'registered_already',
	'event_over',
	/** Whoever was to lose the new link has used it. */
	'link_opened',
	'conflict',
	/** The rule itself failed: a fault of ours. */
	'internal'
] as const;
export type Refusal = (typeof refusals)[number];

/** What was done otherwise than asked. Shown to who asked. */
export type Notice =
	| { notice: 'permalink_changed'; eventId: string; wished: string; given: string }
	| { notice: 'person_known'; personId: string; email: string }
	/** New links that had been opened stay as they are. */
	| { notice: 'links_kept'; eventId: string; count: number }
	/** Mails that had gone before they could be taken back. */
	| { notice: 'mails_gone'; eventId: string; count: number; of: number }
	/** People who weren't invited: by now they are invited, of the team, or without an address. */
	| { notice: 'not_invited'; count: number; of: number }
	/** Invitations that had gone before they could be taken back. */
	| { notice: 'invitations_gone'; count: number; of: number }
	/** Something else has been done since with what was to be taken back, which stays as it is. */
	| { notice: 'changed_since'; eventId: string };

export type Decision =
	| { ok: true; writes: Write[]; effects: Effect[]; notices: Notice[] }
	| { ok: false; refusal: Refusal };

export const refuse = (refusal: Refusal): Decision => ({ ok: false, refusal });

export const accept = (
	writes: Write[],
	effects: Effect[] = [],
	notices: Notice[] = []
): Decision => ({
	ok: true,
	writes,
	effects,
	notices
});

export interface MutationContext {
	actor: Actor;
	/** UTC ms: the server's clock on the server, the corrected device clock on a device. */
	now: number;
}

/** A change that devices may make offline: decided by the same pure rule on both sides. */
export interface Mutation<
	S extends v.GenericSchema = v.GenericSchema,
	Q extends Questions = Questions
> {
	name: string;
	version: number;
	schema: S;
	/** The part of an import that it is: what it does can be taken back with the whole. */
	importPart?(args: v.InferOutput<S>): ImportPart;
	questions(args: v.InferOutput<S>): Q;
	decide(args: v.InferOutput<S>, answers: Answers<Q>, context: MutationContext): Decision;
}

/** Types a mutation's parts against each other. */
export const defineMutation = <S extends v.GenericSchema, Q extends Questions>(
	mutation: Mutation<S, Q>
): Mutation<S, Q> => mutation;

/** The most rows that one mutation carries: its transaction must not keep a check-in waiting. */
export const longestBatch = 500;
