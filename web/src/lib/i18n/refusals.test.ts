import { refusals } from '@foyer/shared/mutation';
import { personFieldsSchema } from '@foyer/shared/people';
import { eventFieldsSchema } from '@foyer/shared/events';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { problemOf, problemsOf, problemWords, refusalWords } from './refusals.ts';

test.each(['en', 'fr', 'nl'] as const)('every refusal has its own sentence in %s', (locale) => {
	overwriteGetLocale(() => locale);
	const sentences = refusals.map(refusalWords);
	expect(new Set(sentences).size).toBe(refusals.length);
	for (const sentence of sentences) expect(sentence).toMatch(/\.$/);
	overwriteGetLocale(() => 'en');
});

test.each([
	[personFieldsSchema.entries.email, 'nobody', 'email_malformed'],
	[personFieldsSchema.entries.email, `${'a'.repeat(300)}@example.org`, 'email_too_long'],
	[personFieldsSchema.entries.firstName, 'a'.repeat(101), 'too_long'],
	[personFieldsSchema.entries.firstName, 'a\u0007', 'control_character'],
	[eventFieldsSchema.entries.title, ' ', 'required'],
	[eventFieldsSchema.entries.permalink, 'é', 'permalink_malformed'],
	[eventFieldsSchema.entries.roomUrl, 'http://room.example', 'room_url_not_https'],
	[eventFieldsSchema.entries.timeZone, 'Mars/Olympus', 'time_zone_unknown']
])('the problem of a field is told (%#)', (schema, value, code) => {
	expect(problemOf(schema as v.GenericSchema, value)).toBe(problemWords(code));
	expect(problemWords(code)).not.toBe(problemWords('unheard of'));
});

test('nothing is said of what is right', () => {
	expect(problemOf(personFieldsSchema.entries.email, 'a@example.org')).toBeUndefined();
});

test('an object’s problems stand at their fields', () => {
	const schema = v.partial(personFieldsSchema);
	expect(problemsOf(schema, { email: 'a', phone: '1'.repeat(50), firstName: 'A' })).toEqual({
		email: problemWords('email_malformed'),
		phone: problemWords('too_long')
	});
});

test('a refusal stands at a field in the same words', () => {
	for (const refusal of refusals) expect(problemWords(refusal)).toBe(refusalWords(refusal));
});

test('why a newer server refuses is told by the version that is needed', () => {
	expect(refusalWords('unheard of')).toBe(refusalWords('update_required'));
});
