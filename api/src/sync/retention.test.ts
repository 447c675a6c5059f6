import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { protocolVersion } from '@foyer/shared/sync';
import { claimPlace } from '../access/places.writes.ts';
import type { Context } from '../context.ts';
import { makeInvited } from '../testing/access.ts';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import {
	makeEvent,
	makeOrganisation,
	makePerson,
	makeRegistration
} from '../testing/organisations.ts';
import { push } from './push.writes.ts';
import { deleteOld } from './retention.writes.ts';

const day = 86_400_000;

/** Time passes: what was committed is as much older. */
async function pass(context: Context, days: number): Promise<void> {
	await sql`update sync_commits set at = at - make_interval(days => ${days}::int)`.execute(
		context.db
	);
}

async function open() {
	const context = await openTestContext();
	context.clock.time = Date.now();
	const { organisationId, host } = await makeOrganisation(context.db);
	const event = await makeEvent(context.db, organisationId);
	const device = () => new Device(context, organisationId, host);
	const register = () => makeRegistration(context.db, organisationId, event.id);
	const erase = (id: string) =>
		context.db.deleteFrom('registrations').where('id', '=', id).execute();
	const commits = async () =>
		(await context.db.selectFrom('syncCommits').select('version').orderBy('version').execute()).map(
			({ version }) => version
		);
	const tombstones = async () =>
		(await context.db.selectFrom('syncRows').select('id').where('gone', '=', true).execute())
			.length;
	return { context, organisationId, host, event, device, register, erase, commits, tombstones };
}

const rowsOf = (device: Device) => device.all('registrations');
const isReset = ({ scopes }: Awaited<ReturnType<Device['pullOnce']>>) =>
	scopes.some(({ reset }) => reset);

describe('a device that stayed away', () => {
	test('for longer than 90 days begins anew, keeps its count, and has lost no row', async () => {
		const { context, device, register, erase, tombstones } = await open();
		const phone = device();
		const stays = await register();
		const goes = await register();
		await phone.push(1, ['people.add@1', { id: randomUUID(), firstName: 'Ada' }]);
		await phone.pull();
		await erase(goes.id);
		await erase((await register()).id);
		const last = await register();
		await pass(context, 91);
		const came = await register();
		await deleteOld(context);
		expect(await tombstones()).toBe(0);
		expect(isReset(await phone.pullOnce())).toBe(true);
		await phone.pull();
		expect([...rowsOf(phone).keys()].sort()).toEqual([stays.id, last.id, came.id].sort());
		expect(phone.lastMutationId).toBe(1);
		const { results } = await phone.push(2, [
			'people.add@1',
			{ id: randomUUID(), firstName: 'Bo' }
		]);
		expect(results[0]?.outcome.outcome).toBe('applied');
	});

	test('for less is told what is gone', async () => {
		const { context, device, register, erase } = await open();
		const phone = device();
		const goes = await register();
		await pass(context, 10);
		await phone.pull();
		await erase(goes.id);
		await pass(context, 89);
		await deleteOld(context);
		const answer = await phone.pullOnce();
		expect(isReset(answer)).toBe(false);
		expect(rowsOf(phone).size).toBe(0);
	});

	test('since nothing happened is not reset, however long ago the last change was', async () => {
		const { context, device, register, commits } = await open();
		const first = await register();
		await pass(context, 400);
		const phone = device();
		await phone.pull();
		await deleteOld(context);
		expect(await commits()).toHaveLength(1);
		const second = await register();
		await deleteOld(context);
		expect(isReset(await phone.pullOnce())).toBe(false);
		expect([...rowsOf(phone).keys()].sort()).toEqual([first.id, second.id].sort());
	});

	test('from an organisation in which nothing had happened yet begins anew', async () => {
		const context = await openTestContext();
		context.clock.time = Date.now();
		const { organisationId, host } = await makeOrganisation(context.db);
		const phone = new Device(context, organisationId, host);
		await phone.pull();
		const { id } = await makePerson(context.db, organisationId);
		await pass(context, 91);
		await makePerson(context.db, organisationId);
		await deleteOld(context);
		expect(isReset(await phone.pullOnce())).toBe(true);
		await phone.pull();
		expect(phone.all('people').has(id)).toBe(true);
		expect(phone.all('people').size).toBe(2);
	});
});

