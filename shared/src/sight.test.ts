import { expect, test } from 'vitest';
import { ruleFields, type Condition } from './groups.ts';
import { fullSight, isSeen, sightOf, type Sight } from './sight.ts';
import { allLevels, type Actor, type Levels, type MemberActor } from './team.ts';

const member = (
	levels: Partial<Levels>,
	events: MemberActor['events'] = 'all',
	host = false
): Actor => ({
	...{ kind: 'member', userId: 'u', host, events },
	levels: { ...allLevels('none'), ...levels }
});
const gala: Sight['events'] = new Set(['gala']);

test.each<[string, Actor, Sight]>([
	['a host', member({}, [], true), fullSight],
	['who manages everything', member(allLevels('manage')), fullSight],
	[
		'a manager of chosen events',
		member(allLevels('manage'), ['gala']),
		{ directory: false, addresses: true, events: gala, invitations: false }
	],
	[
		'whoever checks in at chosen events',
		member({ checkin: 'view' }, ['gala']),
		{ directory: false, addresses: false, events: gala, invitations: false }
	],
	[
		'whoever sees people, and no events',
		member({ people: 'view' }),
		{ directory: true, addresses: true, events: new Set(), invitations: false }
	],
	[
		'whoever sees people of chosen events, and not the events',
		member({ people: 'view' }, ['gala']),
		{ directory: false, addresses: true, events: new Set(), invitations: false }
	],
	[
		'whoever sees people and invitations',
		member({ people: 'view', invitations: 'view', events: 'view' }),
		fullSight
	],
	[
		'an attendee',
		{ kind: 'attendee' },
		{ directory: false, addresses: false, events: new Set(), invitations: false }
	]
])('%s sees as much as their devices hold', (_told, actor, expected) => {
	expect(sightOf(actor)).toEqual(expected);
});

const asks: Record<string, Condition> = {
	...Object.fromEntries(
		ruleFields.map((field) => [
			field,
			{ on: 'field', not: false, field, is: 'filled', value: '' } satisfies Condition
		])
	),
	custom: { on: 'custom', not: false, fieldId: 'f', is: 'filled', value: null },
	language: { on: 'language', not: false, language: 'fr' },
	listed: { on: 'group', not: false, groupId: 'listed' },
	smart: { on: 'group', not: false, groupId: 'smart' },
	gala: { on: 'registered', not: false, eventId: 'gala' },
	ball: { on: 'attended', not: false, eventId: 'ball' },
	anywhere: { on: 'mail', not: false, eventId: null, state: 'sent' },
	invitation: { on: 'invitation', not: false, state: 'sent' }
};
const groups = new Map([
	['listed', { smart: false }],
	['smart', { smart: true }]
]);
const always = ['firstName', 'language', 'lastName', 'listed'];

test.each<[string, Sight, string[]]>([
	['everything', fullSight, Object.keys(asks)],
	['one event', sightOf(member({ checkin: 'view' }, ['gala'])), [...always, 'gala']],
	[
		'one event with its addresses',
		sightOf(member(allLevels('manage'), ['gala'])),
		[...always, 'gala', 'email', 'domain']
	],
	[
		'the directory alone',
		sightOf(member({ people: 'view' })),
		Object.keys(asks).filter((key) => !['gala', 'ball', 'anywhere', 'invitation'].includes(key))
	]
])('who sees %s may ask for it', (_told, sight, expected) => {
	const seen = Object.entries(asks).filter(([, condition]) => isSeen(condition, sight, groups));
	expect(seen.map(([key]) => key).sort()).toEqual([...expected].sort());
});
