import { describe, expect, test } from 'vitest';
import {
	asksFor,
	asksForDeleted,
	asksForInvitations,
	asksForUnseen,
	asksInTheDark,
	choiceGone,
	domainOf,
	isInGroup,
	knownGroups,
	matchesRule,
	standingsAsked,
	type Facts
} from './group-rules.ts';
import { hasStanding, standingOf, type Place, type Standing } from './standings.ts';
import type { Condition, Group, GroupRule } from './groups.ts';
import type { InvitedState } from './invitations.ts';
import { barePerson } from './people.ts';
import { fullSight, type Sight } from './sight.ts';

const groupLike = (id: string, rule: GroupRule | null = null): Group => ({
	id,
	name: id,
	smart: rule !== null,
	rule,
	createdAt: 0,
	deletedAt: null
});
const all = (...conditions: Condition[]): GroupRule => ({ match: 'all', conditions });
const each = (...conditions: Condition[]): GroupRule => ({ match: 'each', conditions });
const any = (...conditions: Condition[]): GroupRule => ({ match: 'any', conditions });

const field = (
	name: Extract<Condition, { on: 'field' }>['field'],
	is: 'equals' | 'contains' | 'filled',
	value = '',
	not = false
): Condition => ({ on: 'field', not, field: name, is, value });
const custom = (
	fieldId: string,
	is: Extract<Condition, { on: 'custom' }>['is'],
	value: string | number | boolean | null = null
): Condition => ({ on: 'custom', not: false, fieldId, is, value });
const inGroup = (groupId: string, not = false): Condition => ({ on: 'group', not, groupId });
const french: Condition = { on: 'language', not: false, language: 'fr' };
const attended = (eventId: string | null, not = false): Condition => ({
	on: 'attended',
	not,
	eventId
});
const registered = (eventId: string | null, not = false): Condition => ({
	on: 'registered',
	not,
	eventId
});

const invited = (state: InvitedState, not = false): Condition => ({ on: 'invitation', not, state });

const groups = new Map(
	[
		groupLike('friends'),
		{ ...groupLike('old'), deletedAt: 1 },
		groupLike('francophones', all(french)),
		groupLike('snake', any(inGroup('tail'), french)),
		groupLike('tail', all(inGroup('snake'))),
		groupLike('self', all(inGroup('self', true))),
		groupLike('seated', any(custom('seat', 'filled'), french)),
		groupLike('dutch', all({ ...french, language: 'nl' })),
		groupLike('older', all(inGroup('old'), inGroup('dutch'))),
		groupLike('oldest', any(inGroup('older', true), french)),
		{ ...groupLike('tenors', all(french)), deletedAt: 1 }
	].map((group) => [group.id, group])
);

const deletedFields = new Set(['shoe', 'seat']);
const facts: Facts = {
	person: {
		...barePerson,
		firstName: 'Inès',
		lastName: 'Moreau',
		company: 'Théâtre du Midi',
		language: 'fr',
		email: 'ines@Theatre.example',
		groupIds: ['friends', 'old'],
		custom: { table: 4, birthday: '1990-05-01', vip: true, meal: 'Végétarien', seat: 'A' }
	},
	groups,
	deletedFields,
	knownGroups: knownGroups(groups, deletedFields, fullSight),
	sight: fullSight,
	registered: (eventId) => eventId === null || eventId === 'gala',
	mailed: (eventId, state) => eventId === 'gala' && state === 'rejected',
	attended: (eventId) => eventId === null || eventId === 'gala',
	invited: () => 'opened'
};

