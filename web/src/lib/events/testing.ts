import { plainEvent, type Event } from '@foyer/shared/events';

/** An event for tests: two hours on 14 May 2026 in Paris, with what the test sets. */
export const eventLike = (fields: Partial<Event> = {}): Event => ({
	id: '0b7f9c1e-4f0a-4d7e-9a53-2f3f3c1d0a01',
	title: 'Assemblée de quartier',
	description: '',
	permalink: 'assemblee-de-quartier',
	startsAt: Date.UTC(2026, 4, 14, 17),
	endsAt: Date.UTC(2026, 4, 14, 19),
	timeZone: 'Europe/Paris',
	language: 'fr',
	roomUrl: 'https://room.example/assembly',
	room: null,
	...plainEvent,
	replayUrl: null,
	earlyEntry: 0,
	startsBy: 'clock',
	reminders: [1440, 60],
	capacity: null,
	status: 'scheduled',
	startedAt: null,
	endedAt: null,
	createdAt: Date.UTC(2026, 3, 1),
	deletedAt: null,
	...fields
});
