import { barePerson, type Person } from '@foyer/shared/people';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold } from '../i18n/search-text.ts';
import { soughtIn } from '../lists/searched.ts';
import { RowSearch, wordsOf, type Found } from '../lists/row-search.ts';
import { peopleIndexing } from './people-index.ts';

let next = 0;

const person = (fields: Partial<Person>): Person => ({
	...barePerson,
	id: `id-${next++}`,
	createdAt: 0,
	deletedAt: null,
	...fields
});

async function searchOf(people: readonly Person[]): Promise<RowSearch<Person>> {
	const search = new RowSearch(peopleIndexing());
	await search.take(people);
	return search;
}

const those = ({ rows, places }: Found<Person>): Person[] =>
	[...places].flatMap((place) => rows[place] ?? []);

const namesOf = (people: readonly Person[]): string[] =>
	people.map(
		({ firstName, lastName, email }) => `${firstName} ${lastName}`.trim() || (email ?? '')
	);

test.each([
	['Inès', 'ines'],
	['ZOË', 'zoe'],
	['Cœur', 'coeur'],
	['Straße', 'strasse'],
	['Søren Łukasz', 'soren lukasz'],
	['d’Arc', "d'arc"],
	['Nguyễn', 'nguyen'],
	['İstanbul', 'istanbul'],
	['משה', 'משה'],
	['a\u00a0b\tc', 'a b c']
])('%s is folded to %s', (text, folded) => {
	expect(fold(text)).toBe(folded);
});

describe('finding', () => {
	const people = [
		person({
			firstName: 'Inès',
			lastName: 'Moreau',
			email: 'ines@theatre.example',
			company: 'Théâtre'
		}),
		person({
			firstName: 'Jan',
			lastName: 'Van den Bergh',
			email: 'jan@acme.example',
			company: 'Acme'
		}),
		person({ firstName: 'Jan', lastName: 'Østergård', phone: '+32 471/23.45.67' }),
		person({ email: 'nobody@example.org' }),
		person({ firstName: 'محمد', lastName: 'العربي' }),
		person({ firstName: 'Zoë' })
	];

	test.each([
		['ines', ['Inès Moreau']],
		['INÈS', ['Inès Moreau']],
		['moreau inès', ['Inès Moreau']],
		['  theatre ', ['Inès Moreau']],
		['jan', ['Jan Østergård', 'Jan Van den Bergh']],
		['jan acme', ['Jan Van den Bergh']],
		['ostergard', ['Jan Østergård']],
		['0471 23 45 67', ['Jan Østergård']],
		['+32471234567', ['Jan Østergård']],
		['+32 47', ['Jan Østergård']],
		['@example.org', ['nobody@example.org']],
		['محمد', ['محمد العربي']],
		['moreau jan', []],
		['inesmoreau', []]
	])('%s', async (query, names) => {
		expect(namesOf(those((await searchOf(people)).find(soughtIn(query))))).toEqual(names);
	});

	test('nothing typed shows everybody, by last name, those without a name last', async () => {
		expect(namesOf(those((await searchOf(people)).find(' ')))).toEqual([
			'Inès Moreau',
			'Jan Østergård',
			'Jan Van den Bergh',
			'Zoë',
			'محمد العربي',
			'nobody@example.org'
		]);
	});

	test('a word never matches across two people', async () => {
		const search = await searchOf([
			person({ lastName: 'a', company: 'x' }),
			person({ firstName: 'y', lastName: 'b' })
		]);
		expect(those(search.find('xy'))).toEqual([]);
		expect(those(search.find('x\ny'))).toEqual([]);
	});
});