test.each<[string, GroupRule, boolean]>([
	['equality knows no case or accents', all(field('firstName', 'equals', 'INES')), true],
	['a part', all(field('company', 'contains', 'theatre')), true],
	['another', all(field('company', 'contains', 'opera')), false],
	['a domain', all(field('domain', 'equals', 'theatre.example')), true],
	['filled', all(field('email', 'filled')), true],
	['not filled', all(field('email', 'filled', '', true)), false],
	['nothing said', all(field('phone', 'filled')), false],
	['a language', all(french), true],
	['a language that is not known', all({ ...french, language: null }), false],
	['a language that is known', all({ ...french, language: null, not: true }), true],
	['a manual group', all(inGroup('friends')), true],
	['out of a group', all(inGroup('friends', true)), false],
	['a deleted group', all(inGroup('old')), false],
	['out of a deleted group', all(inGroup('old', true)), false],
	['a deleted smart group', all(inGroup('tenors')), false],
	['out of a deleted smart group', all(inGroup('tenors', true)), false],
	['out of a deleted group, or a language', any(inGroup('old', true), french), true],
	['a group that nobody knows', all(inGroup('unknown')), false],
	['out of a group that nobody knows', all(inGroup('unknown', true)), false],
	['a smart group', all(inGroup('francophones')), true],
	['out of a smart group', all(inGroup('dutch', true)), true],
	['a group that asks for a deleted one', all(inGroup('older')), false],
	['out of a group that asks for a deleted one', all(inGroup('older', true)), false],
	['out of it by way of another', all(inGroup('oldest', true)), false],
	['a group that has somebody in spite of a deleted field', all(inGroup('seated')), true],
	['out of a group that asks for a deleted field', all(inGroup('seated', true)), false],
	['a number', all(custom('table', 'equals', 4)), true],
	['a smaller number', all(custom('table', 'less', 10)), true],
	['a number is not compared as text', all(custom('table', 'greater', 10)), false],
	['a date', all(custom('birthday', 'less', '2000-01-01')), true],
	['yes', all(custom('vip', 'equals', true)), true],
	['no', all(custom('vip', 'equals', false)), false],
	['a choice', all(custom('meal', 'equals', 'végétarien')), true],
	['a value', all(custom('meal', 'filled')), true],
	['no value', all(custom('age', 'filled')), false],
	['no value is less than nothing', all(custom('age', 'less', 40)), false],
	['a deleted field', all(custom('seat', 'equals', 'A')), false],
	['another value of a deleted field', all({ ...custom('seat', 'equals', 'B'), not: true }), false],
	['no value of a deleted field', all({ ...custom('shoe', 'filled'), not: true }), false],
	['a deleted field or a language', any(custom('seat', 'equals', 'A'), french), true],
	['each of a deleted field’s values', each(custom('seat', 'equals', 'A'), french), false],
	['registered', all(registered('gala')), true],
	['registered elsewhere', all(registered('ball')), false],
	['not registered elsewhere', all(registered('ball', true)), true],
	['registered anywhere', all(registered(null)), true],
	['mail', all({ on: 'mail', not: false, eventId: 'gala', state: 'rejected' }), true],
	['other mail', all({ on: 'mail', not: false, eventId: 'gala', state: 'sent' }), false],
	['came', all(attended('gala')), true],
	['came elsewhere', all(attended('ball')), false],
	['didn’t come elsewhere', all(attended('ball', true)), true],
	['came anywhere', all(attended(null)), true],
	['came to nothing', all(attended(null, true)), false],
	['invited so', all(invited('opened')), true],
	['invited otherwise', all(invited('sent')), false],
	['not invited otherwise', all(invited('sent', true)), true],
	['one of two states', each(invited('sent'), invited('opened')), true],
	['registered and absent', all(registered('gala'), attended('gala', true)), false],
	['came to one of two', each(attended('ball'), attended('gala')), true],
	['all of two', all(french, registered('ball')), false],
	['any of two', any(french, registered('ball')), true],
	['bounds both hold', each(custom('table', 'greater', 3), custom('table', 'less', 5)), true],
	['bounds don’t', each(custom('table', 'greater', 3), custom('table', 'less', 4)), false],
	['a value of several', each(custom('table', 'equals', 4), custom('table', 'equals', 5)), true],
	['a value, out of bounds', each(custom('table', 'equals', 4), custom('table', 'less', 4)), false],
	['a value of another field', each(custom('table', 'equals', 5), french), false],
	[
		'a part of several',
		each(field('company', 'contains', 'opera'), field('company', 'contains', 'midi')),
		true
	],
	[
		'one of two languages, at an event',
		each(french, { ...french, language: 'nl' }, registered('gala')),
		true
	],
	[
		'one of two languages, not at it',
		each(french, { ...french, language: 'nl' }, registered('ball')),
		false
	],
	['one excluded of two', each(inGroup('dutch', true), inGroup('friends', true)), false],
	['one of two groups', each(inGroup('old'), inGroup('friends')), true]
])('%s', (_told, rule, expected) => {
	expect(matchesRule(rule, facts)).toBe(expected);
});

