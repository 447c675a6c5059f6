import type { Refusal } from '@foyer/shared/mutation';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { deedWords, type Names } from './deed-words.ts';
import {
	editableOf,
	fieldOf,
	fromControl,
	placeOf,
	toControl,
	type EditableField
} from './editable.ts';

overwriteGetLocale(() => 'en');

const names: Names = {
	person: (id) => ({ ines: 'Inès Moreau', jan: 'Jan' })[id],
	event: (id) => ({ gala: 'Gala' })[id],
	group: (id) => ({ choir: 'Choir' })[id],
	field: (id) => ({ table: 'Table' })[id],
	view: (id) => ({ french: 'French' })[id]
};
const people = (...ids: string[]) => ids.map((personId) => ({ id: 'r', personId }));

test.each([
	['people.add', { id: 'x', firstName: 'Zoë', email: 'z@example.org' }, 'You added Zoë'],
	['people.add', { id: 'x', email: 'z@example.org' }, 'You added z@example.org'],
	['people.add', { id: 'x' }, 'You added somebody'],
	['people.update', { id: 'ines', fields: { lastName: 'M' } }, 'You renamed Inès Moreau'],
	[
		'people.update',
		{ id: 'ines', fields: { lastName: 'M', email: 'x', phone: '1' } },
		'You changed the name, the e-mail address and the phone number of Inès Moreau'
	],
	['people.update', { id: 'gone', fields: { note: '' } }, 'You changed the note of somebody'],
	[
		'people.update',
		{ id: 'ines', fields: {}, custom: { diet: 'vegan' } },
		'You changed further details of Inès Moreau'
	],
	['people.delete', { ids: ['jan'] }, 'You deleted Jan'],
	['people.delete', { ids: ['jan', 'ines'] }, 'You deleted 2 people'],
	['people.restore', { ids: ['jan'] }, 'You brought Jan back'],
	['people.import', { eventId: null, rows: Array(500) }, 'You added 500 rows'],
	['people.import', { eventId: 'gala', rows: [1] }, 'You added 1 row to Gala'],
	['groups.add', { id: 'new', name: 'Board' }, 'You made the group Board'],
	['groups.update', { id: 'choir', fields: { name: 'Singers' } }, 'You changed the group Choir'],
	['groups.delete', { id: 'gone' }, 'You deleted the group (no longer known)'],
	['groups.restore', { id: 'choir' }, 'You brought the group Choir back'],
	['groups.join', { groupId: 'choir', personIds: ['jan'] }, 'You added Jan to Choir'],
	[
		'groups.leave',
		{ groupId: 'choir', personIds: ['jan', 'ines'] },
		'You took 2 people out of Choir'
	],
	['custom_fields.add', { id: 'new', name: 'Diet' }, 'You added the field Diet'],
	['custom_fields.update', { id: 'table', fields: {} }, 'You changed the field Table'],
	['custom_fields.delete', { id: 'table' }, 'You deleted the field Table'],
	['custom_fields.restore', { id: 'table' }, 'You brought the field Table back'],
	['saved_views.save', { id: 'new', name: 'Dutch' }, 'You saved the view Dutch'],
	['saved_views.delete', { id: 'french' }, 'You deleted the view French'],
	['events.create', { id: 'new', title: 'Première' }, 'You made Première'],
	['events.update', { id: 'gala', fields: { title: 'Ball' } }, 'You renamed Gala'],
	[
		'events.update',
		{ id: 'gala', fields: { startsAt: 1, endsAt: 2, permalink: 'ball' } },
		'You changed the time and the address of Gala'
	],
	['events.cancel', { id: 'gala' }, 'You cancelled Gala'],
	['events.reinstate', { id: 'gala' }, 'You took back the cancellation of Gala'],
	['events.delete', { id: 'other' }, 'You deleted an event'],
	['events.restore', { id: 'gala' }, 'You brought Gala back'],
	['registrations.add', { eventId: 'gala', people: people('jan') }, 'You registered Jan for Gala'],
	[
		'registrations.register_someone',
		{ eventId: 'gala', id: 'new', firstName: 'Bo', lastName: 'Diaz', email: 'bo@example.org' },
		'You registered Bo Diaz for Gala'
	],
	[
		'registrations.add',
		{ eventId: 'gala', people: people('jan', 'ines') },
		'You registered 2 people for Gala'
	],
	[
		'registrations.cancel',
		{ eventId: 'gala', personIds: ['jan'] },
		'You cancelled Jan’s registration for Gala'
	],
	['registrations.admit', { eventId: 'gala', personIds: ['jan'] }, 'You gave Jan a place at Gala'],
	[
		'registrations.confirm',
		{ eventId: 'gala', personIds: ['jan', 'ines'] },
		'You sent 2 confirmations for Gala'
	],
	[
		'registrations.take_back_mails',
		{ eventId: 'gala', personIds: ['jan', 'ines'] },
		'You took back 2 mails for Gala'
	],
	[
		'registrations.rotate_keys',
		{ eventId: 'gala', personIds: ['jan'] },
		'You gave Jan a new link for Gala'
	],
	[
		'registrations.take_back_keys',
		{ eventId: 'gala', personIds: ['jan', 'ines'] },
		'You took back 2 new links for Gala'
	],
	[
		'registrations.reveal_keys',
		{ eventId: 'gala', personIds: ['jan'], way: 'shown', at: 0 },
		'You took out Jan’s link for Gala'
	],
	['groups.dance', null, 'A change made with another version of Foyer']
])('%s %j: %s', (name, args, words) => {
	expect(deedWords({ name: `${name}@1`, args }, names)).toBe(words);
});

