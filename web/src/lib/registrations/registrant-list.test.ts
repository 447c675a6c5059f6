import { factsBy } from '@foyer/shared/group-rules';
import type { Condition, Group } from '@foyer/shared/groups';
import { barePerson, type Person } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';
import { fullSight, sightOf } from '@foyer/shared/sight';
import { allLevels } from '@foyer/shared/team';
import { expect, test } from 'vitest';
import { RowSearch } from '../lists/row-search.ts';
import {
	filtered,
	inTab,
	markable,
	nextInLine,
	reachable,
	registrantIndexing,
	tabCounts,
	tabIn,
	toldTabs,
	unsent,
	withKey
} from './registrant-list.ts';
import { registrationLike } from './testing.ts';

const rows = [
	registrationLike({ firstName: 'Zoé', lastName: 'Álvarez', email: 'zoe@example.org' }),
	registrationLike({ firstName: 'Ben', lastName: 'Zimmer', mailState: 'rejected' }),
	registrationLike({ firstName: 'Élodie', lastName: 'alvarez', mailState: 'not_sent' }),
	registrationLike({ firstName: '', lastName: '', email: 'm@example.org', mailState: 'not_sent' }),
	registrationLike({ firstName: 'Late', status: 'waiting_list', createdAt: 3 }),
	registrationLike({ firstName: 'Early', status: 'waiting_list', createdAt: 2 }),
	registrationLike({ firstName: 'Gone', status: 'cancelled', mailState: 'rejected' }),
	registrationLike({ firstName: 'Mute', lastName: 'Zz', email: null, mailState: 'not_sent' })
];
const sightAt = (eventId: string) =>
	sightOf({
		...{ kind: 'member', userId: 'u', host: false },
		...{ levels: allLevels('manage'), events: [eventId] }
	});
const names = (list: readonly { firstName: string }[]) => list.map(({ firstName }) => firstName);

async function listed(query = '') {
	const search = new RowSearch(registrantIndexing());
	await search.take(rows);
	const found = search.find(query);
	return [...found.places].flatMap((place) => found.rows[place] ?? []);
}

test.each<[not: boolean, cancelled: boolean, names: string[]]>([
	[false, false, ['Ana', 'Bo']],
	[true, false, ['Cy']],
	[false, true, ['Ana']]
])(
	'a group whose rule asks for another event: not %j, cancelled there %j',
	(not, cancelled, fits) => {
		const rule = {
			match: 'each' as const,
			conditions: [{ on: 'registered', not: false, eventId: 'other' } satisfies Condition]
		};
		const group: Group = {
			id: 'g',
			name: 'Regulars',
			smart: true,
			rule,
			createdAt: 0,
			deletedAt: null
		};
		// Bo was merged into Bea, who is registered there.
		const there = new Set(cancelled ? ['ana'] : ['ana', 'bea']);
		const lets = filtered([{ on: 'group', not, groupId: 'g' }], {
			eventId: 'here',
			groups: new Map([['g', group]]),
			find: (id) =>
				id === 'bo' ? { ...barePerson, id: 'bea', createdAt: 0, deletedAt: null } : undefined,
			stand: {
				of: (personId) => ({
					deletedFields: new Set(),
					knownGroups: new Set(['g']),
					sight: fullSight,
					...factsBy(({ eventId }) => eventId === 'other' && there.has(personId)),
					invited: () => null
				})
			}
		});
		const here = ['Ana', 'Bo', 'Cy'].map((firstName) =>
			registrationLike({ firstName, personId: firstName.toLowerCase() })
		);
		expect(names(here.filter(lets))).toEqual(fits);
	}
);

const emptyHanded = {
	...{ deletedFields: new Set<string>(), knownGroups: new Set<string>(), sight: fullSight },
	...factsBy(() => false),
	invited: () => null
};
const noPhone: Condition = { on: 'field', not: true, field: 'phone', is: 'filled', value: '' };

test.each<[Condition, string[]]>([
	[{ on: 'attended', not: false, eventId: null }, ['Ana']],
	[{ on: 'attended', not: true, eventId: null }, ['Bo', 'Cy']],
	[{ on: 'attended', not: true, eventId: 'here' }, ['Bo', 'Cy']],
	[{ on: 'attended', not: false, eventId: 'other' }, ['Ana', 'Bo', 'Cy']],
	[{ on: 'mail', not: false, eventId: null, state: 'rejected' }, ['Bo']],
	[{ on: 'registered', not: true, eventId: null }, ['Cy']]
])('in an event’s list %j asks for this event, wherever else people were', (asked, fits) => {
	const here = [
		registrationLike({ firstName: 'Ana', eventId: 'here', ledInAt: 1 }),
		registrationLike({ firstName: 'Bo', eventId: 'here', mailState: 'rejected' }),
		registrationLike({ firstName: 'Cy', eventId: 'here', status: 'cancelled' })
	];
	const lets = filtered([asked], {
		...{ eventId: 'here', groups: new Map(), find: () => undefined },
		stand: { of: () => ({ ...emptyHanded, ...factsBy(({ attended }) => attended) }) }
	});
	expect(names(here.filter(lets))).toEqual(fits);
});