test.each<[string, GroupRule, boolean]>([
	['is found by that', all({ ...french, language: null }), true],
	['is not among those whose is known', all({ ...french, language: null, not: true }), false],
	['speaks no other', all(french), false],
	['is found beside who speaks one', each(french, { ...french, language: null }), true]
])('whoever’s language is not known %s', (_told, rule, expected) => {
	const person = { ...facts.person, language: null };
	expect(matchesRule(rule, { ...facts, person })).toBe(expected);
});

describe('a group that leads back to itself', () => {
	test.each([
		['snake', true],
		['tail', true],
		// Nobody is in it by its own rule, so whoever is not in it is.
		['self', true]
	])('%s ends', (group, expected) => {
		expect(isInGroup(group, facts)).toBe(expected);
	});

	test('has nobody by that alone', () => {
		const dutch: Facts = { ...facts, person: { ...facts.person, language: 'nl' } };
		expect(isInGroup('snake', dutch)).toBe(false);
	});
});

test('what is asked of registrations is found through other groups, each once', () => {
	const mail = { on: 'mail', not: true, eventId: null, state: 'deferred' } as const;
	const rule = all(registered('gala'), mail, attended('gala'), attended('gala', true));
	const known = new Map([['g', groupLike('g', rule)]]);
	expect(standingsAsked([inGroup('g'), inGroup('g'), registered('gala')], known)).toEqual([
		{ eventId: 'gala', state: null, attended: false },
		{ eventId: null, state: 'deferred', attended: false },
		{ eventId: 'gala', state: null, attended: true }
	]);
});

test.each([
	['a@B.example', 'b.example'],
	[null, '']
])('the domain of %s', (email, domain) => {
	expect(domainOf(email)).toBe(domain);
});

test.each<[string, Partial<Place>, Standing, boolean]>([
	['a place', {}, standingOf.registered('gala'), true],
	['a place elsewhere', {}, standingOf.registered('ball'), false],
	['a cancelled one', { status: 'cancelled' }, standingOf.registered(null), false],
	['a mail', {}, standingOf.mailed(null, 'sent'), true],
	['another mail', {}, standingOf.mailed('gala', 'queued'), false],
	['nobody came', {}, standingOf.attended('gala'), false],
	['somebody came', { arrived: true }, standingOf.attended('gala'), true],
	['somebody came elsewhere', { arrived: true }, standingOf.attended('ball'), false],
	[
		'who came has, though it was cancelled',
		{ arrived: true, status: 'cancelled' },
		standingOf.attended(null),
		true
	]
])('%s: a registration has that standing', (_told, fields, standing, expected) => {
	const place: Place = { eventId: 'gala', status: 'registered', mailState: 'sent', arrived: false };
	expect(hasStanding({ ...place, ...fields }, standing)).toBe(expected);
});

const unheld: Group = { ...groupLike('unheld'), smart: true };
const further = new Map(
	[
		...groups.values(),
		groupLike('opened', all(invited('opened'))),
		groupLike('sent', all(invited('sent'))),
		groupLike('guests', any(inGroup('sent', true), french)),
		groupLike('belgians', any(inGroup('sent'), { ...french, language: 'nl' })),
		unheld,
		groupLike('beside', all(inGroup('unheld', true)))
	].map((group) => [group.id, group])
);
const seesAll: Facts = {
	...facts,
	groups: further,
	knownGroups: knownGroups(further, deletedFields, fullSight)
};
const noInvitations: Sight = { ...fullSight, invitations: false };
const seesNoInvitations: Facts = {
	...seesAll,
	knownGroups: knownGroups(further, deletedFields, noInvitations),
	sight: noInvitations,
	invited: () => null
};

