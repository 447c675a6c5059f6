import { describe, expect, test } from 'vitest';
import { DuplicateFinder } from './duplicates.ts';
import { barePerson, type Person } from './people.ts';

let made = 0;

const person = (name: string, email: string | null, fields: Partial<Person> = {}): Person => {
	const [firstName = '', ...rest] = name.split(' ');
	const createdAt = made++;
	return {
		...barePerson,
		id: `${createdAt}`,
		firstName,
		lastName: rest.join(' '),
		email,
		createdAt,
		...fields
	};
};

function found(people: readonly Person[]) {
	const finder = new DuplicateFinder();
	for (const one of people) finder.take(one);
	return finder.found().map(({ why, one, other }) => [why, one.firstName, other.firstName]);
}

describe('who may be there twice', () => {
	test.each<[string, [string, string | null], [string, string | null], 'name' | 'address' | null]>([
		['the same name', ['Inès Moreau', 'a@x.org'], ['Inès Moreau', 'b@y.org'], 'name'],
		['without accents and case', ['Inès Moreau', null], ['INES MOREAU', null], 'name'],
		['in another order', ['Moreau Inès', null], ['Inès Moreau', null], 'name'],
		['hyphens', ['Jean-Luc Petit', null], ['Jean Luc Petit', null], 'name'],
		['a first name alone', ['Inès', null], ['Inès', null], null],
		['no name', ['', null], ['', null], null],
		['another name', ['Inès Moreau', null], ['Inès Morel', null], null],
		['a tag in the address', ['A', 'ines@x.org'], ['B', 'ines+foyer@x.org'], 'address'],
		[
			'dots at Gmail',
			['A', 'ines.moreau@gmail.com'],
			['B', 'inesmoreau@googlemail.com'],
			'address'
		],
		['dots elsewhere', ['A', 'ines.moreau@x.org'], ['B', 'inesmoreau@x.org'], null],
		['a dash for a dot', ['A', 'ines.moreau@x.org'], ['B', 'ines-moreau@x.org'], 'address'],
		['a slip in the domain', ['A', 'ines@x.com'], ['B', 'ines@x.con'], 'address'],
		['another domain', ['A', 'ines@x.org'], ['B', 'ines@y.org'], null]
	])('%s', (_name, one, other, why) => {
		expect(found([person(...one), person(...other)]).map(([reason]) => reason)).toEqual(
			why ? [why] : []
		);
	});

	test('a pair that is alike in both ways is told once, by its address', () => {
		const [one, other] = [
			person('Inès Moreau', 'ines@x.org'),
			person('Ines Moreau', 'ines+a@x.org')
		];
		expect(found([other, one])).toEqual([['address', 'Inès', 'Ines']]);
	});

	test('who was deleted or merged is nobody’s duplicate', () => {
		const twin = () => person('Inès Moreau', null);
		expect(
			found([twin(), { ...twin(), deletedAt: 1 }, { ...twin(), mergedInto: 'another' }])
		).toEqual([]);
	});

	test('a name that many have says nothing', () => {
		expect(found(Array.from({ length: 6 }, () => person('To be announced', null)))).toEqual([]);
	});

	test('who were told apart are proposed no longer, whichever of the two says so; a third is still compared', () => {
		const [ada, bo, cy] = ['Ada', 'Bo', 'Cy'].map((name) =>
			person(`${name} Smit`, `${name}@x.org`)
		);
		const [one, other, third] = [ada, bo, cy].map((each) => ({
			...(each as Person),
			firstName: 'Ada'
		})) as [Person, Person, Person];
		const pairs = (...some: Person[]) => {
			const finder = new DuplicateFinder();
			for (const each of some) finder.take(each);
			return finder.found().map((pair) => [pair.one.email, pair.other.email]);
		};
		expect(pairs({ ...one, toldApart: [other.id] }, other)).toEqual([]);
		expect(pairs(one, { ...other, toldApart: [one.id] })).toEqual([]);
		expect(pairs(one, other, { ...third, toldApart: [one.id] })).toEqual([
			['Ada@x.org', 'Bo@x.org'],
			['Bo@x.org', 'Cy@x.org']
		]);
	});

	test('of three, the oldest is compared with each other one', () => {
		expect(found(Array.from({ length: 3 }, () => person('Inès Moreau', null)))).toHaveLength(2);
	});
});
