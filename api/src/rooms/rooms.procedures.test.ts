import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { allLevels, type Levels } from '@foyer/shared/team';
import { unseal } from '../sealing.ts';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import { makeEvent, makeMember, makeOrganisation } from '../testing/organisations.ts';
import { aRoomServer, makeRoomServer } from '../testing/rooms.ts';
import { roomsRouter } from './rooms.procedures.ts';
import { requestOf } from '../testing/requests.ts';

async function setUp() {
	const context = await openTestContext();
	const { organisationId, host } = await makeOrganisation(context.db);
	const as = (userId: string) => roomsRouter.createCaller(requestOf(context, userId));
	const stored = () =>
		context.db
			.selectFrom('roomServers')
			.selectAll()
			.where('organisationId', '=', organisationId)
			.executeTakeFirstOrThrow();
	const secretOf = async () =>
		unseal(context.config.secret, 'room-servers', (await stored()).sealed);
	return { context, organisationId, as, host: as(host.userId), stored, secretOf };
}

test('the secret goes in, sealed, and never comes out', async () => {
	const { organisationId, host, stored, secretOf } = await setUp();
	const { id } = await host.addServer({ organisationId, server: aRoomServer });
	const { secret, ...shown } = aRoomServer;
	expect(await host.servers({ organisationId })).toEqual([{ id, ...shown, keyId: null }]);
	expect(Buffer.from((await stored()).sealed).includes(secret)).toBe(false);
	expect(await secretOf()).toBe(secret);
});

test('a change keeps the secret unless it brings another, and the kind in any case', async () => {
	const { organisationId, host, secretOf } = await setUp();
	const { id } = await host.addServer({ organisationId, server: aRoomServer });
	const key = { organisationId, id };
	await host.changeServer({ ...key, server: { ...aRoomServer, name: 'New', secret: null } });
	expect(await secretOf()).toBe(aRoomServer.secret);
	await host.changeServer({ ...key, server: { ...aRoomServer, name: 'New', secret: 'new' } });
	expect(await secretOf()).toBe('new');
	expect(await host.servers({ organisationId })).toMatchObject([{ id, name: 'New' }]);
	const server = { ...aRoomServer, kind: 'bigbluebutton' as const };
	await expect(host.changeServer({ ...key, server })).rejects.toThrow('missing');
});

test('a server without a secret, or with a key that signs nothing, is refused', async () => {
	const { organisationId, host } = await setUp();
	const add = (server: Parameters<typeof host.addServer>[0]['server']) =>
		host.addServer({ organisationId, server });
	await expect(add({ ...aRoomServer, secret: null })).rejects.toThrow('required');
	const jaas = { kind: 'jaas', name: 'JaaS', appId: 'vpaas-1', keyId: 'vpaas-1/4f4910' } as const;
	const pem = '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----';
	await expect(add({ ...jaas, secret: pem })).rejects.toThrow('private_key_malformed');
	const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;
	const curve = generateKeyPairSync('ed25519').privateKey.export(pkcs8).toString();
	await expect(add({ ...jaas, secret: curve })).rejects.toThrow('private_key_malformed');
	const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pkcs8);
	await add({ ...jaas, secret: rsa.toString() });
	expect(await host.servers({ organisationId })).toMatchObject([{ baseUrl: 'https://8x8.vc' }]);
});

test('a member who manages everything is no host', async () => {
	const { context, organisationId, as } = await setUp();
	const id = await makeRoomServer(context, organisationId);
	const { userId } = await makeMember(context.db, organisationId, { levels: allLevels('manage') });
	const member = as(userId);
	const key = { organisationId, id };
	for (const attempt of [
		() => member.servers({ organisationId }),
		() => member.addServer({ organisationId, server: aRoomServer }),
		() => member.changeServer({ ...key, server: aRoomServer }),
		() => member.removeServer(key)
	])
		await expect(attempt()).rejects.toThrow('not_allowed');
});

