import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CustomField } from './custom-fields.ts';
import { ownColumn } from './people-columns.ts';
import {
	checkValues,
	languageMeant,
	noRules,
	ownRules,
	rulesKeeping,
	shortened,
	splitName,
	unwrappedAddress,
	type CellProblemCode,
	type RowValues
} from './person-cells.ts';

const email = 'ana@example.org';
const id = 'f47ac10b-58cc-4372-a567-0e02b2c3d479';

describe('addresses', () => {
	test.each([
		['ana@example.org', email],
		['  ana@example.org\u200b ', email],
		['Ana Diaz <ana@example.org>', email],
		['"Diaz, Ana" <ana@example.org>;', email],
		['mailto:ana@example.org', email],
		['MAILTO:ana%40example.org?subject=Hi', email],
		['<mailto:ana@example.org>', email],
		['ana@example.org,', email],
		["'ana@example.org'", email],
		['mailto:%E0%A4%A', '%E0%A4%A'],
		['', '']
	])('%j is %j', (text, address) => {
		expect(unwrappedAddress(text)).toBe(address);
	});

	test('one taken out of something else is told, a plain one not', () => {
		expect(checkValues({ email: ' Ana@Example.org ' })).toMatchObject({ email, warnings: [] });
		expect(checkValues({ email: 'Ana <Ana@Example.org>' })).toMatchObject({
			email,
			person: { email },
			warnings: ['address_unwrapped']
		});
	});
});

describe('languages', () => {
	test.each([
		['fr', 'fr'],
		['nl-BE', 'nl'],
		['fr_CA', 'fr'],
		['EN', 'en'],
		['Français', 'fr'],
		['Nederlands', 'nl'],
		['Néerlandais', 'nl'],
		['anglais', 'en'],
		['de', undefined],
		['', undefined]
	])('%j is %s', (text, locale) => {
		expect(languageMeant(text)).toBe(locale);
	});
});

describe('a name in one cell', () => {
	test.each([
		['Jean Dupont', 'Jean', 'Dupont'],
		['Jean van der Berg', 'Jean', 'van der Berg'],
		['Dupont, Jean', 'Jean', 'Dupont'],
		['DUPONT Jean', 'Jean', 'DUPONT'],
		['Jean DE LA TOUR', 'Jean', 'DE LA TOUR'],
		['JEAN DUPONT', 'JEAN', 'DUPONT'],
		['Cher', 'Cher', ''],
		['', '', '']
	])('%j: %j %j', (text, firstName, lastName) => {
		expect(splitName(text)).toEqual({ firstName, lastName });
	});
});

describe('what is wrong with a cell', () => {
	test.each<[RowValues, CellProblemCode[]]>([
		[{ email }, []],
		[{}, ['email_missing']],
		[{ email: '   ' }, ['email_missing']],
		[{ email: '', language: 'fr', id: '7' }, ['email_missing']],
		[{ email: '', firstName: 'Ana' }, []],
		[{ fullName: 'Ana Diaz' }, []],
		[{ phone: '0470' }, []],
		[{ id }, []],
		[{ email, company: "'#N/A" }, []],
		[{ email: 'ana@example' }, ['email_malformed']],
		[{ email: 'ana at example.org' }, ['email_malformed']],
		[{ email: `${'a'.repeat(60)}@${'b.'.repeat(120)}org` }, ['email_too_long']],
		[{ email: 'ana@example.org; bo@example.org' }, ['email_several']],
		[{ email, language: 'Klingon' }, ['language_unknown']],
		[{ email, language: 'nl-BE' }, []],
		[{ email, firstName: 'x'.repeat(101) }, ['too_long']],
		[{ email, note: 'x'.repeat(2001) }, ['too_long']],
		[{ email, note: 'two\r\nlines' }, []],
		[{ email, company: 'bell\u0007' }, ['control_character']],
		[{ email, phone: '#REF!' }, ['formula_error']],
		[{ email: '#N/A', firstName: '#N/A' }, ['formula_error', 'formula_error']],
		[
			{ email: 'x', language: 'x', phone: '1'.repeat(41) },
			['email_malformed', 'language_unknown', 'too_long']
		]
	])('%j: %j', (values, codes) => {
		const { problems, person } = checkValues(values);
		expect(problems.map(({ code }) => code).sort()).toEqual([...codes].sort());
		expect(person === null).toBe(codes.length > 0);
	});

	test.each<[RowValues, CellProblemCode[]]>([
		[{ id }, ['person_unknown']],
		[{ id, email: ' ', language: 'fr', groups: '' }, ['person_unknown']],
		[{ id, phone: '0470' }, []],
		[{ id, email }, []]
	])('of %j whom nobody knows by their id: %j', (values, codes) => {
		const { problems } = checkValues(values, { ...noRules, knowsPerson: false });
		expect(problems.map(({ code }) => code)).toEqual(codes);
	});

	test('a problem names its column and begins what the cell says', () => {
		expect(checkValues({ email, note: 'é'.repeat(3000) }).problems).toEqual([
			{ code: 'too_long', column: 'note', value: `${'é'.repeat(59)}…` }
		]);
		expect(shortened(`${'x'.repeat(58)}👩‍🚀👩‍🚀`)).toBe(`${'x'.repeat(58)}👩…`);
	});

	test('a problem in another cell does not hide the address', () => {
		expect(checkValues({ email: 'ANA@example.org', language: '?' })).toMatchObject({
			person: null,
			email
		});
	});

	test('a good row becomes a person, as the form would make it', () => {
		const values = {
			email,
			fullName: 'DUPONT  Jean',
			phone: '+32 470 12 34 56',
			language: 'Frans'
		};
		expect(checkValues(values)).toMatchObject({
			person: {
				firstName: 'Jean',
				lastName: 'DUPONT',
				phone: '+32 470 12 34 56',
				language: 'fr',
				company: ''
			},
			warnings: ['name_split']
		});
	});

	test('no text at all throws', () => {
		const text = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.string(),
			fc.constantFrom('#N/A', '<', 'mailto:%')
		);
		fc.assert(
			fc.property(
				fc.record({ email: text, fullName: text, language: text, note: text }),
				(values) => {
					const { person, problems } = checkValues(values);
					expect(person === null).toBe(problems.length > 0);
				}
			)
		);
	});
});

test.each([
	['Fish', 'Fish', 'Fish'],
	['fish', 'Fish', 'Fish'],
	['Vegan', 'Fish', 'Vegan'],
	['Fish', 'Vegan', undefined],
	['Fish', undefined, undefined],
	['Fish', 4, undefined]
])('a choice that is gone, %j in the row of who has %j, is: %j', (text, has, means) => {
	const diet: CustomField = {
		...{ id: 'diet', name: 'Diet', kind: 'choice', choices: ['Vegan'] },
		...{ position: 0, createdAt: 0, deletedAt: null }
	};
	const rules = { ...noRules, own: ownRules([diet], () => ({ decimal: '.', dayFirst: true })) };
	const row = { email: 'ana@example.org', [ownColumn(diet)]: text };
	const { own, problems } = checkValues(
		row,
		rulesKeeping(rules, has === undefined ? {} : { diet: has })
	);
	expect(own.custom?.['diet']).toBe(means);
	expect(problems.map(({ code }) => code)).toEqual(means === undefined ? ['not_a_choice'] : []);
});
