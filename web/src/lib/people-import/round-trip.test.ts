import type { CustomField, CustomFieldKind } from '@foyer/shared/custom-fields';
import { exportWords } from '@foyer/shared/export-words';
import { peopleExport } from '@foyer/shared/exports';
import type { Group } from '@foyer/shared/groups';
import { checkSheet, noContext, type SheetCheck } from '@foyer/shared/people-import';
import { barePerson, type Person } from '@foyer/shared/people';
import { expect, test } from 'vitest';
import { exportFile } from '#lib/exports/export-file.ts';
import { readFile } from './read-file.ts';

const field = (id: string, kind: CustomFieldKind, choices: string[] = []): CustomField => ({
	...{ id, name: `Field ${id}`, kind, choices },
	...{ position: 0, createdAt: 0, deletedAt: null }
});
const fields = [
	field('text', 'text'),
	field('number', 'number'),
	field('date', 'date'),
	field('choice', 'choice', ['Vegan', '+ one; two']),
	field('yes', 'yes_no')
];
const group = (id: string, name: string): Group => ({
	...{ id, name, smart: false, rule: null },
	...{ createdAt: 0, deletedAt: null }
});
const groups = [group('a', 'Choir'), group('b', 'Oslo, Norway'), group('c', 'Rock and roll')];

const ana: Person = {
	...barePerson,
	...{ id: 'ana', createdAt: 0, firstName: 'Ana', lastName: 'van der Berg', company: '=Acme' },
	...{ language: 'nl', email: 'ana@example.org', phone: '+32 470', note: 'two\nlines; "more"' },
	groupIds: ['a', 'b', 'c'],
	custom: {
		text: '-5, perhaps',
		number: 12345.678912,
		date: '2026-03-04',
		choice: '+ one; two',
		yes: false
	}
};
const bo: Person = {
	...barePerson,
	...{ id: 'bo', createdAt: 0, email: 'bo@example.org' },
	...{ groupIds: ['c', 'b'], custom: { number: 1.234, yes: true, text: '0470' } }
};

test.each([
	['xlsx', ','],
	['csv', ','],
	['csv', ';']
] as const)(
	'what is exported as %s (%s) comes in again without loss',
	async (format, delimiter) => {
		const words = exportWords[delimiter === ',' ? 'en' : 'fr'];
		const columns = peopleExport({ fields, groups, timeZone: 'Europe/Brussels' }, words);
		const rows = [
			columns.map(({ header }) => header),
			...[ana, bo].map((person) => columns.map(({ text }) => text(person)))
		];
		const file = exportFile({ format, delimiter, sheetName: 'People', rows });
		const read = await readFile(file.bytes);
		const check = checkSheet(read.rows, () => {}, {
			...noContext,
			...{ fields, groups, notation: { decimal: words.decimal, dayFirst: true } }
		}) as SheetCheck;
		expect(check.problems).toEqual([]);
		for (const [at, person] of [ana, bo].entries()) {
			const row = check.ready[at];
			expect({ ...barePerson, ...row?.person }).toEqual({
				...barePerson,
				...Object.fromEntries(
					Object.keys(row?.person ?? {}).map((key) => [key, person[key as keyof Person]])
				)
			});
			expect(row?.custom).toEqual(person.custom);
			expect([...(row?.groupIds ?? [])].sort()).toEqual([...person.groupIds].sort());
		}
	}
);