test.each<[string, Refusal, object, Record<string, unknown>, object]>([
	[
		'people.update@2',
		'email_taken',
		{ id: 'a', fields: { email: 'old', phone: '1' } },
		{ email: 'new' },
		{ id: 'a', fields: { email: 'new', phone: '1' } }
	],
	[
		'people.update@2',
		'nameless',
		{ id: 'a', fields: { email: null } },
		{ email: 'new' },
		{ id: 'a', fields: { email: 'new' } }
	],
	[
		'events.update@4',
		'permalink_taken',
		{ id: 'a', fields: { title: 'T', permalink: 'old' } },
		{ permalink: 'new' },
		{ id: 'a', fields: { title: 'T', permalink: 'new' } }
	],
	[
		'events.create@1',
		'ends_before_start',
		{ id: 'a', title: 'T', startsAt: 2, endsAt: 1 },
		{ endsAt: 3 },
		{ id: 'a', title: 'T', startsAt: 2, endsAt: 3 }
	],
	[
		'events.update@4',
		'replay_ends_before_start',
		{ id: 'a', fields: { replayFrom: 2, replayUntil: 1 } },
		{ replayUntil: null },
		{ id: 'a', fields: { replayFrom: 2, replayUntil: null } }
	],
	[
		'groups.update@1',
		'malformed',
		{ id: 'a', fields: { name: 'Choir' } },
		{ name: 'Board' },
		{ id: 'a', fields: { name: 'Board' } }
	],
	[
		'custom_fields.add@1',
		'malformed',
		{ id: 'a', name: 'Diet', kind: 'choice', choices: [] },
		{ choices: ['all'] },
		{ id: 'a', name: 'Diet', kind: 'choice', choices: ['all'] }
	],
	[
		'roles.add@1',
		'malformed',
		{ id: 'a', eventId: 'e', name: 'Bo', email: 'b' },
		{ email: null },
		{ id: 'a', eventId: 'e', name: 'Bo', email: null }
	]
])(
	'%s, refused as %s, is mended in place and the rest stays',
	(name, refusal, args, values, edited) => {
		const editable = editableOf({ name, args }, refusal);
		expect(editable?.fields.map(({ field }) => field)).toEqual(
			expect.arrayContaining(Object.keys(values))
		);
		expect(editable?.with(values)).toEqual(edited);
		expect(editable && fieldOf(editable, refusal)).toBeDefined();
	}
);

test.each<[string, Refusal, unknown]>([
	['people.update@2', 'not_allowed', { id: 'a', fields: { email: 'x' } }],
	['people.update@2', 'email_taken', { id: 'a', fields: { lastName: 'x' } }],
	['people.restore@1', 'email_taken', { ids: ['a'] }],
	['registrations.add@1', 'malformed', { eventId: 'e', people: [] }],
	['groups.dance@1', 'malformed', null]
])('nothing of %s, refused as %s, is mended by another value', (name, refusal, args) =>
	expect(editableOf({ name, args }, refusal)).toBeUndefined()
);

describe('what a control holds', () => {
	const field = (control: EditableField['control'], value: unknown): EditableField => ({
		...{ field: 'x', control, value },
		schema: v.any()
	});
	const zone = 'Europe/Brussels';

	test.each<[EditableField['control'], unknown]>([
		['line', 'Gala'],
		['email', null],
		['url', 'https://meet.example.org/x'],
		['lines', ['a', 'b']],
		['moment', Date.UTC(2026, 6, 1, 12, 30, 17)],
		['moment', null]
	])('%s: %j comes back as it was', (control, value) => {
		const one = field(control, value);
		expect(fromControl(one, toControl(one, zone), zone)).toEqual(value);
	});

	test('a moment is the hour of its zone', () => {
		const wall = { date: '2026-07-01', time: '20:00' };
		expect(fromControl(field('moment', 0), wall, zone)).toBe(Date.UTC(2026, 6, 1, 18));
	});
});

test.each([
	['people.update@1', { id: 'a' }, '/app/people/a'],
	['people.delete@1', { ids: ['a'] }, '/app/people/a'],
	['people.delete@1', { ids: ['a', 'b'] }, undefined],
	['events.update@1', { id: 'a' }, '/app/events/a'],
	['registrations.add@1', { eventId: 'e', people: [] }, '/app/events/e'],
	['roles.update@1', { id: 'r', eventId: 'e' }, '/app/events/e'],
	['groups.update@1', { id: 'g' }, '/app/people/groups'],
	['custom_fields.delete@1', { id: 'f' }, '/app/people/fields'],
	['people.import@1', { eventId: null, rows: [] }, undefined]
])('the place of %s %j', (name, args, place) => {
	expect(placeOf({ name, args })).toBe(place);
});
