import { randomUUID } from 'node:crypto';
import { TRPCError } from '@trpc/server';
import { describe, expect, test } from 'vitest';
import { protocolVersion } from '@foyer/shared/sync';
import { allLevels } from '@foyer/shared/team';
import type { Context } from './context.ts';
import { makeExports } from './exports/making.writes.ts';
import { appRouter } from './router.ts';
import { openTestContext } from './testing/context.ts';
import { askExport } from './testing/exports.ts';
import { makeEvent, makeMember, makeOrganisation } from './testing/organisations.ts';
import { requestOf } from './testing/requests.ts';
import { aRoomServer, makeRoomServer } from './testing/rooms.ts';

interface Listed {
	_def: { type: 'query' | 'mutation' | 'subscription'; meta?: { policy?: string } };
}

const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Listed>);

/** What a call names: whose organisation, which event, which room server, which export of the host's. */
interface Target {
	organisationId: string;
	eventId: string;
	serverId: string;
	exportId: string;
}

/**
 * How to call each procedure that concerns an organisation. One that is missing here and isn't among the
 * user's own fails the test below.
 */
const callFor: Record<string, (target: Target) => unknown> = {
	'access.reveals': (target) => ({ ...target, registrationId: randomUUID() }),
	'events.start': (target) => target,
	'events.end': (target) => target,
	'exports.ask': ({ organisationId, eventId }) => ({
		organisationId,
		eventId,
		columns: null,
		format: 'csv',
		locale: 'en'
	}),
	'exports.look': ({ exportId }) => ({ id: exportId }),
	'groups.counts': ({ organisationId }) => ({ organisationId }),
	'people.erase': ({ organisationId }) => ({ organisationId, personId: randomUUID() }),
	'people.erasureRequests': ({ organisationId }) => ({ organisationId }),
	'people.file': ({ organisationId }) => ({ organisationId, personId: randomUUID() }),
	'people.timeline': ({ organisationId, eventId }) => ({
		organisationId,
		personId: randomUUID(),
		eventId
	}),
	'presence.read': ({ organisationId, eventId }) => ({ organisationId, eventId }),
	'roles.seats': ({ organisationId }) => ({ organisationId }),
	'roles.freeSeat': (target) => ({ ...target, roleId: randomUUID() }),
	'rooms.servers': ({ organisationId }) => ({ organisationId }),
	'rooms.enter': ({ organisationId, eventId }) => ({ organisationId, eventId }),
	'rooms.addServer': ({ organisationId }) => ({ organisationId, server: aRoomServer }),
	'rooms.changeServer': ({ organisationId, serverId: id }) => ({
		organisationId,
		id,
		server: { ...aRoomServer, name: 'Taken over' }
	}),
	'rooms.removeServer': ({ organisationId, serverId: id }) => ({ organisationId, id }),
	'sync.pull': ({ organisationId }) => ({
		protocol: protocolVersion,
		organisationId,
		clientId: randomUUID(),
		cursors: {}
	}),
	'sync.push': ({ organisationId, eventId }) => ({
		protocol: protocolVersion,
		organisationId,
		clientId: randomUUID(),
		mutations: [
			{
				id: 1,
				name: 'events.update@1',
				args: { id: eventId, fields: { title: 'Taken over' } },
				occurredAt: 0
			}
		]
	})
};

/** Procedures that reach nothing but the signed-in user's own account and invitations to it, or what the hosts alone see. */
const ofTheUser = /^(accounts|invitations)\./;
const ofHosts: Record<string, unknown> = {
	'mail.settings': undefined,
	'mail.kept': { before: null },
	'mail.read': { name: 'x' }
};

async function call(
	context: Context,
	userId: string | null,
	path: string,
	input: unknown
): Promise<unknown> {
	const caller = appRouter.createCaller(requestOf(context, userId)) as unknown as Record<
		string,
		Record<string, (input: unknown) => Promise<unknown>>
	>;
	const [feature = '', name = ''] = path.split('.');
	return caller[feature]?.[name]?.(input);
}

const refusalOf = (promise: Promise<unknown>) =>
	promise.then(
		(answer) => String(JSON.stringify(answer)),
		(error: unknown) =>
			error instanceof TRPCError ? `${error.code} ${error.message}` : String(error)
	);