test.each<[string, Condition, boolean, boolean]>([
	['a state', invited('sent'), false, false],
	['another state', invited('sent', true), true, false],
	['any state', invited('none', true), true, false],
	['a group by its state', inGroup('opened'), true, false],
	['out of a group by its state', inGroup('opened', true), false, false],
	['a group by another state', inGroup('sent'), false, false],
	['out of a group by another state', inGroup('sent', true), true, false],
	['a group by a language, whatever the state', inGroup('guests'), true, true],
	['out of that one', inGroup('guests', true), false, false],
	['a group that asks for another by a state', inGroup('belgians'), false, false],
	['out of that one too', inGroup('belgians', true), true, false],
	['a group whose rule isn’t held', inGroup('unheld'), false, false],
	['out of a group whose rule isn’t held', inGroup('unheld', true), false, false],
	['a group that asks who isn’t in that one', inGroup('beside'), false, false],
	['out of a group that asks for that one', inGroup('beside', true), false, false],
	['out of a group that asks for nothing of the kind', inGroup('dutch', true), true, true]
])(
	'%s: whoever sees invitations finds who it is, whoever doesn’t finds nobody by them',
	(_told, condition, seen, unseen) => {
		expect(matchesRule(all(condition), seesAll)).toBe(seen);
		expect(matchesRule(all(condition), seesNoInvitations)).toBe(unseen);
		expect(matchesRule(any(condition, french), seesNoInvitations)).toBe(true);
	}
);

/** Devices of who sees one event hold no more of somebody than this. */
const atGala: Sight = {
	directory: false,
	addresses: false,
	events: new Set(['gala']),
	invitations: false
};
const seesGala: Facts = {
	...facts,
	person: { ...barePerson, firstName: 'Inès', language: 'fr', groupIds: ['friends'] },
	groups: new Map([...further].map(([id, group]) => [id, { ...group, rule: null }])),
	deletedFields: new Set(),
	knownGroups: new Set(['friends']),
	sight: atGala,
	registered: (eventId) => eventId === 'gala',
	mailed: () => false,
	attended: () => false,
	invited: () => null
};

test.each<[string, Condition]>([
	['a field of the organisation’s own', custom('table', 'equals', 4)],
	['a value of one', custom('meal', 'filled')],
	['a phone', field('phone', 'filled')],
	['a note', field('note', 'contains', 'x')],
	['a company', field('company', 'equals', 'x')],
	['an address', field('email', 'filled')],
	['a domain', field('domain', 'equals', 'x.example')],
	['another event', registered('ball')],
	['any event', registered(null)],
	['having come to another', attended('ball')],
	['the mail of another', { on: 'mail', not: false, eventId: 'ball', state: 'sent' }],
	['an invitation', invited('none')],
	['a smart group', inGroup('dutch')]
])('by %s nobody is found by who doesn’t see it, nor by its contrary', (_told, condition) => {
	for (const not of [false, true]) {
		const asked = { ...condition, not };
		expect(matchesRule(all(asked), seesGala)).toBe(false);
		expect(matchesRule(each(asked, french), seesGala)).toBe(false);
		expect(matchesRule(any(asked, french), seesGala)).toBe(true);
		expect(asksInTheDark(asked, seesGala.groups, atGala)).toBe(true);
		expect(asksInTheDark(asked, groups, fullSight)).toBe(false);
	}
});

test.each<[string, Condition, boolean]>([
	['a name', field('firstName', 'filled'), true],
	['no last name', field('lastName', 'filled', '', true), true],
	['a language', french, true],
	['a group of listed people', inGroup('friends'), true],
	['out of one', inGroup('friends', true), false],
	['the event', registered('gala'), true],
	['who didn’t come', attended('gala', true), true]
])('by %s people are found as before', (_told, condition, expected) => {
	expect(matchesRule(all(condition), seesGala)).toBe(expected);
	expect(asksInTheDark(condition, seesGala.groups, atGala)).toBe(false);
});

