import { expect, test } from 'vitest';
import { fragments } from '@foyer/shared/entities';
import type { Event } from '@foyer/shared/events';
import type { WireRow } from '@foyer/shared/sync';
import { draftOf } from '#lib/events/draft.ts';
import { readDraft } from '#lib/events/event-fields.ts';
import { eventLike } from '#lib/events/testing.ts';
import { allOf, peoplePartition, RowTable } from './rows.ts';

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

test('a row that leaves one of its fragments stays with the rest, and goes with the last', () => {
	const { columns } = fragments.people;
	const table = new RowTable(peoplePartition);
	const values = columns.map((column) => (column === 'firstName' ? 'Inès' : null));
	table.take({ fragment: 'people', rows: [['1', ...values]], gone: [] });
	const email = fragments.peopleContacts.columns.map((column) =>
		column === 'email' ? 'ines@example.org' : null
	);
	table.take({ fragment: 'peopleContacts', rows: [['1', ...email]], gone: [] });
	expect(table.rows.get('1')).toMatchObject({ firstName: 'Inès', email: 'ines@example.org' });
	table.take({ fragment: 'peopleContacts', rows: [], gone: ['1'] });
	expect(table.rows.get('1')).toMatchObject({ firstName: 'Inès', email: null });
	table.take({ fragment: 'people', rows: [], gone: ['1'] });
	expect(table.rows.size).toBe(0);
});
