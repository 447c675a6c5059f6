import { expect, test } from 'vitest';
import { apiOver } from '#lib/api.ts';
import { faultOf } from './sync-server.ts';
import { serverOver } from './trpc-server.ts';

/** A server that refuses every call as tRPC does. */
const refusing = (message: string, httpStatus: number) =>
	serverOver(
		apiOver(() =>
			Promise.resolve(
				Response.json(
					{ error: { message, code: -32_603, data: { code: 'A_CODE', httpStatus } } },
					{ status: httpStatus }
				)
			)
		)
	);

const request = { protocol: 1, organisationId: '', clientId: '' };

test.each([
	['client_gone', 409, 'client_gone'],
	['mutation_gap', 409, 'mutation_gap'],
	['not_a_member', 403, 'not_a_member'],
	['update_required', 409, 'update_required'],
	['signed_out', 401, 'signed_out'],
	['anything else', 400, 'fault'],
	// A process older than the app, while the server is replaced: no stop, the next try reaches the new one.
	['server_behind', 503, 'away']
])('a refusal with %s (%s) is to the engine: %s', async (message, status, fault) => {
	const server = refusing(message, status);
	const pulled = server.pull({ ...request, cursors: {} });
	const pushed = server.push({ ...request, mutations: [] });
	expect(await pulled.catch(faultOf)).toBe(fault);
	expect(await pushed.catch(faultOf)).toBe(fault);
});
