/** `waiting_list`: beyond the event's capacity; its link says that the event is full. */
export const registrationStatuses = ['registered', 'waiting_list', 'cancelled'] as const;
export type RegistrationStatus = (typeof registrationStatuses)[number];

/** What became of the latest mail to a registrant (DOMAIN.md 1.4). */
export const mailStates = [
	'not_sent',
	'scheduled',
	'queued',
	'sent',
	'delivered',
	'deferred',
	'rejected',
	'suppressed'
] as const;
export type MailState = (typeof mailStates)[number];

/** Where the latest mail to a registrant stands, and since when. */
export type MailStanding = Pick<Registration, 'mailState' | 'mailReason' | 'mailAt'>;

/** What was shown of a registrant's mail before another was sent, which can be taken back. */
export interface MailBefore extends MailStanding {
	/** The deed that had it sent and what was before that, where it waited still. */
	mailing?: string | null;
	mailBefore?: MailBefore | null;
}

/** A person registered for an event, as devices hold it. One per event and person. */
export interface Registration {
	id: string;
	eventId: string;
	personId: string;
	status: RegistrationStatus;
	source: 'organizer' | 'import' | 'page';
	/** The person's name and address, kept in step by the server for devices that hold no people. */
	firstName: string;
	lastName: string;
	email: string | null;
	language: string | null;
	mailState: MailState;
	mailReason: string | null;
	mailAt: number | null;
	/**
	 * The deed that had the latest mail sent, one id for all whom it is sent to, and what was shown until then. Devices
	 * know it of what they haven't sent yet.
	 */
	mailing?: string | null;
	mailBefore?: MailBefore | null;
	keyVersion: number;
	/** The latest rotation, for as long as it can be taken back, and the version that it made void. */
	keyRotation?: string | null;
	keyBefore?: number | null;
	/** The access key: derived by the server, so absent from rows made on a device until they are synced. */
	key?: string | null;
	/** The 4-digit code, derived and absent alike; it leads in where the event opens by code. */
	code?: string | null;
	createdAt: number;
	/** Whether the registrant wants no reminders. */
	remindersStopped: boolean;
	/** When the registrant asked to be erased; null: never. */
	erasureAskedAt: number | null;
	/** On how many devices their link was used at once, where that is conspicuous: it may have been passed on. */
	devicesSeen: number | null;
	/** When the team marked that they came (UTC ms), and by which marking; null: nobody did. */
	admittedAt: number | null;
	admissionId: string | null;
	/** When their link first led them into the live room; null: it didn't. */
	ledInAt: number | null;
	/** The person's manual groups, kept in step as name and address are. */
	groupIds: readonly string[];
}

/** When confirmations go out: with the mutation, when the organizer says so, or not at all. */
export const confirmationChoices = ['now', 'later', 'never'] as const;
export type ConfirmationChoice = (typeof confirmationChoices)[number];

/** How a registrant's key is taken out of the app: read, handed over, or used by who shows it. */
export const keyUses = [
	'shown',
	'copied',
	'mailed',
	'shared',
	'code',
	'opened',
	'exported'
] as const;
export type KeyUse = (typeof keyUses)[number];

/** What attendees change by themselves, from their link. */
export const ownChanges = [
	'withdrawn',
	'came_back',
	'renamed',
	'reminders_stopped',
	'reminders_wanted',
	'erasure_asked',
	'erasure_dropped'
] as const;
export type OwnChange = (typeof ownChanges)[number];
