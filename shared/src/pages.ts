import type { AccessState } from './access.ts';
import type { Event } from './events.ts';
import type { Locale } from './locales.ts';
import type { Registration } from './registrations.ts';
import type { RoleKind, StageDeeds } from './roles.ts';

/** An organisation as its public pages show it. */
export interface PageOrganisation {
	name: string;
	pageName: string;
}

/** An event as its public pages show it. */
export type PageEvent = Pick<
	Event,
	| 'title'
	| 'description'
	| 'permalink'
	| 'startsAt'
	| 'endsAt'
	| 'timeZone'
	| 'language'
	| 'earlyEntry'
	| 'startsBy'
	| 'status'
> & {
	/** Its capacity is reached: who signs up waits for a place. */
	full: boolean;
};

interface Page {
	locale: Locale;
}

/** An organisation's page: what it has to come. */
export interface OrganisationPage extends Page {
	page: 'organisation';
	organisation: PageOrganisation;
	events: PageEvent[];
	/** Origin of the page's address, for links that leave it. */
	origin: string;
	/** `?lang=…` where the reader chose the language, to be kept in links; else empty. */
	langQuery: string;
}

export const signUpFields = ['firstName', 'lastName', 'email'] as const;
export type SignUpField = (typeof signUpFields)[number];

/** What an event's page asks for in any of its forms. */
export type PageField = SignUpField | 'code';

/** What is wrong with one field of the form. */
export type SignUpProblem = 'required' | 'too_long' | 'malformed';

/** What became of a form that could not be taken. */
export interface SignUpState {
	values: Record<SignUpField, string>;
	problems: Partial<Record<PageField, SignUpProblem>>;
	/** Why the form as a whole was refused. */
	refusal: 'throttled' | 'closed' | 'unavailable' | 'wrong_code' | 'too_many_codes' | null;
	/** Which of the page's forms was sent. */
	form: 'sign_up' | 'link' | 'code';
}

/** An event's registration page. */
export interface EventPage extends Page {
	page: 'event';
	organisation: PageOrganisation;
	event: PageEvent;
	/** Whether a code and its address open the event from here. */
	opensByCode: boolean;
	origin: string;
	langQuery: string;
	form: SignUpState | null;
}

/** The page after the form: look in your mail. The same for every address. */
export interface SentPage extends Page {
	page: 'sent';
	organisation: PageOrganisation;
	event: PageEvent;
	origin: string;
	langQuery: string;
}

/**
 * The page after a right code once the event is live: it goes on by itself to the person's own link. A
 * redirect of the form itself would not reach the room, which stands elsewhere: the policy for forms ends
 * at Foyer's own door.
 */
export interface OpenPage extends Page {
	page: 'open';
	organisation: PageOrganisation;
	event: PageEvent;
	origin: string;
	langQuery: string;
	link: string;
}

/** What attendees can do to their own registration. */
export const ownDeeds = [
	'withdraw',
	'come_back',
	'correct_name',
	'stop_reminders',
	'want_reminders',
	'ask_erasure',
	'drop_erasure'
] as const;
export type OwnDeed = (typeof ownDeeds)[number];

/** A registrant's own page: what they see and change of their registration. */
export interface OwnPage extends Page {
	page: 'registration';
	organisation: PageOrganisation;
	event: PageEvent;
	origin: string;
	/** What proves whose page it is: forms send it along. */
	email: string;
	key: string;
	registration: Pick<
		Registration,
		'status' | 'firstName' | 'lastName' | 'remindersStopped' | 'erasureAskedAt'
	>;
	/** Places can still be given back and taken. */
	open: boolean;
	/** What has just been done. */
	done: OwnDeed | null;
	/** What became of a form that could not be taken. */
	form: OwnFormState | null;
}

export interface OwnFormState {
	values: Record<'firstName' | 'lastName', string>;
	problems: Partial<Record<'firstName' | 'lastName', SignUpProblem>>;
	refusal: 'throttled' | 'closed' | 'registered_already' | 'unavailable' | null;
}

/** What stands in for a viewer's own values while a page is rendered for all of them. */
export interface WaitingSlots {
	firstName: string;
	/** What the organizer tells those who wait. */
	message: string;
	/** SVG path of the entry code, and its size in modules. */
	code: string;
	codeSize: string;
	/** The server's clock, UTC ms. */
	now: string;
	/** Seconds after which a browser without scripts asks again. */
	refresh: string;
	/** Address and key, as the query of a link. */
	query: string;
	/** The registrant's entry in a calendar. */
	uid: string;
	/** What the page hears by what becomes of the link that it was opened by: it opens nothing. */
	link: string;
}

