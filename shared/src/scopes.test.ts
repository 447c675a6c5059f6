import { expect, test } from 'vitest';
import { parseScope, scopesOf } from './scopes.ts';
import { allLevels, can, type Level, type MemberActor } from './team.ts';

const member = (fields: Partial<MemberActor>): MemberActor => ({
	kind: 'member',
	userId: 'u',
	host: false,
	levels: allLevels('none'),
	events: 'all',
	...fields
});

const none = allLevels('none');

test.each([
	[
		'the host',
		member({ host: true }),
		[
			'event:*',
			'own:u',
			'groups',
			'event.contact:*',
			'event.keys:*',
			'event.stage:*',
			'people',
			'invitations'
		]
	],
	[
		'who sees invitations, but not the people whom they name',
		member({ levels: { ...none, invitations: 'manage' } }),
		['own:u']
	],
	[
		'who sees invitations and one event',
		member({ levels: { ...none, invitations: 'manage', people: 'manage' }, events: ['e1'] }),
		['own:u', 'event.contact:e1', 'event.keys:e1']
	],
	['nobody in particular', member({}), ['own:u']],
	[
		'who views events',
		member({ levels: { ...none, events: 'view' } }),
		['event:*', 'own:u', 'groups']
	],
	[
		'who edits one event',
		member({ levels: { ...none, events: 'edit' }, events: ['e1'] }),
		['event:e1', 'own:u', 'groups', 'event.stage:e1']
	],
	[
		'who views people',
		member({ levels: { ...none, people: 'view' } }),
		['own:u', 'groups', 'event.contact:*', 'people']
	],
	[
		'who edits one event’s people',
		member({ levels: { ...none, events: 'view', people: 'edit' }, events: ['e1'] }),
		['event:e1', 'own:u', 'groups', 'event.contact:e1', 'event.keys:e1']
	],
	[
		'door staff of two events',
		member({ levels: { ...none, checkin: 'view' }, events: ['e1', 'e2'] }),
		['event:e1', 'event:e2', 'own:u', 'groups', 'event.keys:e1', 'event.keys:e2']
	],
	['who has no event', member({ levels: allLevels('manage'), events: [] }), ['own:u']]
])('%s holds these scopes', (_who, actor, scopes) => {
	expect(scopesOf(actor)).toEqual(scopes);
});

test.each([
	['event:*', { part: 'event', of: '*' }],
	['event.keys:e1', { part: 'event.keys', of: 'e1' }],
	['people', { part: 'people', of: null }],
	['own:u', { part: 'own', of: 'u' }],
	['own', undefined],
	['people:e1', undefined],
	['event', undefined],
	['event:a:b', undefined],
	['secrets', undefined]
])('%s as a scope', (text, parsed) => {
	expect(parseScope(text)).toEqual(parsed);
});

test.each([
	['none', 'view', false],
	['view', 'view', true],
	['edit', 'view', true],
	['view', 'edit', false],
	['manage', 'edit', true]
] as [Level, Level, boolean][])('a level of %s where %s is needed: %s', (held, level, allowed) => {
	const actor = member({ levels: { ...none, people: held } });
	expect(can(actor, { area: 'people', level })).toBe(allowed);
	expect(can(actor, { area: 'people', level, eventId: 'e' })).toBe(allowed);
});

test('rights on chosen events reach neither other events, nor the directory, nor new events', () => {
	const actor = member({ levels: allLevels('manage'), events: ['mine'] });
	expect(can(actor, { area: 'people', level: 'edit', eventId: 'mine' })).toBe(true);
	expect(can(actor, { area: 'people', level: 'view', eventId: 'other' })).toBe(false);
	expect(can(actor, { area: 'people', level: 'view' })).toBe(false);
	expect(can(actor, { area: 'events', level: 'edit' })).toBe(false);
});

test('an attendee holds no level', () => {
	expect(can({ kind: 'attendee' }, { area: 'events', level: 'none' })).toBe(false);
});
