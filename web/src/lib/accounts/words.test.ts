import { expect, test } from 'vitest';
import { apiOver } from '../api.ts';
import { failureWord, throttledWord } from './words.ts';

const minute = 60_000;

test.each([
	[1, 'in 1 minute'],
	[15 * minute, 'in 15 minutes'],
	[120 * minute, 'in 120 minutes'],
	[121 * minute, 'set a new password by mail, or try again in 3 hours'],
	[24 * 60 * minute, 'in 24 hours']
])('a wait of %d ms', (retryAfterMs, words) => {
	expect(throttledWord({ state: 'throttled', retryAfterMs })).toContain(words);
});

const json = { 'content-type': 'application/json' };

test.each<[string, typeof fetch, RegExp]>([
	[
		'there is no network',
		() => Promise.reject(new TypeError('Failed to fetch')),
		/needs the network/
	],
	[
		'something else answers',
		() => Promise.resolve(new Response('<html>', { headers: { 'content-type': 'text/html' } })),
		/needs the network/
	],
	[
		'the server fails',
		() => Promise.resolve(Response.json({ error: {} }, { status: 500, headers: json })),
		/could not do this just now/
	]
])('what a form failed on is said where %s', async (_name, send, words) => {
	const error = await apiOver(send)
		.invitations.mine.query()
		.then(
			() => null,
			(reason: unknown) => reason
		);
	expect(failureWord(error)).toMatch(words);
});
