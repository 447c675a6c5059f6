import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { codeFormSchema, problemsOf, signUpFormSchema } from './sign-up-form.ts';

const right = { firstName: 'Inès', lastName: 'Moreau', email: 'ines@example.org' };

const check = (values: typeof right) => {
	const parsed = v.safeParse(signUpFormSchema, values);
	return parsed.success ? parsed.output : problemsOf(parsed.issues, values);
};

describe('the form of who signs up', () => {
	it('takes names and an address in the form in which they are stored', () => {
		expect(
			check({ firstName: '  Inès ', lastName: 'de  la Tour', email: ' Ines@Example.org ' })
		).toEqual({
			firstName: 'Inès',
			lastName: 'de la Tour',
			email: 'ines@example.org'
		});
	});

	it.each([
		[{ firstName: '  ' }, { firstName: 'required' }],
		[{ lastName: 'x'.repeat(101) }, { lastName: 'too_long' }],
		[{ lastName: 'a\u0000b' }, { lastName: 'malformed' }],
		[{ email: '' }, { email: 'required' }],
		[{ email: 'ines@' }, { email: 'malformed' }],
		[{ email: `${'x'.repeat(250)}@example.org` }, { email: 'too_long' }],
		[
			{ firstName: '', lastName: '', email: 'nobody' },
			{ firstName: 'required', lastName: 'required', email: 'malformed' }
		]
	])('says of %o what is wrong, all at once', (fields, problems) => {
		expect(check({ ...right, ...fields })).toEqual(problems);
	});
});

describe('the form of who has a code', () => {
	const given = (values: { email: string; code: string }) => {
		const parsed = v.safeParse(codeFormSchema, values);
		return parsed.success ? parsed.output : problemsOf(parsed.issues, values);
	};

	it.each(['0471', ' 04 71', '0 4 7 1', '04\u00a071', '04-71', '０４７１', '\u200b04–71'])(
		'takes %j',
		(code) => {
			expect(given({ email: ' Ines@Example.org', code })).toEqual({
				email: 'ines@example.org',
				code: '0471'
			});
		}
	);

	it.each([
		['', 'required'],
		['471', 'malformed'],
		['04711', 'malformed'],
		['O471', 'malformed'],
		['-471', 'malformed'],
		['04/71', 'malformed'],
		['٠٤٧١', 'malformed']
	])('says of %j: %s', (code, problem) => {
		expect(given({ email: 'ines@example.org', code })).toEqual({ code: problem });
	});
});