test('a host removes their own servers alone, whichever id they name', async () => {
	const { context, organisationId, as, host, stored } = await setUp();
	const id = await makeRoomServer(context, organisationId);
	const other = await makeOrganisation(context.db);
	const stranger = as(other.host.userId);
	const foreign = { organisationId: other.organisationId, id };
	await expect(stranger.removeServer(foreign)).rejects.toThrow('missing');
	await expect(stranger.changeServer({ ...foreign, server: aRoomServer })).rejects.toThrow(
		'missing'
	);
	expect((await stored()).id).toBe(id);
	await host.removeServer({ organisationId, id });
	expect(await host.servers({ organisationId })).toEqual([]);
});

describe('who edits an event', () => {
	const edits = { ...allLevels('none'), events: 'edit' } as const;

	async function withRoom() {
		const { context, organisationId, as } = await setUp();
		const server = await makeRoomServer(context, organisationId);
		const event = await makeEvent(context.db, organisationId, {
			roomUrl: null,
			room: { server, name: 'gala' }
		});
		const key = { organisationId, eventId: event.id };
		const member = async (levels: Levels, events?: string[]) => {
			const rights = events ? { levels, events } : { levels };
			return as((await makeMember(context.db, organisationId, rights)).userId);
		};
		const held = async (levels: Levels, events?: string[]) =>
			new Device(
				context,
				organisationId,
				await makeMember(context.db, organisationId, events ? { levels, events } : { levels })
			);
		return { context, server, key, member, held };
	}

	test('knows the servers by name, and hears of a change', async () => {
		const { context, server, key, held } = await withRoom();
		const shown = [{ id: server, kind: 'jitsi', name: aRoomServer.name }];
		const [ofAll, ofOne] = [await held(edits), await held(edits, [key.eventId])];
		for (const device of [ofAll, ofOne])
			expect((await device.pullOnce()).membership.roomServers).toEqual(shown);
		const room = { server, name: 'gala' };
		expect(ofAll.all('events').get(key.eventId)).toMatchObject({ room, roomUrl: null });
		const before = { ...ofAll.cursors };
		await context.db.updateTable('roomServers').set({ name: 'Renamed' }).execute();
		const { membership } = await ofAll.pullOnce();
		expect(membership.roomServers).toEqual([{ ...shown[0], name: 'Renamed' }]);
		// The organisation's version is raised, by which devices that wait are poked.
		expect(ofAll.cursors).not.toEqual(before);
	});

	test('of none hears of no server', async () => {
		const { held } = await withRoom();
		const looks = await held({ ...allLevels('manage'), events: 'view' });
		const ofNone = await held(edits, []);
		for (const device of [looks, ofNone])
			expect((await device.pullOnce()).membership).not.toHaveProperty('roomServers');
	});

	test('enters its room as a moderator', async () => {
		const { key, member } = await withRoom();
		const entry = await (await member(edits, [key.eventId])).enter(key);
		const url = new URL(entry.outcome === 'link' ? entry.url : '');
		expect(url.origin + url.pathname).toBe('https://meet.example.org/gala');
		const [, claims = ''] = (url.searchParams.get('jwt') ?? '').split('.');
		expect(JSON.parse(Buffer.from(claims, 'base64url').toString('utf8'))).toMatchObject({
			room: 'gala',
			context: { user: { name: 'A member', moderator: 'true' } }
		});
	});

	test('gets no link with less than that', async () => {
		const { key, member } = await withRoom();
		const looks = await member({ ...allLevels('manage'), events: 'view' });
		await expect(looks.enter(key)).rejects.toThrow('not_allowed');
		const ofAnother = await member(edits, []);
		await expect(ofAnother.enter(key)).rejects.toThrow('missing');
	});

	test('hears where the server is gone, and where there is no such room', async () => {
		const { context, key, member } = await withRoom();
		const editor = await member(edits);
		await context.db.deleteFrom('roomServers').execute();
		expect(await editor.enter(key)).toEqual({ outcome: 'unavailable' });
		await context.db.updateTable('events').set({ room: null }).execute();
		await expect(editor.enter(key)).rejects.toThrow('missing');
	});
});
