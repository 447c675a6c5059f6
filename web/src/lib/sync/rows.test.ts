import { expect, test } from 'vitest';
import { fragments } from '@foyer/shared/entities';
import type { Event } from '@foyer/shared/events';
import type { WireRow } from '@foyer/shared/sync';
import { draftOf } from '#lib/events/draft.ts';
import { readDraft } from '#lib/events/event-fields.ts';
import { eventLike } from '#lib/events/testing.ts';
import { allOf, RowTable } from './rows.ts';

test('an event that was stored before there were codes opens by none, and can be edited offline', () => {
	const event = eventLike();
	const { columns } = fragments.events;
	const stored = columns.slice(0, columns.indexOf('opensByCode')).map((column) => event[column]);
	const table = new RowTable(allOf('events'));
	table.take({ fragment: 'events', rows: [[event.id, ...stored] as WireRow], gone: [] });
	const held = table.rows.get(event.id) as unknown as Event;
	expect(held.opensByCode).toBe(false);
	expect(readDraft(draftOf(held), () => false).problems).toBe(null);
});
