import { expect, test } from 'vitest';
import { sectionsOf } from './event-list.ts';
import { eventLike } from './testing.ts';

const now = Date.UTC(2026, 4, 14, 18);
const hour = 3_600_000;
const at = (id: string, startsIn: number, more = {}) =>
	eventLike({ id, startsAt: now + startsIn * hour, endsAt: now + (startsIn + 1) * hour, ...more });

const events = [
	at('long ago', -48, { status: 'ended' }),
	at('never started', -5),
	at('on now', -0.5, { status: 'live', title: 'Été indien' }),
	at('overdue', -0.25),
	at('soon', 2),
	at('called off', 3, { status: 'cancelled' }),
	at('later', 30, { title: 'Un été au balcon' })
];
const ids = (list: { id: string }[]) => list.map(({ id }) => id);

test('sorts events by where they stand, the past from its latest', () => {
	const { live, upcoming, past } = sectionsOf(events, '', now);
	expect(ids(live)).toEqual(['on now']);
	expect(ids(upcoming)).toEqual(['overdue', 'soon', 'called off', 'later']);
	expect(ids(past)).toEqual(['never started', 'long ago']);
});

test('searches titles without accents and case', () => {
	const { live, upcoming, past } = sectionsOf(events, 'ETE', now);
	expect(ids([...live, ...upcoming, ...past])).toEqual(['on now', 'later']);
});
