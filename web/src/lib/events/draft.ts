import { plainEvent, type Event, type EventFields } from '@foyer/shared/events';
import type { Locale } from '@foyer/shared/locales';
import { fromWallTime, toWallTime } from '@foyer/shared/time-zones';
import { suggestRoomName } from './room-name.ts';

/** What the event form holds: texts as typed, times as the wall shows them. */
export interface EventDraft {
	title: string;
	description: string;
	permalink: string;
	/** Edited by hand: from then on it no longer follows the title. */
	permalinkByHand: boolean;
	startDate: string;
	startTime: string;
	endDate: string;
	endTime: string;
	/** Which of the two, where a clock change makes an hour pass twice. */
	startPass: 'first' | 'second' | null;
	endPass: 'first' | 'second' | null;
	timeZone: string;
	roomUrl: string;
	/** Which of the house's servers the room is on, in place of an address. */
	roomServer: string | null;
	/** How the room is called there. */
	roomName: string;
	replayUrl: string;
	earlyEntry: EventFields['earlyEntry'];
	startsBy: EventFields['startsBy'];
	language: Locale;
	reminders: EventFields['reminders'];
	capacity: string;
	opensByCode: boolean;
	deviceLimit: EventFields['deviceLimit'];
	entrySpread: EventFields['entrySpread'];
	/** From when until when the replay can be seen; empty: from the end on, and without end. */
	replayFromDate: string;
	replayFromTime: string;
	replayUntilDate: string;
	replayUntilTime: string;
	message: string;
}

const noReplayWindow = {
	replayFromDate: '',
	replayFromTime: '',
	replayUntilDate: '',
	replayUntilTime: ''
};

/** An empty form: the organisation's zone and language; the reminders that most events want. */
export const emptyDraft = (timeZone: string, language: Locale): EventDraft => ({
	title: '',
	description: '',
	permalink: '',
	permalinkByHand: false,
	startDate: '',
	startTime: '',
	endDate: '',
	endTime: '',
	startPass: null,
	endPass: null,
	timeZone,
	roomUrl: '',
	roomServer: null,
	roomName: '',
	replayUrl: '',
	earlyEntry: 5,
	startsBy: 'clock',
	language,
	reminders: [1440, 60],
	capacity: '',
	opensByCode: plainEvent.opensByCode,
	deviceLimit: plainEvent.deviceLimit,
	entrySpread: plainEvent.entrySpread,
	message: plainEvent.message,
	...noReplayWindow
});

/** Which of two passings of an hour an instant is. */
function passOf(instant: number, zone: string): EventDraft['startPass'] {
	const meaning = fromWallTime(toWallTime(instant, zone), zone);
	if (meaning.kind !== 'twice') return null;
	return instant < meaning.second ? 'first' : 'second';
}

/** An instant as the wall shows it, nothing where there is none. */
const wallTimeOf = (instant: number | null, zone: string): { date: string; time: string } =>
	instant === null ? { date: '', time: '' } : toWallTime(instant, zone);

/** The form that edits an event. */
export function draftOf(event: Event): EventDraft {
	const start = toWallTime(event.startsAt, event.timeZone);
	const end = toWallTime(event.endsAt, event.timeZone);
	const replayFrom = wallTimeOf(event.replayFrom, event.timeZone);
	const replayUntil = wallTimeOf(event.replayUntil, event.timeZone);
	return {
		title: event.title,
		description: event.description,
		permalink: event.permalink,
		permalinkByHand: true,
		startDate: start.date,
		startTime: start.time,
		endDate: end.date,
		endTime: end.time,
		startPass: passOf(event.startsAt, event.timeZone),
		endPass: passOf(event.endsAt, event.timeZone),
		timeZone: event.timeZone,
		roomUrl: event.roomUrl ?? '',
		roomServer: event.room?.server ?? null,
		roomName: event.room?.name ?? '',
		replayUrl: event.replayUrl ?? '',
		earlyEntry: event.earlyEntry as EventFields['earlyEntry'],
		startsBy: event.startsBy,
		language: event.language,
		reminders: [...event.reminders] as EventFields['reminders'],
		capacity: event.capacity === null ? '' : String(event.capacity),
		opensByCode: event.opensByCode,
		deviceLimit: event.deviceLimit,
		entrySpread: event.entrySpread,
		replayFromDate: replayFrom.date,
		replayFromTime: replayFrom.time,
		replayUntilDate: replayUntil.date,
		replayUntilTime: replayUntil.time,
		message: event.message
	};
}

const later = (date: string, days: number): string =>
	new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

/** The form that makes the same event again, a week later, at a free address and in a room of its own. */
export function draftAgain(event: Event, freePermalink: string): EventDraft {
	const draft = draftOf(event);
	return {
		...draft,
		permalink: freePermalink,
		startDate: later(draft.startDate, 7),
		endDate: later(draft.endDate, 7),
		startPass: null,
		endPass: null,
		roomName: draft.roomServer ? suggestRoomName(freePermalink) : '',
		replayUrl: '',
		...noReplayWindow,
		message: ''
	};
}

/** Drafts survive a reload in the tab that they were typed in. */
export interface DraftStore {
	read(): EventDraft | null;
	write(draft: EventDraft | null): void;
}

/** Keeps a draft in the tab's storage. Where storage is full or forbidden nothing is kept. */
export function tabDrafts(name: string): DraftStore {
	const key = `foyer.draft.${name}`;
	return {
		read() {
			try {
				return JSON.parse(sessionStorage.getItem(key) ?? 'null') as EventDraft | null;
			} catch {
				return null;
			}
		},
		write(draft) {
			try {
				if (draft) sessionStorage.setItem(key, JSON.stringify(draft));
				else sessionStorage.removeItem(key);
			} catch {
				// The form itself still holds it.
			}
		}
	};
}