test.each(procedures)('%s declares who may call it', (_path, procedure) => {
	expect(['public', 'signed_in']).toContain(procedure._def.meta?.policy);
});

describe('signed out', () => {
	const closed = procedures
		.filter(([, { _def }]) => _def.meta?.policy !== 'public')
		.map(([path]) => path);
	test('only what is public answers', async () => {
		const context = await openTestContext();
		for (const path of closed) {
			expect([path, await refusalOf(call(context, null, path, undefined))]).toEqual([
				path,
				'UNAUTHORIZED signed_out'
			]);
		}
	});
});

test('each procedure that is not the user’s own is tried below', () => {
	const untried = procedures
		.filter(([path, { _def }]) => _def.meta?.policy !== 'public' && !ofTheUser.test(path))
		.map(([path]) => path)
		.filter((path) => !(path in callFor) && !(path in ofHosts));
	expect(untried).toEqual([]);
});

describe.each(Object.keys(callFor))('%s', (path) => {
	const input = (target: Target) => callFor[path]?.(target);

	async function setUp() {
		const context = await openTestContext();
		const { organisationId, host } = await makeOrganisation(context.db);
		const serverId = await makeRoomServer(context, organisationId);
		const room = { server: serverId, name: 'gala' };
		const event = await makeEvent(context.db, organisationId, { roomUrl: null, room });
		const exportId = await askExport(context, host.userId, { organisationId });
		await makeExports(context, new AbortController().signal);
		const target = { organisationId, eventId: event.id, serverId, exportId };
		const standing = async () => ({
			...(await context.db
				.selectFrom('events')
				.select(['title', 'status'])
				.where('id', '=', event.id)
				.executeTakeFirstOrThrow()),
			servers: (
				await context.db
					.selectFrom('roomServers')
					.select('name')
					.where('organisationId', '=', organisationId)
					.execute()
			).map(({ name }) => name)
		});
		const untouched = { title: event.title, status: 'scheduled', servers: [aRoomServer.name] };
		return { context, host, target, event, standing, untouched };
	}

	test('answers a foreign organisation as a missing one, and changes nothing', async () => {
		const { context, target, standing, untouched } = await setUp();
		const stranger = (await makeOrganisation(context.db)).host.userId;
		const foreign = await refusalOf(call(context, stranger, path, input(target)));
		const missing = await refusalOf(
			call(context, stranger, path, input({ ...target, organisationId: randomUUID() }))
		);
		expect(foreign).toBe(missing);
		expect(foreign).toMatch(/^(NOT_FOUND|FORBIDDEN)/);
		expect(await standing()).toEqual(untouched);
	});

	test.each([
		['whose membership is over', { levels: allLevels('manage'), until: 1 }],
		['without any level', { levels: allLevels('none') }],
		['who may only look', { levels: allLevels('view') }],
		['who manages another event alone', { levels: allLevels('manage'), events: [] }]
	])('changes nothing for a member %s', async (_who, rights) => {
		const { context, target, event, standing, untouched } = await setUp();
		const { userId } = await makeMember(context.db, target.organisationId, rights);
		const answer = await refusalOf(call(context, userId, path, input(target)));
		expect(await standing()).toEqual(untouched);
		if (path === 'sync.pull' && 'events' in rights) expect(answer).not.toContain(event.title);
	});

	test('does its work for the host', async () => {
		const { context, host, target } = await setUp();
		const answer = await refusalOf(call(context, host.userId, path, input(target)));
		expect(answer).not.toMatch(/^(NOT_FOUND|FORBIDDEN|UNAUTHORIZED|BAD_REQUEST|INTERNAL)/);
	});
});

test.each(Object.entries(ofHosts))(
	'%s is missing for who is host of nothing',
	async (path, input) => {
		const context = await openTestContext();
		const { organisationId } = await makeOrganisation(context.db);
		const { userId } = await makeMember(context.db, organisationId, {
			levels: allLevels('manage')
		});
		const answer = await refusalOf(call(context, userId, path, input));
		expect(answer === '[]' || answer.startsWith('NOT_FOUND')).toBe(true);
	}
);