/** The waiting page, rendered once for all of its viewers. */
export interface WaitingPage extends Page {
	page: 'waiting';
	organisation: PageOrganisation;
	event: PageEvent;
	/** Changes with the event: a page that hears of another one asks anew. */
	revision: string;
	/** The event is live, but there is no room yet. */
	noRoom: boolean;
	/** What the page hears the organizer's words by: the same for all viewers. */
	token: string;
	/** Whether the registrant's first name is known. */
	named: boolean;
	slots: WaitingSlots;
}

/**
 * The page that claims a place in the room for the device it is opened on, where the event limits them: by its
 * script at once, or, where the device has lost its place to a newer one, when its holder says so.
 */
export interface PlacePage extends Page {
	page: 'place';
	organisation: PageOrganisation;
	event: PageEvent;
	/** How many devices one link lets in. */
	limit: number;
	lost: boolean;
	/** Stand-ins for the registration's id, and for when the place was lost (UTC ms). */
	slots: { registration: string; lostAt: string };
}

/** What a door says that leads nowhere: an access link's other states, and addresses that don't exist. */
export type NoticeState =
	| Exclude<AccessState, 'waiting' | 'no_room' | 'live' | 'unknown_event'>
	| 'missing'
	| 'unavailable'
	/** What a form held could not be taken, and isn't known here any more. */
	| 'not_taken'
	/** The event is live, but its room's server can't be had. */
	| 'room_unavailable'
	/** The waiting page reloaded: its script takes address and key out of the fragment. */
	| 'bare';

export interface NoticePage extends Page {
	page: 'notice';
	state: NoticeState;
	/** Absent where no event is known. */
	event: PageEvent | null;
	organisation: PageOrganisation | null;
	replayUrl: string | null;
	/** When the replay opens, where it hasn't yet; when it closes, where it is open. UTC ms. */
	replayFrom: number | null;
	replayUntil: number | null;
	/** Leads who has proved to be a registrant to their own page: address and key, a slot's mark; null: nobody. */
	ownQuery: string | null;
	/** Seconds after which the page asks again: a slot's mark; null: as its state has it. */
	refresh: string | null;
}

/** What the stage page tells of what was just asked for. */
const stageSaid = [
	'started',
	'ended',
	'told',
	'another_live',
	'not_scheduled',
	'not_live',
	'not_allowed',
	'too_long',
	'no_room',
	'room_unavailable'
] as const;
export type StageSaid = (typeof stageSaid)[number];

export const isStageSaid = (text: string | undefined): text is StageSaid =>
	stageSaid.some((said) => said === text);

/** An event's stage, as it is shown to who stands on it. */
export interface OpenStage {
	state: 'open';
	/** The link's own credentials, which every deed brings along. */
	role: string;
	key: string;
	kind: RoleKind;
	host: boolean;
	name: string;
	agenda: string;
	notes: string;
	/** What is told to who waits. */
	message: string;
	status: Event['status'];
	startedAt: number | null;
	endedAt: number | null;
	/** The server's clock, UTC ms. */
	now: number;
	revision: string;
	deeds: StageDeeds;
	crowd: { waiting: number; present: number };
	/** Null for who may not see them. */
	attendees: { shown: { name: string; email: string | null }[]; count: number } | null;
	said: StageSaid | null;
	/** With `another_live`: the title of that event. */
	otherLive: string | null;
}

/** What a role link shows. `invalid` covers unknown role, wrong key and revoked link alike. */
export type StageView =
	| { state: 'invalid' }
	/** The stage reloaded: its script takes role and key out of the fragment. */
	| { state: 'bare' }
	| { state: 'left' }
	| { state: 'no_seat'; of: number }
	/** The organizer gave the seat to others; with the link's own credentials, to ask for one again. */
	| { state: 'freed'; role: string; key: string }
	/** On the way into the room. */
	| { state: 'entering'; url: string }
	| OpenStage;

export interface StagePage extends Page {
	page: 'stage';
	organisation: PageOrganisation;
	event: PageEvent;
	origin: string;
	langQuery: string;
	view: StageView;
}

/** What api decided for one public page, handed to the web app's `load` while it renders. */
export type PageContext =
	| OrganisationPage
	| EventPage
	| SentPage
	| OpenPage
	| OwnPage
	| StagePage
	| WaitingPage
	| PlacePage
	| NoticePage;
