import type { Area, Level } from '@foyer/shared/team';
import type { CustomField } from '@foyer/shared/custom-fields';
import type { Event } from '@foyer/shared/events';
import type { ExportFormat, ExportState } from '@foyer/shared/exports';
import type { Group } from '@foyer/shared/groups';
import type { Import } from '@foyer/shared/imports';
import type { Invitation } from '@foyer/shared/invitations';
import type { Locale } from '@foyer/shared/locales';
import type { Outcome } from '@foyer/shared/sync';
import type { Person } from '@foyer/shared/people';
import type { KeyUse, OwnChange, Registration } from '@foyer/shared/registrations';
import type { EventRole } from '@foyer/shared/roles';
import type { RoomServerKind } from '@foyer/shared/rooms';
import type { SavedView } from '@foyer/shared/saved-views';
import type { NotedValue } from '@foyer/shared/timeline';
import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely';

/**
 * The tables. Column names are camel case here and snake case in the database; instants are UTC ms here
 * and `timestamptz` there (the drivers convert).
 */
export interface Schema {
	installation: { onlyRow: Generated<boolean>; secretFingerprint: string };
	organisations: OrganisationsTable;
	users: UsersTable;
	sessions: SessionsTable;
	userTokens: UserTokensTable;
	throttles: { key: string; count: number; resetsAt: number };
	members: MembersTable;
	memberEvents: { organisationId: string; userId: string; eventId: string };
	people: Tenant &
		Omit<Person, 'toldApart'> & {
			toldApart: Generated<Person['toldApart']>;
			listedBy: GeneratedAlways<string>;
		};
	/** `importId`: the import that made it, while nobody has changed it since. */
	groups: Tenant & Group & { importId: Generated<string | null> };
	customFields: Tenant & CustomField;
	imports: Tenant & Import;
	savedViews: Tenant & SavedView;
	events: Tenant & Event & { revision: Generated<number>; remindedUntil: Generated<number> };
	eventAnnouncements: EventAnnouncementsTable;
	registrations: Tenant & Omit<Registration, 'key' | 'code'> & { keysMade: Generated<number> };
	/** `mailId`: the latest mail with the link that has gone. */
	eventRoles: Tenant & Omit<EventRole, 'key'> & { mailId: Generated<string | null> };
	roleMails: RoleMailsTable;
	stageSeats: StageSeatsTable;
	/** `acceptedBy`: the user who accepted it. */
	invitations: Tenant & Invitation & { acceptedBy: Generated<string | null> };
	invitationOpenings: Tenant & {
		id: Generated<number>;
		invitationId: string;
		at: number;
		automated: boolean;
	};
	mails: MailsTable;
	userMails: UserMailsTable;
	accessLog: AccessLogTable;
	keyReveals: KeyRevealsTable;
	ownChanges: OwnChangesTable;
	pageRequests: PageRequestsTable;
	linkDevices: Tenant & {
		registrationId: string;
		keyVersion: number;
		device: string;
		at: number;
	};
	deviceClaims: {
		organisationId: string;
		registrationId: string;
		eventId: string;
		keyVersion: number;
		devices: string[];
		claimedAt: number;
	};
	personChanges: PersonChangesTable;
	waitingCounts: {
		organisationId: string;
		eventId: string;
		process: string;
		waiting: number;
		at: number;
	};
	roomServers: RoomServersTable;
	exports: ExportsTable;
	exportChunks: Tenant & { exportId: string; position: number; sealed: Uint8Array };
	syncOrganisations: { organisationId: string; version: number; commitId: string };
	syncCommits: {
		organisationId: string;
		tx: number;
		version: number | null;
		commitId: string | null;
		at: Generated<number>;
	};
	syncRows: {
		organisationId: string;
		fragment: string;
		eventId: string;
		id: string;
		tx: number;
		gone: boolean;
	};
	syncClients: SyncClientsTable;
	syncOutcomes: SyncOutcomesTable;
}

interface Tenant {
	organisationId: string;
}

interface OrganisationsTable {
	id: string;
	name: string;
	pageName: string;
	locale: Locale;
	timeZone: string;
	parallelEvents: Generated<boolean>;
	presenterSeats: Generated<number>;
	createdAt: Generated<number>;
}

interface UsersTable {
	id: string;
	email: string;
	name: string;
	locale: Locale;
	passwordHash: string | null;
	createdAt: Generated<number>;
}

interface SessionsTable {
	id: string;
	userId: string;
	secretHash: Uint8Array;
	createdAt: Generated<number>;
	usedAt: Generated<number>;
}

interface UserTokensTable {
	id: string;
	purpose: 'host' | 'password';
	userId: string | null;
	secretHash: Uint8Array;
	expiresAt: number | null;
	createdAt: Generated<number>;
}

interface MembersTable {
	organisationId: string;
	userId: string;
	host: Generated<boolean>;
	levels: JSONColumnType<Record<Area, Level>>;
	allEvents: Generated<boolean>;
	until: number | null;
}

interface EventAnnouncementsTable {
	organisationId: string;
	eventId: string;
	startsAt: number;
	endsAt: number;
	timeZone: string;
	cancelled: boolean;
	dueAt: number | null;
}

