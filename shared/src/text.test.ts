import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { emailSchema, isEmail } from './email.ts';
import { lineSchema, textSchema } from './fields.ts';
import { acceptedLanguages, matchLocale } from './locales.ts';

test.each([
	['Ada@Example.ORG ', true],
	['ada+tag@example.org', true],
	['o’neill@example.org', true],
	['élise@société.example', true],
	['ada@example', false],
	['ada@@example.org', false],
	['ada example.org', false],
	['@example.org', false],
	['ada@-example.org', false],
	['ada@example..org', false],
	[`${'a'.repeat(65)}@example.org`, false],
	[`a@${'b'.repeat(250)}.org`, false],
	['', false]
])('%s as an address: %s', (address, good) => {
	expect(isEmail(address)).toBe(good);
});

test('an address is compared without case and margins', () => {
	expect(v.parse(emailSchema, ' Ada@Example.ORG ')).toBe('ada@example.org');
});

describe('text', () => {
	test('a line is trimmed and folded', () => {
		expect(v.parse(lineSchema(20), '  Ada \t Lovelace\n')).toBe('Ada Lovelace');
		expect(v.is(lineSchema(3), 'Ada!')).toBe(false);
		expect(v.is(lineSchema(9), 'a\u0000b')).toBe(false);
	});

	test('text of several lines keeps them', () => {
		expect(v.parse(textSchema(99), ' one\r\ntwo\rthree \n')).toBe('one\ntwo\nthree');
		expect(v.is(textSchema(99), 'a\u0007')).toBe(false);
	});
});

test.each([
	[['nl-BE'], 'nl'],
	[['fr-CA', 'en'], 'fr'],
	[['de', 'EN_us'], 'en'],
	[['de', null, ''], undefined],
	[[], undefined]
])('%j is spoken as %s', (tags, locale) => {
	expect(matchLocale(tags)).toBe(locale);
});

test.each([
	['fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5', ['fr-CH', 'fr', 'en', 'de', '*']],
	['en;q=0.2, nl', ['nl', 'en']],
	['en;q=0', []],
	[null, []]
])('Accept-Language %s', (header, tags) => {
	expect(acceptedLanguages(header)).toEqual(tags);
});
