import type { CustomField, CustomFieldKind } from '@foyer/shared/custom-fields';
import { exportWords } from '@foyer/shared/export-words';
import {
	delimiterOf,
	exportCells,
	exportFormats,
	idColumn,
	peopleExport,
	registrantExport,
	shownOf,
	type ExportColumn,
	type ExportedRegistration
} from '@foyer/shared/exports';
import type { Group } from '@foyer/shared/groups';
import { locales, type Locale } from '@foyer/shared/locales';
import type { Notation } from '@foyer/shared/own-cells';
import { checkSheet, noContext, type SheetCheck } from '@foyer/shared/people-import';
import { barePerson, noPersonFields, type Person } from '@foyer/shared/people';
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

const person = (fields: Partial<Person>): Person => ({
	...barePerson,
	...{ id: crypto.randomUUID(), createdAt: 0 },
	...fields
});

const everybody: Record<string, Person> = {
	'with everything': person({
		...{ firstName: 'Ana', lastName: 'van der Berg', company: '=Acme', language: 'nl' },
		...{ email: 'ana@example.org', phone: '+32 470', note: 'two\nlines; "more"' },
		groupIds: ['a', 'b', 'c'],
		custom: {
			text: '-5, perhaps',
			number: 12345.678912,
			date: '2026-03-04',
			choice: '+ one; two',
			yes: false
		}
	}),
	'without a name': person({
		...{ email: 'bo@example.org', groupIds: ['c', 'b'] },
		custom: { number: 1.234, yes: true, text: '0470' }
	}),
	'without an address': person({ firstName: 'Cy', lastName: 'O’Hara', company: 'Acme' }),
	'with a phone alone': person({ phone: '0470 12 34 56' }),
	'with nothing but a field': person({ custom: { text: 'table 4' } }),
	'whose texts look like errors': person({
		...{ email: 'na@example.org', firstName: '#N/A', lastName: '#REF!', company: '#N/A' },
		...{ phone: "'#VALUE!", note: "''#NAME?", custom: { text: '#N/A' } }
	}),
	'whose texts look like formulas': person({
		...{ email: 'f@example.org', firstName: '@Ana', lastName: '-Diaz', company: "'=1+1" },
		...{ phone: '+1', note: "'+1\n=2", custom: { text: '="0470"' } }
	}),
	'with quotes and delimiters': person({
		...{ email: 'q@example.org', firstName: '"Bo"', lastName: "'t Hart", company: 'a,b;c | d' },
		...{ phone: "'0470'", note: '"",;\n\n“x”', custom: { text: "'quoted'", choice: 'Vegan' } }
	}),
	'whose texts look like a workbook’s own': person({
		...{ email: 'x@example.org', firstName: '_x0041_', lastName: '<b>&amp;</b>' },
		...{ company: '&#65; &lt;', note: '_x005F_x0041_\n<i/>', custom: { text: ']]>' } }
	}),
	'with long texts': person({
		...{ email: 'long@example.org', firstName: 'x'.repeat(100), company: 'é'.repeat(200) },
		note: `${'line\n'.repeat(399)}end`,
		custom: { text: 'y'.repeat(500) }
	}),
	'written from right to left': person({
		...{ firstName: 'نور', lastName: 'בן־דוד', company: '‏شركة (Acme)', note: '🦊 ‮abc‬' }
	}),
	'with dates and numbers at their ends': person({
		...{ email: 'd@example.org', firstName: '2026-03-04', company: '1e5' },
		custom: { date: '1899-12-31', number: -0.000001, yes: false, text: '12/13/2026' }
	})
};

const known = { fields, groups, timeZone: 'Europe/Brussels' };

interface Way {
	/** Where it is brought in. */
	there?: { groups: Group[]; notation: Notation };
	columns?: ExportColumn<Person>[];
}

