import { expect, test } from 'vitest';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { deedWords, type Names } from './deed-words.ts';
import { editableOf, placeOf } from './editable.ts';

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

test.each([
	[
		{ id: 'a', fields: { email: 'old' } },
		{ id: 'a', fields: { email: 'new' } }
	],
	[
		{ id: 'a', fields: { title: 'T', permalink: 'old' } },
		{ id: 'a', fields: { title: 'T', permalink: 'new' } }
	],
	[
		{ id: 'a', title: 'T', permalink: 'old' },
		{ id: 'a', title: 'T', permalink: 'new' }
	],
	[
		{ id: 'a', email: 'old' },
		{ id: 'a', email: 'new' }
	]
])('one argument is edited and the others stay: %j', (args, edited) => {
	expect(editableOf({ args })?.with('new')).toEqual(edited);
});

test.each([[{ ids: ['a'] }], [{ id: 'a', fields: { lastName: 'x', email: null } }], [null]])(
	'nothing of %j is edited in place',
	(args) => expect(editableOf({ args })).toBeUndefined()
);

test.each([
	['people.update@1', { id: 'a' }, '/app/people/a'],
	['people.delete@1', { ids: ['a'] }, '/app/people/a'],
	['people.delete@1', { ids: ['a', 'b'] }, undefined],
	['events.update@1', { id: 'a' }, '/app/events/a'],
	['registrations.add@1', { eventId: 'e', people: [] }, '/app/events/e'],
	['people.import@1', { eventId: null, rows: [] }, undefined]
])('the place of %s %j', (name, args, place) => {
	expect(placeOf({ name, args })).toBe(place);
});
