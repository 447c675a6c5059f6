import type { MailState, Registration } from './registrations.ts';

/** Who did something: a user by name, the attendee themselves, or nobody who is known. */
export type TimelineActor =
	{ kind: 'user'; name: string | null } | { kind: 'attendee' } | { kind: 'unknown' };

/** A value as a row has it. */
export type NotedValue = string | number | boolean | null | string[];

/** One field's change. Fields of the organisation's own are named `custom.<id>`. */
export interface FieldChange {
	field: string;
	before: NotedValue;
	after: NotedValue;
}

/** Something changed, as the server noted it. */
export interface NotedChange {
	/** In the order in which they reached the server. */
	id: number;
	/** Of the person, or of who was merged into them. */
	personId: string;
	/** When it reached the server, UTC ms. */
	at: number;
	by: TimelineActor;
	/** The mutation's name, where one did it. */
	deed: string | null;
	/** When the device did it. */
	occurredAt: number | null;
	changes: readonly FieldChange[];
}

/**
 * What came of a link that was opened: its page waited for the start, it led into the room, to the replay, or to
 * another page; or nobody opened it but a machine: a mail scanner, a preview.
 */
export type OpeningKind = 'waited' | 'let_in' | 'replay' | 'looked' | 'machine';

/** What happened to a person, as far as it is kept. */
export type TimelineEntry =
	| { entry: 'added'; at: number; by: TimelineActor; deed: string | null }
	| ({ entry: 'changed'; unseen: readonly string[] } & NotedChange)
	| {
			entry: 'registered';
			at: number;
			by: TimelineActor;
			eventId: string;
			source: Registration['source'];
	  }
	| ({ entry: 'registration_changed'; eventId: string } & NotedChange)
	/** The team marked that they came; that a link led them in is an opening. */
	| { entry: 'arrived'; at: number; by: TimelineActor; eventId: string }
	/** That they came was taken back, whichever way it was known. */
	| { entry: 'arrival_taken_back'; at: number; by: TimelineActor; eventId: string }
	/** From their link, where nothing else is told of the person: the name that stood there before, if any. */
	| { entry: 'renamed'; at: number; by: TimelineActor; eventId: string; before: string | null }
	| {
			entry: 'mail';
			at: number;
			/** Null: of the mail that invites. */
			eventId: string | null;
			mail: TimelineMail;
			/** Of a reminder: how long before the start. */
			minutes: number | null;
			state: MailStep['state'];
			reason: string | null;
			/** The states on the way to the present one, in order. */
			way: readonly MailStep[];
	  }
	| ({ entry: 'opened'; eventId: string; count: number } & Pick<Opened, 'at' | 'kind'>)
	/** What became of an invitation to join the organisation's platform. */
	| InvitationEntry
	/** An invitation's link was opened. */
	| { entry: 'invitation_opened'; at: number; count: number; automated: boolean };

/** What was done with an invitation, or happened to it. */
export type InvitationDeed =
	'invited' | 'sent_again' | 'accepted' | 'expired' | 'withdrawn' | 'restored';

export interface InvitationEntry {
	entry: 'invitation';
	at: number;
	by: TimelineActor;
	deed: InvitationDeed;
}

export type TimelineMail =
	| 'confirmation'
	| 'reminder'
	| 'event_moved'
	| 'event_cancelled'
	| 'event_reinstated'
	| 'invitation';

/** A state that a mail has or had: since when, and why. */
export interface MailStep {
	at: number;
	state: MailState | 'delayed';
	reason: string | null;
}

/** A person's timeline, the latest first. */
export interface Timeline {
	entries: TimelineEntry[];
	/** Whether older entries were left out. */
	more: boolean;
}

/** An opening of a link. */
export interface Opened {
	at: number;
	kind: OpeningKind;
}

/** A mail that another took the place of waits again once that one is taken back: neither is told. */
const wasReplaced = ({ state, reason }: MailStep): boolean =>
	state === 'suppressed' && reason === 'superseded';

/**
 * The states that a mail had on its way to the present one.
 * @param earlier all that it had, in order
 */
export function mailWay(earlier: readonly MailStep[], present: MailStep['state']): MailStep[] {
	const way: MailStep[] = [];
	for (const step of earlier) {
		if (wasReplaced(step)) way.pop();
		else way.push(step);
	}
	return way.filter(({ state }, n) => state !== (way[n + 1]?.state ?? present));
}