/** Ends the work after so many statements. */
const endingAfter = (statements: number) => {
	let left = statements;
	return {
		get aborted() {
			return left-- <= 0;
		}
	};
};

test('whenever devices come and wherever the work was ended, each has the server’s rows', async () => {
	let seed = 7;
	const random = (below: number) => (seed = (seed * 48_271) % 0x7fffffff) % below;
	const { context, device, register, erase, commits } = await open();
	const phones = Array.from({ length: 4 }, device);
	const present: string[] = [];
	for (let step = 0; step < 60; step++) {
		const [goes] = present.splice(random(present.length + 1), random(3) === 0 ? 1 : 0);
		if (goes) await erase(goes);
		else present.push((await register()).id);
		if (random(2) === 0) await phones[random(phones.length)]?.pull();
		if (random(3) === 0) await pass(context, random(40));
		if (random(2) === 0) await deleteOld(context, { signal: endingAfter(random(6)), batchRows: 2 });
		const fresh = device();
		await fresh.pull();
		expect([...rowsOf(fresh).keys()].sort()).toEqual([...present].sort());
		const one = phones[random(phones.length)];
		await one?.pull();
		expect([step, one && [...rowsOf(one).keys()].sort()]).toEqual([step, [...present].sort()]);
	}
	await pass(context, 91);
	await deleteOld(context, { batchRows: 2 });
	expect(await commits()).toHaveLength(1);
	for (const phone of phones) {
		await phone.pull();
		expect([...rowsOf(phone).keys()].sort()).toEqual([...present].sort());
	}
});

describe('what became of mutations', () => {
	const kept = ({ db }: Context) =>
		db.selectFrom('syncOutcomes').select(['name', 'outcome']).orderBy('mutationId').execute();

	/** A phone that had one change applied and one refused, and was last heard of so many days ago. */
	async function unseenFor(days: number) {
		const { context, organisationId, host, device } = await open();
		const phone = device();
		const adding = { id: randomUUID(), firstName: 'Ada' };
		await phone.push(1, ['people.add@1', adding], ['people.delete@1', { ids: 'malformed' }]);
		await phone.pull();
		context.clock.time += days * day;
		await deleteOld(context);
		return { context, organisationId, userId: host.userId, phone, adding };
	}

	test('stays for 400 days after a device was last heard of', async () => {
		const { context } = await unseenFor(399);
		expect((await kept(context)).map(({ name }) => name)).toEqual([
			'people.add@1',
			'people.delete@1'
		]);
	});

	test('then goes, but for what has more to say; its answers and the count stay the same', async () => {
		const { context, phone, adding } = await unseenFor(401);
		const refused = { outcome: 'refused', refusal: 'malformed' };
		expect(await kept(context)).toEqual([{ name: 'people.delete@1', outcome: refused }]);
		await phone.pull();
		expect(phone.lastMutationId).toBe(2);
		const { results } = await phone.push(
			1,
			['people.add@1', adding],
			['people.delete@1', { ids: 'malformed' }],
			['people.add@1', { id: randomUUID(), firstName: 'Bo' }]
		);
		expect(results.map(({ outcome }) => outcome)).toEqual([
			{ outcome: 'applied', notices: [] },
			refused,
			{ outcome: 'applied', notices: [] }
		]);
		expect(await context.db.selectFrom('people').select('id').execute()).toHaveLength(2);
	});

	const adding = (occurredAt: number) => ({
		id: 1,
		entry: randomUUID(),
		name: 'people.add@1',
		args: { id: randomUUID(), firstName: 'Cy' },
		occurredAt
	});

	test('is known again once a device that was away has asked', async () => {
		const { context, organisationId, host } = await open();
		const cy = adding(context.now());
		const from = (clientId: string) =>
			push(
				context,
				{ protocol: protocolVersion, organisationId, clientId, mutations: [cy] },
				host.userId
			);
		const [before, after] = [randomUUID(), randomUUID()];
		const first = await from(before);
		context.clock.time += 401 * day;
		await deleteOld(context);
		expect(await kept(context)).toEqual([]);
		expect(await from(before)).toEqual(first);
		await deleteOld(context);
		// A client id that was given up sends all of it again.
		expect(await from(after)).toEqual(first);
		expect(await context.db.selectFrom('people').select('id').execute()).toHaveLength(1);
	});

	test('is not taken for that of a copy’s later change under the same number', async () => {
		const { context, organisationId, userId, phone } = await unseenFor(401);
		const copy = {
			protocol: protocolVersion,
			organisationId,
			clientId: phone.clientId,
			mutations: [adding(context.now())]
		};
		await expect(push(context, copy, userId)).rejects.toThrow('client_gone');
	});
});

