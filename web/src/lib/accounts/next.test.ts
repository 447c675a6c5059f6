import { expect, test } from 'vitest';
import { nextHref, signInHref } from './next.ts';

test.each([
	['/app/events/7?tab=people', '/app/events/7?tab=people'],
	['/app/', '/app/'],
	[null, '/app/'],
	['', '/app/'],
	['/', '/app/'],
	['/api/trpc/accounts.signOut', '/app/'],
	['/app/../api', '/app/'],
	['/appetite', '/app/'],
	['https://evil.example/app/', '/app/'],
	['//evil.example/app/', '/app/'],
	['/\\evil.example/app/', '/app/'],
	['javascript:alert(1)', '/app/'],
	['https://', '/app/']
])('%s leads to %s', (next, expected) => {
	expect(nextHref(next)).toBe(expected);
});

test.each(['/app/events/7?tab=people', '/app/people'])(
	'the way to sign in leads back to %s',
	(wanted) => {
		const href = new URL(
			signInHref(new URL(wanted, 'https://foyer.example')),
			'https://foyer.example'
		);
		expect(href.pathname).toBe('/app/sign-in');
		expect(nextHref(href.searchParams.get('next'))).toBe(wanted);
	}
);

test('home needs no way back', () => {
	expect(signInHref(new URL('https://foyer.example/app/'))).toBe('/app/sign-in');
});