const noEvents: Sight = { ...fullSight, events: new Set() };
const crowded = new Map(
	[
		...groups.values(),
		groupLike('seated', any(registered('gala'), french)),
		groupLike('around', all(inGroup('seated')))
	].map((group) => [group.id, group])
);

test.each<[string, Condition, boolean, boolean, boolean]>([
	['in a group by an event or a language', inGroup('seated'), true, true, false],
	['out of it', inGroup('seated', true), false, true, true],
	['out of one that asks for it', inGroup('around', true), false, true, true],
	['out of another', inGroup('dutch', true), true, false, false]
])(
	'%s: who sees no registrations finds whom its rule has without them',
	(_told, condition, fits, unseen, dark) => {
		const known = knownGroups(crowded, deletedFields, noEvents);
		const blind: Facts = {
			...facts,
			...{ groups: crowded, knownGroups: known, sight: noEvents, registered: () => false }
		};
		expect(matchesRule(all(condition), blind)).toBe(fits);
		expect(asksForUnseen([condition], crowded, noEvents)).toBe(unseen);
		expect(asksInTheDark(condition, crowded, noEvents)).toBe(dark);
	}
);

test('that invitations are asked for is known, also by way of another group', () => {
	const waiting = groupLike('waiting', all(invited('queued')));
	const both = new Map([...groups, ['waiting', waiting]]);
	expect(asksForInvitations([french, inGroup('snake')], both)).toBe(false);
	expect(asksForInvitations([french, inGroup('waiting')], both)).toBe(true);
	expect(asksForInvitations([invited('none', true)], groups)).toBe(true);
});

test.each([
	[[custom('seat', 'filled')], true],
	[[custom('table', 'filled'), french], false],
	[[french, inGroup('seated')], true],
	[[inGroup('snake')], false],
	[[inGroup('seat', true)], true]
])(
	'whether a field or a group is asked for, also by way of another group: %j',
	(conditions, asks) => {
		expect(asksFor('seat', conditions, groups)).toBe(asks);
	}
);

const plainGroups = ['dutch', 'francophones', 'friends', 'self', 'snake', 'tail'];

test.each([
	[fullSight, ['belgians', ...plainGroups, 'guests', 'opened', 'sent']],
	[noInvitations, plainGroups],
	[{ ...fullSight, directory: false }, ['friends']]
])(
	'known are the groups that are there with their rules and ask for nothing deleted or unseen: %j',
	(sight, expected) => {
		const known = knownGroups(further, deletedFields, sight);
		expect([...known].sort()).toEqual([...expected].sort());
		const back = new Map([...groups].map(([id, group]) => [id, { ...group, deletedAt: null }]));
		const listed = [...back.values()].filter(({ smart }) => sight.directory || !smart);
		expect(knownGroups(back, new Set(), sight).size).toBe(listed.length);
	}
);

test.each([
	['seated', true],
	['old', true],
	['older', true],
	['oldest', true],
	['unknown', true],
	['sent', false],
	['unheld', false],
	['snake', false]
])('whether something deleted is asked for by way of the group %s', (id, asks) => {
	expect(asksForDeleted([french, inGroup(id)], further, deletedFields)).toBe(asks);
});

test.each<[string, Condition, string | null]>([
	['a choice', custom('meal', 'equals', 'vegan'), null],
	['one that is none any more', custom('meal', 'equals', 'Fish'), 'Fish'],
	['all but that one', { ...custom('meal', 'equals', 'Fish'), not: true }, 'Fish'],
	['whether there is one', custom('meal', 'filled'), null],
	['something else', french, null]
])('whether a choice that is asked for is gone: %s', (_told, condition, expected) => {
	expect(choiceGone(condition, { kind: 'choice', choices: ['Végan', 'Meat'] })).toBe(expected);
	expect(choiceGone(condition, { kind: 'text', choices: [] })).toBeNull();
	expect(choiceGone(condition, undefined)).toBeNull();
});