test('the access log of an event goes 400 days after it was over', async () => {
	const context = await openTestContext();
	const past = await makeInvited(context);
	const longest = await makeInvited(context, { endsAt: Date.UTC(2028, 0, 1) });
	context.clock.time = past.event.endsAt + 401 * day;
	const at = past.event.startsAt;
	const log = [past, longest].flatMap(({ organisationId, event }) =>
		[at, context.clock.time - day].map((when) => ({
			organisationId,
			eventId: event.id,
			registrationId: null,
			at: when,
			method: 'GET',
			state: 'live',
			automated: false
		}))
	);
	await context.db
		.insertInto('accessLog')
		.values([...log, ...log.slice(0, 1)])
		.execute();
	await deleteOld(context, { batchRows: 1 });
	const left = await context.db.selectFrom('accessLog').select(['eventId', 'at']).execute();
	expect(left).toHaveLength(3);
	expect(left).not.toContainEqual({ eventId: past.event.id, at });
});

test('who took keys out is known for 400 days after the event, which devices came for a day', async () => {
	const context = await openTestContext();
	const { organisationId, event, registration } = await makeInvited(context);
	const { userId } = (await makeOrganisation(context.db)).host;
	const link = {
		organisationId,
		registrationId: registration.id,
		eventId: event.id,
		keyVersion: 1
	};
	await claimPlace(context.db, link, 'a device', event.endsAt);
	const reveal = { organisationId, eventId: event.id, registrationId: registration.id, userId };
	const at = event.startsAt;
	await context.db
		.insertInto('keyReveals')
		.values([
			{ ...reveal, way: 'shown', at, loggedAt: at },
			{ ...reveal, way: 'copied', at, loggedAt: at + 300 * day }
		])
		.execute();
	const left = async (days: number) => {
		context.clock.time = event.endsAt + days * day;
		await deleteOld(context, { batchRows: 1 });
		const reveals = await context.db.selectFrom('keyReveals').select('way').execute();
		const claims = await context.db.selectFrom('deviceClaims').select('devices').execute();
		return [reveals.map(({ way }) => way).join(), claims.length];
	};
	expect(await left(0.5)).toEqual(['shown,copied', 1]);
	expect(await left(2)).toEqual(['shown,copied', 0]);
	expect(await left(399)).toEqual(['shown,copied', 0]);
	expect(await left(401)).toEqual(['copied', 0]);
	expect(await left(701)).toEqual(['', 0]);
});

test('when an invitation’s link was opened is known for 400 days', async () => {
	const context = await openTestContext();
	context.clock.time = Date.now();
	const { organisationId, host } = await makeOrganisation(context.db);
	const person = await makePerson(context.db, organisationId);
	const id = randomUUID();
	const people = [{ id, personId: person.id }];
	await new Device(context, organisationId, host).push(1, [
		'invitations.invite@1',
		{ people, mailing: randomUUID() }
	]);
	const opening = { organisationId, invitationId: id, automated: false };
	const at = context.clock.time;
	await context.db
		.insertInto('invitationOpenings')
		.values([0, 1, 300].map((days) => ({ ...opening, at: at + days * day })))
		.execute();
	const left = async (days: number) => {
		context.clock.time = at + days * day;
		await deleteOld(context, { batchRows: 1 });
		return (await context.db.selectFrom('invitationOpenings').select('at').execute()).length;
	};
	expect(await left(399)).toBe(3);
	expect(await left(402)).toBe(1);
	expect(await left(701)).toBe(0);
});