/** What came of a file that was written and read. */
async function again(
	format: 'xlsx' | 'csv',
	locale: Locale,
	people: readonly Person[],
	{
		there = { groups, notation: { decimal: exportWords[locale].decimal, dayFirst: true } },
		columns = peopleExport(known, exportWords[locale])
	}: Way = {}
) {
	const file = exportFile({
		...{ format, delimiter: delimiterOf(locale), sheetName: 'People' },
		rows: [columns.map(({ header }) => header), ...people.map((each) => exportCells(columns, each))]
	});
	const read = await readFile(file.bytes);
	return checkSheet(read.rows, () => {}, {
		...noContext,
		...{ fields, ...there }
	}) as SheetCheck;
}

const files = exportFormats.flatMap((format) => locales.map((locale) => [format, locale] as const));

test.each(files)(
	'everybody who is exported (%s, %s) comes in again without loss',
	async (format, locale) => {
		const people = Object.entries(everybody);
		const { problems, ready } = await again(
			format,
			locale,
			people.map(([, each]) => each)
		);
		expect(problems).toEqual([]);
		expect(ready).toHaveLength(people.length);
		for (const [at, [who, exported]] of people.entries()) {
			const row = ready[at];
			const said = Object.fromEntries(
				Object.keys(noPersonFields).map((key) => [key, exported[key as keyof Person]])
			);
			expect(row?.person, who).toEqual(said);
			expect(row?.custom ?? {}, who).toEqual(exported.custom);
			expect([...(row?.groupIds ?? [])].sort(), who).toEqual([...exported.groupIds].sort());
			expect(row?.id, who).toBe(exported.id);
		}
	}
);

test.each(files)(
	'in an organisation without these groups, in another language, a file (%s, %s) says the same',
	async (format, locale) => {
		const decimal = locale === 'en' ? ',' : '.';
		const there = { groups: [], notation: { decimal, dayFirst: false } as const };
		const { ready, problems, unknownGroups } = await again(
			format,
			locale,
			Object.values(everybody),
			{ there }
		);
		// Which groups are made with the import is asked.
		expect(unknownGroups.map(({ name }) => name).sort()).toEqual(
			groups.map(({ name }) => name).sort()
		);
		expect(problems.flatMap((row) => row.problems.map(({ code }) => code))).toEqual([
			'group_unknown',
			'group_unknown'
		]);
		expect(ready.map(({ custom }) => custom ?? {})).toEqual(
			Object.values(everybody)
				.filter(({ groupIds }) => groupIds.length === 0)
				.map(({ custom }) => custom)
		);
		for (const { values, own } of problems)
			expect(own.custom?.['number']).toBe(values.email?.startsWith('ana') ? 12345.678912 : 1.234);
	}
);

/** As registrants of an event are exported. */
const asRegistrants = (locale: Locale): ExportColumn<Person>[] => {
	const registrantOf = (person: Person): Person & ExportedRegistration => ({
		...{ ...person, personId: person.id, status: 'registered', mailState: 'sent' },
		...{ source: 'page', admittedAt: null, ledInAt: null }
	});
	const columns = registrantExport<Person & ExportedRegistration>(
		{ ...known, profileOf: (person) => person },
		exportWords[locale]
	);
	return columns.map(({ of, header, text }) => ({
		...{ of, header },
		text: (person) => text(registrantOf(person))
	}));
};

test.each(files)(
	'of the columns that are shown (%s, %s), with whom each row stands for, everybody is known again',
	async (format, locale) => {
		const people = Object.values(everybody);
		const lists = [peopleExport(known, exportWords[locale]), asRegistrants(locale)];
		for (const shown of [['company', 'name'], ['name'], ['groups', 'custom.yes']])
			for (const all of lists) {
				const columns = shownOf(all, [...shown, idColumn]);
				const { problems, ready } = await again(format, locale, people, { columns });
				expect(problems).toEqual([]);
				expect(ready.map(({ id }) => id)).toEqual(people.map(({ id }) => id));
			}
	}
);

test('a row that was copied to add somebody is nobody who was exported', async () => {
	const [cy, copy] = [everybody['without an address'], everybody['without an address']];
	const { ready, warnings } = await again('xlsx', 'en', [cy, copy] as Person[]);
	expect(ready.map(({ id }) => id)).toEqual([cy?.id, undefined]);
	expect(warnings).toEqual([{ code: 'no_address', count: 2, rows: [2, 3] }]);
});
