import { doorsOpenAt } from '@foyer/shared/events';
import type { WaitingPage } from '@foyer/shared/pages';
import { formattingLocale } from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';
import type { WaitingState } from './waiting-state.ts';

/** What the page's script needs to know, in the page's language. */
export function waitingState({
	event,
	revision,
	token,
	slots
}: WaitingPage): Omit<WaitingState, 'policy'> {
	return {
		now: slots.now,
		startsAt: event.startsAt,
		opensAt: event.startsBy === 'clock' ? doorsOpenAt(event) : event.startsAt,
		endsAt: event.endsAt,
		timeZone: event.timeZone,
		locale: formattingLocale(),
		revision,
		token,
		link: slots.link,
		kept: false,
		uid: slots.uid,
		title: event.title,
		texts: {
			yours: m.waiting_yours({ time: '{time}' }),
			days: m.waiting_days(),
			sayMinutes: m.waiting_say_minutes({ count: '{count}' }),
			sayMinute: m.waiting_say_minute(),
			shortly: m.waiting_shortly(),
			past: m.waiting_past(),
			open: m.waiting_open()
		}
	};
}