describe('against a naive search', () => {
	const text = fc.oneof(
		fc.constantFrom('', 'Anne', 'anne', 'Ànne', 'Bo', 'De Bo', 'œ', 'É', "d'A"),
		fc.string({ maxLength: 4 })
	);
	const fields = fc.record({
		firstName: text,
		lastName: text,
		company: text,
		email: fc.option(fc.constantFrom('a@b.example', 'bo@b.example', 'anne@c.example'))
	});
	const changes = fc.array(
		fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.option(fields)), { maxLength: 12 }),
		{ minLength: 1, maxLength: 4 }
	);

	const naive = (people: Person[], query: string): string[] =>
		people
			.filter((one) => {
				const all = fold([one.firstName, one.lastName, one.email ?? '', one.company].join(' '));
				return wordsOf(query).every((word) => all.includes(word));
			})
			.map(({ id }) => id)
			.sort();

	test('the same people, whatever came, changed and went', async () => {
		await fc.assert(
			fc.asyncProperty(
				changes,
				fc.oneof(text, fc.string({ maxLength: 2 })),
				async (rounds, query) => {
					const search = new RowSearch(peopleIndexing());
					const rows = new Map<string, Person>();
					for (const round of rounds) {
						for (const [id, given] of round) {
							if (given) rows.set(`${id}`, person({ id: `${id}`, ...given }));
							else rows.delete(`${id}`);
						}
						await search.take(rows.values());
						const found = those(search.find(query));
						expect(found.map(({ id }) => id).sort()).toEqual(naive([...rows.values()], query));
						const fresh = await searchOf([...rows.values()]);
						expect(search.rows).toEqual(fresh.rows);
					}
				}
			)
		);
	});

	test('the same people where only changes are told, few and many', async () => {
		const crowd = Array.from({ length: 5000 }, (_, n) =>
			person({ id: `crowd ${n}`, lastName: `Crowd ${(n * 7919) % 5000}` })
		);
		await fc.assert(
			fc.asyncProperty(
				changes,
				fc.nat({ max: 120 }),
				fc.oneof(text, fc.constantFrom('crowd', 'c', 'crowd 41')),
				async (rounds, leaving, query) => {
					const rows = new Map(crowd.map((one) => [one.id, one]));
					const search = await searchOf(crowd);
					for (const round of rounds) {
						const changed = new Map<string, Person | undefined>();
						for (let n = 0; n < leaving; n++) changed.set(`crowd ${n * 37}`, undefined);
						for (const [id, given] of round)
							changed.set(`${id}`, given ? person({ id: `${id}`, ...given }) : undefined);
						for (const [id, one] of changed) {
							if (one) rows.set(id, one);
							else rows.delete(id);
						}
						await search.change(changed);
						const found = those(search.find(query)).map(({ id }) => id);
						expect(found.sort()).toEqual(naive([...rows.values()], query));
						expect(search.rows).toEqual((await searchOf([...rows.values()])).rows);
					}
				}
			),
			{ numRuns: 12 }
		);
	});
});

test('more people than one block or one run holds', async () => {
	const many = Array.from({ length: 5000 }, (_, n) =>
		person({ lastName: `Name ${String((n * 7919) % 5000).padStart(4, '0')}` })
	);
	const search = await searchOf(many);
	const names = search.rows.map(({ lastName }) => lastName);
	expect(names).toEqual([...names].sort());
	expect(those(search.find('name 4321')).map(({ lastName }) => lastName)).toEqual(['Name 4321']);
	expect(those(search.find('name'))).toHaveLength(5000);
});

test('people who come in their order, page after page, are found among all of them', async () => {
	const search = new RowSearch(peopleIndexing());
	const name = (n: number) => `Name ${String(n).padStart(5, '0')}`;
	for (let from = 0; from < 9000; from += 2500) {
		const page = Array.from({ length: Math.min(2500, 9000 - from) }, (_, n) =>
			person({ lastName: name(from + n) })
		);
		await search.change(new Map(page.map((each) => [each.id, each])));
		expect(search.rows.map(({ lastName }) => lastName)).toEqual(
			Array.from({ length: from + page.length }, (_, n) => name(n))
		);
	}
	for (const place of [0, 2047, 2048, 2499, 2500, 4096, 8999])
		expect([...search.find(name(place)).places]).toEqual([place]);
});

test('what was found stays as it was while a few others change', async () => {
	const people = ['Ada', 'Bo', 'Cy'].map((firstName) => person({ firstName }));
	const search = await searchOf(people);
	const found = search.find('');
	await search.change([
		[people[0]?.id ?? '', undefined],
		['di', person({ id: 'di', firstName: 'Di' })]
	]);
	expect(namesOf(those(found))).toEqual(['Ada', 'Bo', 'Cy']);
	expect(namesOf(those(search.find('')))).toEqual(['Bo', 'Cy', 'Di']);
});