export interface MailsTable {
	organisationId: string;
	id: string;
	/** Null in a mail that invites. */
	eventId: string | null;
	registrationId: string | null;
	invitationId: Generated<string | null>;
	kind:
		| 'confirmation'
		| 'reminder'
		| 'event_moved'
		| 'event_cancelled'
		| 'event_reinstated'
		| 'invitation';
	minutes: number | null;
	movedFrom: number | null;
	state: 'queued' | 'sent' | 'delivered' | 'deferred' | 'delayed' | 'rejected' | 'suppressed';
	reason: string | null;
	/** The states that it had before, in order. A trigger notes them. */
	earlier: Generated<{ state: MailsTable['state']; at: string; reason: string | null }[]>;
	dueAt: number;
	attempts: Generated<number>;
	claimedUntil: Generated<number | null>;
	reported: Generated<boolean>;
	/** The deed by whose id it can be taken back while it waits. */
	mailing: Generated<string | null>;
	/** The deed whose mail took its place. */
	replacedBy: Generated<string | null>;
	createdAt: number;
	updatedAt: number;
}

interface RoleMailsTable {
	organisationId: string;
	id: string;
	roleId: string;
	dueAt: number;
	attempts: Generated<number>;
	claimedUntil: Generated<number | null>;
	createdAt: number;
}

interface StageSeatsTable {
	organisationId: string;
	roleId: string;
	keyVersion: number;
	until: number;
	enteredAt: Generated<number | null>;
	freedAt: Generated<number | null>;
}

interface UserMailsTable {
	id: string;
	sealed: Uint8Array;
	dueAt: number;
	attempts: Generated<number>;
	claimedUntil: Generated<number | null>;
	createdAt: number;
}

interface AccessLogTable {
	organisationId: string;
	id: Generated<number>;
	eventId: string;
	registrationId: string | null;
	keyVersion: Generated<number | null>;
	at: number;
	method: string;
	state: string;
	automated: boolean;
}

interface KeyRevealsTable {
	organisationId: string;
	id: Generated<number>;
	eventId: string;
	registrationId: string;
	userId: string;
	way: KeyUse;
	at: number;
	loggedAt: number;
}

interface OwnChangesTable {
	organisationId: string;
	id: Generated<number>;
	eventId: string;
	registrationId: string;
	change: OwnChange;
	before: string | null;
	at: number;
}

interface PageRequestsTable {
	organisationId: string;
	id: Generated<number>;
	eventId: string;
	kind: 'sign_up' | 'link';
	email: string;
	firstName: string | null;
	lastName: string | null;
	language: string | null;
	askedAt: number;
	dueAt: number;
}

interface PersonChangesTable {
	organisationId: string;
	id: Generated<number>;
	personId: string;
	/** Of a registration of theirs, or of an invitation; both null: of the person. */
	registrationId: string | null;
	invitationId: string | null;
	at: Generated<number>;
	/** A user's id, or `attendee`; null where the writer didn't say. */
	actor: string | null;
	/** The mutation's name. */
	deed: string | null;
	/** By the device's clock. */
	occurredAt: number | null;
	/** By the columns' names, the organisation's own fields as `custom.<id>`; null where the row came to be. */
	before: Record<string, NotedValue> | null;
	after: Record<string, NotedValue> | null;
	/** The part of an import that did it. */
	importId: string | null;
	importPart: number | null;
	/** The device that did it, where one did. */
	clientId: string | null;
}

interface RoomServersTable {
	organisationId: string;
	id: string;
	kind: RoomServerKind;
	name: string;
	baseUrl: string;
	/** Jitsi's application, or JaaS's tenant. */
	appId: string | null;
	/** JaaS's name for the key. */
	keyId: string | null;
	/** The shared secret or private key. */
	sealed: Uint8Array;
	createdAt: number;
}

interface ExportsTable {
	organisationId: string;
	id: string;
	userId: string;
	/** Whose registrants; null: the organisation's people. */
	eventId: string | null;
	/** The list's columns, in order; null: all. */
	columns: readonly string[] | null;
	format: ExportFormat;
	locale: Locale;
	state: ExportState;
	askedAt: number;
	/** When it is to be tried, while it is being made. */
	dueAt: number;
	attempts: Generated<number>;
	expiresAt: Generated<number | null>;
	rowCount: Generated<number | null>;
	byteCount: Generated<number | null>;
	opens: Generated<boolean | null>;
}

interface SyncClientsTable {
	organisationId: string;
	id: string;
	userId: string;
	lastMutationId: Generated<number>;
	outcomesDigest: number | null;
	createdAt: Generated<number>;
	seenAt: Generated<number>;
}

interface SyncOutcomesTable {
	organisationId: string;
	clientId: string;
	mutationId: number;
	userId: string;
	/** The mutation's own id; null from devices that send none. */
	entry: string | null;
	/** Answered from an earlier record of the same entry. */
	resent: Generated<boolean>;
	name: string;
	outcome: JSONColumnType<Outcome>;
	occurredAt: number;
	processedAt: Generated<number>;
}
