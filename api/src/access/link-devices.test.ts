import { expect, it } from 'vitest';
import { allLevels } from '@foyer/shared/team';
import { makeInvited } from '../testing/access.ts';
import { contextOn } from '../testing/context-on.ts';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import { makeMember } from '../testing/organisations.ts';
import { serveForTest, visit } from '../testing/served.ts';
import { BlockList } from 'node:net';
import { conspicuous, sweepLinkDevices } from './link-devices.writes.ts';
import { until } from '../testing/until.ts';

const hour = 3_600_000;

/** A live event behind a proxy, and visits from as many networks as are asked for. */
async function open(deviceLimit: number | null = null) {
	const trustedProxies = new BlockList();
	trustedProxies.addAddress('127.0.0.1');
	const context = await openTestContext({ trustedProxies });
	const invited = await makeInvited(context, { status: 'live', deviceLimit });
	const { organisationId, event, registration, link } = invited;
	const other = await contextOn(context.database, { trustedProxies });
	other.now = context.now;
	const served = await Promise.all([context, other].map((each) => serveForTest(each)));
	const visitFrom = (n: number, headers: Record<string, string> = {}, method = 'GET') =>
		visit(
			link(served[n % 2]?.origin ?? ''),
			{ 'x-forwarded-for': `203.0.113.${n}`, 'sec-fetch-site': 'same-origin', ...headers },
			method
		);
	const seen = async () =>
		(
			await context.db
				.selectFrom('registrations')
				.select('devicesSeen')
				.where('id', '=', registration.id)
				.executeTakeFirstOrThrow()
		).devicesSeen;
	const rows = () => context.db.selectFrom('linkDevices').select(['device', 'at']).execute();
	const host = await makeMember(context.db, organisationId, {
		levels: allLevels('manage'),
		host: true
	});
	const device = new Device(context, organisationId, host);
	const args = { eventId: event.id, personIds: [registration.personId] };
	return { ...invited, context, visitFrom, seen, rows, device, args };
}

it('a link on conspicuously many devices within an hour is marked, over all processes', async () => {
	const { visitFrom, seen, rows, device, registration } = await open();
	for (let n = 0; n < conspicuous - 1; n++) await visitFrom(n);
	await visitFrom(1);
	await until(async () => expect(await rows()).toHaveLength(conspicuous - 1));
	expect(await seen()).toBeNull();
	await visitFrom(100);
	await until(async () => expect(await seen()).toBe(conspicuous));
	await device.pull();
	expect(device.all('registrations').get(registration.id)).toMatchObject({
		devicesSeen: conspicuous
	});
});

it('neither machines count, nor who comes through the same network with the same browser, nor yesterday', async () => {
	const { visitFrom, seen, rows, context } = await open();
	for (let n = 0; n < 9; n++) {
		await visitFrom(n, { 'user-agent': 'Mimecast' });
		await visitFrom(n, {}, 'HEAD');
		await visitFrom(7, { 'user-agent': 'Mozilla/5.0 (iPhone)' });
	}
	await until(async () => expect(await rows()).toHaveLength(1));
	for (let n = 0; n < conspicuous - 2; n++) await visitFrom(n);
	await until(async () => expect(await rows()).toHaveLength(conspicuous - 1));
	context.clock.time += hour + 1;
	await visitFrom(50);
	await until(async () => expect(await rows()).toHaveLength(conspicuous));
	expect(await seen()).toBeNull();
});

it('what is stored tells no address and no browser, and is gone after a day', async () => {
	const { visitFrom, rows, context } = await open();
	await visitFrom(1);
	await until(async () => expect(await rows()).toHaveLength(1));
	expect((await rows())[0]?.device).toMatch(/^[\w-]{22}$/);
	context.clock.time += 23 * hour;
	await sweepLinkDevices(context);
	expect(await rows()).toHaveLength(1);
	context.clock.time += 2 * hour;
	await sweepLinkDevices(context);
	expect(await rows()).toEqual([]);
});

it('dismissed, it is forgotten what was seen; a new link starts afresh', async () => {
	const { visitFrom, seen, rows, device, args, context, registration } = await open();
	for (let n = 0; n < conspicuous; n++) await visitFrom(n);
	await until(async () => expect(await seen()).toBe(conspicuous));
	await device.push(1, ['registrations.dismiss_devices@1', args]);
	expect([await seen(), await rows()]).toEqual([null, []]);
	await context.db.updateTable('registrations').set({ devicesSeen: 6 }).execute();
	await context.db
		.updateTable('registrations')
		.set({ keyVersion: registration.keyVersion + 1 })
		.execute();
	expect(await seen()).toBeNull();
});

it('where the event sets a limit, a link on more devices than that is marked, once it is claimed there', async () => {
	const { visitFrom, seen, device, args } = await open(1);
	for (let n = 0; n < conspicuous; n++) await visitFrom(n);
	expect((await visitFrom(0, { accept: 'application/json' }, 'POST')).status).toBe(200);
	expect(await seen()).toBeNull();
	expect((await visitFrom(1, { accept: 'application/json' }, 'POST')).status).toBe(200);
	expect(await seen()).toBe(2);
	await device.push(1, ['registrations.dismiss_devices@1', args]);
	expect(await seen()).toBeNull();
	await visitFrom(2, { accept: 'application/json' }, 'POST');
	expect(await seen(), 'the one that held the place, and the new one').toBe(2);
});
