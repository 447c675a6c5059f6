/**
 * Searching people as one types, letter by letter: by name, address, company and a field of the organisation's
 * own, beside a plain look through the same folded texts. `search.ts [people …]`
 */
import { barePerson, type Person } from '@foyer/shared/people';
import { median, report } from '../../api/src/bench/support/measure.ts';
import { fold } from '../../web/src/lib/i18n/search-text.ts';
import { RowSearch } from '../../web/src/lib/lists/row-search.ts';
import { peopleIndexing } from '../../web/src/lib/people/people-index.ts';

const rounds = 7;
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 100_000];

const first = ['Inès', 'Lukas', 'Hanne', 'Zoé', 'Amir', 'Nora'];
const last = ['Moreau', 'Peeters', 'Van den Broeck', 'Aït Ali', 'Lefèvre'];
const fieldId = 'seat';

const people = (count: number): Person[] =>
	Array.from({ length: count }, (_, at) => ({
		...barePerson,
		id: `p${at}`,
		firstName: first[at % first.length] ?? '',
		lastName: `${last[at % last.length]} ${at}`,
		email: `someone.${at}@example.org`,
		company: `Compagnie ${at % 500}`,
		custom: { [fieldId]: `Rang ${at % 40}, place ${at}` },
		createdAt: 0
	}));

const typed = [
	'Inès Moreau 4321',
	'peeters 99',
	'someone.77',
	'compagnie 42 zoe',
	'rang 7',
	'xyzzy'
];
/** Every query that stands in the field on the way. */
const queries = typed.flatMap((text) => [...text].map((_, at) => text.slice(0, at + 1)));

/** What 99 of a hundred queries take at most, each by its median over the rounds. */
function slowest(times: number[][]): number {
	const each = times.map(median).sort((a, b) => a - b);
	return each[Math.ceil(each.length * 0.99) - 1] ?? NaN;
}

function timed(work: () => void): number {
	const began = performance.now();
	work();
	return performance.now() - began;
}

for (const size of sizes) {
	const all = people(size);
	const search = new RowSearch(peopleIndexing(new Map([[fieldId, String]])));
	await search.take(all);
	await search.prepare();
	const texts = all.map(({ firstName, lastName, email, company, custom }) =>
		fold(`${firstName} ${lastName} ${email} ${company} ${String(custom[fieldId])}`)
	);
	const plain = (query: string): string[] => {
		const words = fold(query).split(' ').filter(Boolean);
		return texts.filter((text) => words.every((word) => text.includes(word)));
	};
	const found = queries.map((): number[] => []);
	const looked = queries.map((): number[] => []);
	for (let round = 0; round < rounds; round++)
		for (const [at, query] of queries.entries()) {
			found[at]?.push(timed(() => void search.find(query)));
			looked[at]?.push(timed(() => void plain(query)));
		}
	const told = `${size} people: 99 of 100 key presses take at most`;
	report({
		bench: 'search',
		case: told,
		value: slowest(found),
		unit: 'ms',
		reference: 'a frame',
		referenceValue: 16
	});
	report({
		bench: 'search',
		case: told,
		value: slowest(found),
		unit: 'ms',
		reference: 'a plain look through the same texts',
		referenceValue: slowest(looked)
	});
}