/** How long a link may rest and still be told with the opening before, in ms. */
const oneSitting = 30 * 60_000;

/**
 * Openings of one sitting told as one, at the first of them: who reloads a page did nothing new.
 * @param openings in the order in which they happened
 * @param linkOf what tells the links apart: each has sittings of its own
 */
export function sittings<O extends Opened>(
	openings: readonly O[],
	linkOf: (opening: O) => string
): (O & { count: number })[] {
	const told: (O & { count: number })[] = [];
	const latest = new Map<string, { sitting: O & { count: number }; at: number }>();
	for (const opening of openings) {
		const link = linkOf(opening);
		const before = latest.get(link);
		if (before?.sitting.kind === opening.kind && opening.at - before.at <= oneSitting) {
			before.sitting.count++;
			before.at = opening.at;
			continue;
		}
		const sitting = { ...opening, count: 1 };
		told.push(sitting);
		latest.set(link, { sitting, at: opening.at });
	}
	return told;
}

/** A change with the device that made it, as far as that is known: two of one user's don't see each other's. */
export type DeviceChange = Pick<NotedChange, 'at' | 'by' | 'occurredAt' | 'changes'> & {
	clientId: string | null;
};

/**
 * For each change, the fields of which its device had not seen the value that they replaced: another's change
 * reached the server after this one was made, without network. The last to arrive holds, and what it replaced
 * can be put back.
 * @param changes in the order in which they reached the server
 */
export function unseenFields(changes: readonly DeviceChange[]): string[][] {
	const lastOf = new Map<string, DeviceChange>();
	return changes.map((change) => {
		const unseen = change.changes.flatMap(({ field }) => {
			const before = lastOf.get(field);
			lastOf.set(field, change);
			const isUnseen =
				before !== undefined &&
				change.occurredAt !== null &&
				before.at > change.occurredAt &&
				!isSame(before, change);
			return isUnseen ? [field] : [];
		});
		return unseen;
	});
}

function isSame(one: DeviceChange, other: DeviceChange): boolean {
	if (one.clientId !== null && other.clientId !== null) return one.clientId === other.clientId;
	return one.by.kind === 'user' && other.by.kind === 'user' && one.by.name === other.by.name;
}

/** What was noted of an invitation: that it came to be (null), or which of its instants changed. */
export interface InvitationChange extends Pick<NotedChange, 'at' | 'by'> {
	invitationId: string;
	changes: readonly FieldChange[] | null;
}

const instantOf = (value: NotedValue): number =>
	typeof value === 'string' ? Date.parse(value) : 0;

function deedOf(changes: readonly FieldChange[]): InvitationDeed | null {
	const of = (name: string) => changes.find(({ field }) => field === name);
	const revoked = of('revokedAt');
	if (of('acceptedAt')) return 'accepted';
	if (revoked) return revoked.after === null ? 'restored' : 'withdrawn';
	if (typeof of('expiredAt')?.after === 'string') return 'expired';
	return of('expiresAt') ? 'sent_again' : null;
}

/** Whether a change sets an invitation's end back: a sending was undone before it had gone. */
const isUndone = ({ changes }: InvitationChange): boolean =>
	(changes ?? []).some(
		({ field, before, after }) => field === 'expiresAt' && instantOf(after) < instantOf(before)
	);

/**
 * What was done with invitations. A sending that was undone is not told, nor that it was.
 * @param noted in the order in which it reached the server
 */
export function invitationDeeds(noted: readonly InvitationChange[]): InvitationEntry[] {
	const told: (InvitationEntry & { invitationId: string })[] = [];
	for (const change of noted) {
		const { invitationId, at, by, changes } = change;
		const deed = changes === null ? 'invited' : deedOf(changes);
		const undone = isUndone(change)
			? told.findLastIndex((one) => one.invitationId === invitationId && one.deed === 'sent_again')
			: -1;
		if (undone !== -1) told.splice(undone, 1);
		else if (deed !== null && !isUndone(change))
			told.push({ entry: 'invitation', invitationId, at, by, deed });
	}
	return told.map(({ invitationId: _, ...entry }) => entry);
}
