import { barePerson, type Person } from '@foyer/shared/people';
import { queryWithRenamed } from '@foyer/shared/renamed-choices';
import { fullSight } from '@foyer/shared/sight';
import { expect, test } from 'vitest';
import {
	countUnread,
	filtersIn,
	letThrough,
	parameterOf,
	withFilter,
	withoutFilter,
	withoutFilters,
	withoutUnread,
	type Filter
} from './filters.ts';

const id = '0b7f9c1e-4f0a-4d7e-9a53-2f3f3c1d0a01';
const age = `field.${id}`;
const every: Filter[] = [
	{ on: 'language', not: false, language: 'fr' },
	{ on: 'language', not: true, language: 'nl' },
	{ on: 'language', not: false, language: null },
	{ on: 'language', not: true, language: null },
	{ on: 'group', not: true, groupId: id },
	{ on: 'registered', not: false, eventId: null },
	{ on: 'registered', not: true, eventId: id },
	{ on: 'attended', not: true, eventId: null },
	{ on: 'attended', not: false, eventId: id },
	{ on: 'mail', not: false, eventId: null, state: 'rejected' },
	{ on: 'mail', not: false, eventId: id, state: 'sent' },
	{ on: 'field', not: false, field: 'company', is: 'contains', value: 'A. & B. = C' },
	{ on: 'field', not: true, field: 'email', is: 'filled', value: '' },
	{ on: 'custom', not: false, fieldId: id, is: 'equals', value: 'Vegan. Mostly' },
	{ on: 'custom', not: false, fieldId: id, is: 'greater', value: 4 },
	{ on: 'custom', not: false, fieldId: id, is: 'filled', value: null }
];

test.each(every.map((filter) => [parameterOf(filter).join('='), filter]))(
	'%s stands in an address and is read again',
	(_told, filter) => {
		const address = withFilter(new URLSearchParams(), filter).toString();
		expect(filtersIn(new URLSearchParams(address))).toEqual([filter]);
	}
);

test.each([
	'language=klingon',
	'group=friends',
	'sort=-company',
	'q=a',
	'field.x=equals.1',
	'mail=lost'
])('%s is no filter', (query) => {
	expect(filtersIn(new URLSearchParams(query))).toEqual([]);
});

test('what an address says that can’t be read is counted, and taken out of it alone', () => {
	const told = 'q=a&sort=-company&tab=all&registrant=x&language=fr';
	const unread = 'language=klingon&group=friends&field.x=equals.1&mail=lost&tag=vip';
	expect(countUnread(new URLSearchParams(told))).toBe(0);
	const both = new URLSearchParams(`${unread}&${told}`);
	expect(countUnread(both)).toBe(5);
	expect(withoutUnread(both).toString()).toBe(told);
});

test('each is there once, and goes without the rest of the address', () => {
	const [french, notDutch] = every as [Filter, Filter];
	const some = new URLSearchParams('sort=-company&language=fr');
	expect(withFilter(some, french).toString()).toBe('sort=-company&language=fr');
	const both = withFilter(some, notDutch);
	expect(filtersIn(both)).toEqual([french, notDutch]);
	expect(withFilter(both, french).toString()).toBe(both.toString());
	expect(withoutFilter(both, french).toString()).toBe('sort=-company&language=%21nl');
	expect(withoutFilters(both).toString()).toBe('sort=-company');
});

const through = (filters: readonly Filter[], person: Partial<Person>) =>
	letThrough(filters)({
		person: { ...barePerson, ...person },
		groups: new Map(),
		deletedFields: new Set<string>(),
		knownGroups: new Set<string>(),
		sight: fullSight,
		registered: () => true,
		mailed: () => false,
		attended: (eventId) => eventId === null,
		invited: () => 'none'
	});

test.each<[string, Partial<Person>, boolean]>([
	['language=fr&language=nl', { language: 'nl' }, true],
	['language=fr&language=nl', { language: 'en' }, false],
	['language=fr&company=contains.acme', { language: 'fr' }, false],
	['language=!fr&language=!nl', { language: 'fr' }, false],
	['language=!fr&language=!nl', { language: 'en' }, true],
	['language=unknown', { language: null }, true],
	['language=unknown', { language: 'en' }, false],
	['language=!unknown', { language: 'en' }, true],
	['language=unknown&language=fr', { language: 'fr' }, true],
	['email=!filled.', { email: 'a@b.example' }, false],
	['email=!filled.', {}, true],
	['event=any', {}, true],
	['attended=any', {}, true],
	['attended=!any', {}, false],
	[`${age}=greater.10&${age}=less.20`, { custom: { [id]: 30 } }, false],
	[`${age}=greater.10&${age}=less.20`, { custom: { [id]: 15 } }, true],
	[`${age}=equals.10&${age}=equals.20`, { custom: { [id]: 20 } }, true],
	['', {}, true]
])('%s lets %o through: %s', (query, person, expected) => {
	expect(through(filtersIn(new URLSearchParams(query)), person)).toBe(expected);
});

test.each(['Vegan', 'Fish & chips', '“Été” (à table)!', "L'ail ~ 100 % + *"])(
	'a saved address asks for a choice renamed to %s as the list’s own does',
	(now) => {
		const asks = (value: string): Filter => ({
			...{ on: 'custom', not: true, fieldId: id, is: 'equals', value }
		});
		const queryOf = (value: string) =>
			withFilter(new URLSearchParams('sort=name'), asks(value)).toString();
		const renamed = queryWithRenamed(queryOf('Old one'), id, new Map([['Old one', now]]));
		expect(renamed).toBe(queryOf(now));
		expect(filtersIn(new URLSearchParams(renamed ?? ''))).toEqual([asks(now)]);
	}
);
