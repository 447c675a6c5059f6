import { attachedType, detached, framed } from '@foyer/shared/attached';
import type { Scope } from '@foyer/shared/scopes';
import type { PullAnswer } from '@foyer/shared/sync';
import { expect, test } from 'vitest';
import { apiOver, isUnreachable } from '#lib/api.ts';
import { takingAttached } from './taking-attached.ts';

const answer = {
	scopes: [
		{
			scope: 'people' as Scope,
			reset: false,
			changes: [
				{ fragment: 'people', event: null, rows: { count: 1, json: '[["i","Inès"]]' }, gone: [] }
			],
			cursor: { version: 1, commit: 'c' }
		}
	],
	more: false
} as unknown as PullAnswer;

const request = { protocol: 1, organisationId: '', clientId: '', cursors: {} };

/** What is pulled from a server that answers so. */
const pulledFrom = (respond: (accept: string | null) => Response) =>
	apiOver(
		takingAttached((_, init) => Promise.resolve(respond(new Headers(init?.headers).get('accept'))))
	).sync.pull.mutate(request);

const attaching = (cut = (frame: Uint8Array<ArrayBuffer>) => frame) => {
	const texts: Uint8Array[] = [];
	const json = JSON.stringify({ result: { data: detached(answer, texts) } });
	return new Response(cut(framed(new TextEncoder().encode(json), texts)), {
		headers: { 'content-type': attachedType }
	});
};

test('texts after the JSON are read as though they had stood in it', async () => {
	const asked: (string | null)[] = [];
	const pulled = await pulledFrom((accept) => {
		asked.push(accept);
		return attaching();
	});
	expect(asked).toEqual([attachedType]);
	expect(pulled).toEqual(answer);
});

test('a server that knows nothing of it answers in JSON', async () => {
	const pulled = await pulledFrom(() => Response.json({ result: { data: answer } }));
	expect(pulled).toEqual(answer);
});

test.each([
	['before the JSON ends', 20],
	['within a text', -3]
])('an answer that is cut short %s is none', async (_, end) => {
	const error = await pulledFrom(() => attaching((frame) => frame.slice(0, end))).catch(
		(fault: unknown) => fault
	);
	expect(isUnreachable(error)).toBe(true);
});