test.each([
	['who has none', fullSight, { phone: '' }, ['Ana']],
	['who has one', fullSight, { phone: '1' }, []],
	['of whom nothing else may be seen', sightAt('here'), undefined, []]
])('“no phone” and somebody %s', (_told, sight, known, fits) => {
	const row = registrationLike({ firstName: 'Ana', personId: 'ana', eventId: 'here' });
	const lets = filtered([noPhone], {
		...{ eventId: 'here', groups: new Map() },
		find: () => known && { ...barePerson, id: 'ana', createdAt: 0, ...known },
		stand: { of: () => ({ ...emptyHanded, sight }) }
	});
	expect(names([row].filter(lets))).toEqual(fits);
});

test('counts by state; a cancelled one’s rejected mail needs nobody', () => {
	expect(tabCounts(rows)).toEqual({
		registered: 5,
		waiting_mail: 2,
		waiting_list: 2,
		arrived: 0,
		absent: 5,
		cancelled: 1,
		rejected: 1
	});
});

test('nobody without an address waits for mail', () => {
	expect(names(rows.filter(inTab.waiting_mail))).toEqual(['Élodie', '']);
});

test.each([
	['tab=cancelled', 'cancelled'],
	['tab=arrived', 'arrived'],
	['tab=elsewhere', 'registered'],
	['', 'registered']
])('%j is the tab %s', (query, tab) => {
	expect(tabIn(new URLSearchParams(query))).toBe(tab);
});

test('stands by last name without accents and case, those without a name last', async () => {
	expect(names((await listed()).filter(inTab.registered))).toEqual([
		'Élodie',
		'Zoé',
		'Ben',
		'Mute',
		''
	]);
});

test.each([
	['elodie', ['Élodie']],
	['ALVAREZ zoe', ['Zoé']],
	['m@example', ['']],
	['nobody', []]
])('searching %j finds %j', async (query, found) => {
	expect(names(await listed(query))).toEqual(found);
});

test('where the directory is held, company and own fields find a registrant, also once they change', async () => {
	const [ada, bo] = [registrationLike({ firstName: 'Ada' }), registrationLike({ firstName: 'Bo' })];
	const people = new Map<string, Person>();
	const personOf = ({ personId }: Registration) => people.get(personId);
	const search = new RowSearch(
		registrantIndexing({ personOf, searched: new Map([['diet', String]]) })
	);
	const found = async (query: string) => {
		await search.take([ada, bo]);
		const { rows, places } = search.find(query);
		return names([...places].flatMap((place) => rows[place] ?? []));
	};
	const known = (row: Registration, fields: Partial<Person>) =>
		people.set(row.personId, { ...barePerson, id: row.personId, createdAt: 0, ...fields });
	expect(await found('theatre')).toEqual([]);
	known(ada, { company: 'Théâtre du Midi' });
	known(bo, { custom: { diet: 'Végane', gone: 'theatre' } });
	expect(await found('theatre')).toEqual(['Ada']);
	expect(await found('bo vegane')).toEqual(['Bo']);
	known(bo, { company: 'Theatre' });
	expect(await found('theatre')).toEqual(['Ada', 'Bo']);
	expect(await found('vegane')).toEqual([]);
});

test('a key finds whose it is by its beginning', () => {
	const keyed = [
		registrationLike({ firstName: 'Ada', key: 'aaaaaa0000000000000000' }),
		registrationLike({ firstName: 'Bo', key: 'bbbbbb0000000000000000' }),
		registrationLike({ firstName: 'Cy', key: null })
	];
	const all = { rows: keyed, places: Uint32Array.of(0, 1, 2) };
	expect([...(withKey(all, 'bbbbbb0')?.places ?? [])]).toEqual([1]);
	expect(withKey(all, 'cccccc')).toBeNull();
});

test('confirmations are missing only where one can be sent', () => {
	expect(names(unsent(rows))).toEqual(['Élodie', '']);
});

test('links reach those with an address who are not cancelled', () => {
	expect(reachable(rows)).toHaveLength(6);
});

test.each([
	[Infinity, ['Early', 'Late']],
	[1, ['Early']],
	[0, []],
	[-1, []]
])('with %s places left, who waits is next as they came', (free, next) => {
	expect(names(nextInLine(rows, free))).toEqual(next);
});

const desk = { admittedAt: 5, admissionId: 'a' };

test('who came stands among those who did, cancelled since or not; absent are those with a place who didn’t', () => {
	const came = [
		registrationLike({ firstName: 'Desk', ...desk }),
		registrationLike({ firstName: 'Room', ledInAt: 6 }),
		registrationLike({ firstName: 'Left', status: 'cancelled', ...desk })
	];
	const all = [...came, registrationLike({ firstName: 'Missed' }), ...rows];
	expect(names(all.filter(inTab.arrived))).toEqual(['Desk', 'Room', 'Left']);
	expect(names(all.filter(inTab.absent))).toEqual(names(markable(all)));
	expect(tabCounts(all)).toMatchObject({ registered: 8, arrived: 3, absent: 6, cancelled: 2 });
});

test.each([
	['nobody came yet', {}, false, false],
	['somebody came early', { arrived: 1 }, false, true],
	['it has begun', {}, true, true],
	['everybody is there', { absent: 0, arrived: 5 }, true, false]
])('%s: the tab of who is yet to come', (_told, counts, begun, told) => {
	const all = { ...tabCounts(rows), ...counts };
	expect(toldTabs(all, { shown: 'registered', begun }).includes('absent')).toBe(told);
	expect(toldTabs(all, { shown: 'absent', begun })).toContain('absent');
});
