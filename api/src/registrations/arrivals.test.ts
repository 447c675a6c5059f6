import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { allLevels } from '@foyer/shared/team';
import { appendOpenings, type OpeningState } from '../access/access-log.writes.ts';
import { changeEvent, makeInvited } from '../testing/access.ts';
import { contextOn } from '../testing/context-on.ts';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import {
	makeEvent,
	makeMember,
	makeOrganisation,
	makeRegistration
} from '../testing/organisations.ts';
import { serveForTest, visit } from '../testing/served.ts';
import { until } from '../testing/until.ts';

const arrived = 'registrations.arrived@1';
const notArrived = 'registrations.not_arrived@1';

/** A live event with one registrant, and devices of who sees to its door and of the host. */
async function open() {
	const context = await openTestContext();
	const { db } = context;
	const invited = await makeInvited(context, {
		status: 'live',
		roomUrl: 'https://meet.example.org/room'
	});
	const { organisationId, event, registration, link } = invited;
	const member = (checkin: 'view' | 'edit', events = [event.id]) =>
		makeMember(db, organisationId, { levels: { ...allLevels('none'), checkin }, events });
	const deviceOf = async (actor: Awaited<ReturnType<typeof member>>, on = context) =>
		new Device(on, organisationId, actor);
	const host = await makeMember(db, organisationId, { levels: allLevels('manage'), host: true });
	const { personId } = registration;
	const at = context.clock.time - 1000;
	const mark = (admissionId = randomUUID(), when = at) => ({
		eventId: event.id,
		people: [{ personId, at: when }],
		admissionId
	});
	const takeBack = (seen: { admissionId?: string; ledInAt?: number }) => ({
		eventId: event.id,
		people: [{ personId, admissionId: null, ledInAt: null, ...seen }]
	});
	const stored = () =>
		db
			.selectFrom('registrations')
			.select(['admittedAt', 'admissionId', 'ledInAt'])
			.where('id', '=', registration.id)
			.executeTakeFirstOrThrow();
	const changes = async () =>
		(await db.selectFrom('personChanges').select(['deed', 'before', 'after']).execute()).filter(
			({ after }) => after !== null
		);
	return {
		...{ ...invited, context, db, host, member, deviceOf, mark, takeBack, stored, changes, at },
		open: async (headers = {}, method = 'GET') => {
			const { origin } = await serveForTest(context);
			return visit(link(origin), { 'sec-fetch-site': 'same-origin', ...headers }, method);
		}
	};
}

const outcomesOf = ({ results }: Awaited<ReturnType<Device['push']>>) =>
	results.map(({ outcome }) => ('refusal' in outcome ? outcome.refusal : outcome.outcome));

const none = { admittedAt: null, admissionId: null, ledInAt: null };

test('who came is marked once, whoever marks them again, and every device of the event hears of it', async () => {
	const { member, deviceOf, host, mark, takeBack, stored, changes, at, registration } =
		await open();
	const [door, other] = [await deviceOf(await member('edit')), await deviceOf(host)];
	const [first, second] = [mark(), mark(randomUUID(), at - 500)];
	expect(outcomesOf(await door.push(1, [arrived, first]))).toEqual(['applied']);
	expect(outcomesOf(await other.push(1, [arrived, second]))).toEqual(['applied']);
	expect(outcomesOf(await door.push(1, [arrived, first]))).toEqual(['applied']);
	const marked = { admittedAt: at, admissionId: first.admissionId, ledInAt: null };
	expect(await stored()).toEqual(marked);
	expect(await changes()).toHaveLength(1);
	await Promise.all([door.pull(), other.pull()]);
	for (const device of [door, other])
		expect(device.all('registrations').get(registration.id)).toMatchObject(marked);
	await other.push(2, [notArrived, takeBack({ admissionId: second.admissionId })]);
	expect(await stored(), 'whose marking changed nothing takes nothing back').toEqual(marked);
	await door.push(2, [notArrived, takeBack({ admissionId: first.admissionId })]);
	expect(await stored()).toEqual(none);
	expect(outcomesOf(await other.push(3, [arrived, second]))).toEqual(['applied']);
	expect(await stored()).toMatchObject({ admissionId: second.admissionId });
});

test('of many who mark the same person at one moment, one does', async () => {
	const { context, member, deviceOf, mark, stored, changes } = await open();
	const marks = await Promise.all(
		Array.from({ length: 6 }, async () => ({
			device: await deviceOf(await member('edit'), await contextOn(context.database)),
			args: mark()
		}))
	);
	const answers = await Promise.all(
		marks.map(({ device, args }) => device.push(1, [arrived, args]))
	);
	expect(answers.flatMap(outcomesOf)).toEqual(marks.map(() => 'applied'));
	const noted = await changes();
	expect(noted).toHaveLength(1);
	const { admissionId } = await stored();
	expect(noted[0]?.after?.['admission_id']).toBe(admissionId);
	expect(marks.map(({ args }) => args.admissionId)).toContain(admissionId);
});

test('neither who scans alone, nor who sees to another event, nor another organisation marks anybody', async () => {
	const { context, db, organisationId, member, deviceOf, mark, takeBack, stored } = await open();
	const elsewhere = await makeEvent(db, organisationId);
	const foreign = await makeOrganisation(db);
	for (const device of [
		await deviceOf(await member('view')),
		await deviceOf(await member('edit', [elsewhere.id]))
	])
		expect(
			outcomesOf(await device.push(1, [arrived, mark()], [notArrived, takeBack({ ledInAt: 1 })]))
		).toEqual(['not_allowed', 'not_allowed']);
	const stranger = new Device(context, foreign.organisationId, foreign.host);
	expect(outcomesOf(await stranger.push(1, [arrived, mark()]))).toEqual(['missing']);
	expect(await stored()).toEqual(none);
});

test('whom their link leads into the live room has come, the first time, and devices hear of it', async () => {
	const { context, host, deviceOf, open: visitLink, stored, registration, changes } = await open();
	const device = await deviceOf(host);
	expect((await visitLink()).status).toBe(303);
	await until(async () => expect(await stored()).toMatchObject({ ledInAt: context.clock.time }));
	const first = context.clock.time;
	context.clock.time += 60_000;
	await visitLink();
	await until(async () =>
		expect(await context.db.selectFrom('accessLog').select('id').execute()).toHaveLength(2)
	);
	await device.pull();
	expect(device.all('registrations').get(registration.id)).toMatchObject({ ledInAt: first });
	expect(await changes(), 'the access log says it already').toEqual([]);
});

test('neither machines nor who waits nor a wrong way in are arrivals', async () => {
	const { context, organisationId, event, open: visitLink, stored } = await open();
	await visitLink({ 'user-agent': 'Mimecast' });
	await visitLink({}, 'HEAD');
	await visitLink({ 'sec-purpose': 'prefetch' });
	context.clock.time += 60_000;
	await changeEvent(context, organisationId, event.id, { status: 'scheduled' });
	await until(async () => expect((await visitLink()).status).toBe(200));
	await changeEvent(context, organisationId, event.id, { status: 'live' });
	context.clock.time += 60_000;
	await until(async () => expect((await visitLink()).status).toBe(303));
	await until(async () => expect((await stored()).ledInAt).toBe(context.clock.time));
});

test('a marking taken back leaves that their link led them in; taken back too, a later opening says so again', async () => {
	const { context, host, deviceOf, mark, takeBack, open: visitLink, stored } = await open();
	const device = await deviceOf(host);
	const marking = mark();
	await device.push(1, [arrived, marking]);
	await visitLink();
	await until(async () => expect((await stored()).ledInAt).not.toBeNull());
	const { ledInAt } = await stored();
	await device.push(2, [notArrived, takeBack({ admissionId: marking.admissionId })]);
	expect(await stored()).toEqual({ ...none, ledInAt });
	await device.push(3, [notArrived, takeBack({ ledInAt: ledInAt ?? 0 })]);
	expect(await stored(), 'what was logged until then is said').toEqual(none);
	context.clock.time += 60_000;
	await visitLink();
	await until(async () => expect(await stored()).toMatchObject({ ledInAt: context.clock.time }));
});

test('at the update, whose link had led into the live room has come, the first time, and nobody else', async () => {
	const { db, organisationId, event, registration, stored, at } = await open();
	const scanned = await makeRegistration(db, organisationId, event.id);
	const opening = (minutes: number, state: OpeningState, more: { automated?: boolean } = {}) => ({
		...{ organisationId, eventId: event.id, registrationId: registration.id, keyVersion: 1 },
		...{ at: at + minutes * 60_000, method: 'GET', state, automated: false, ...more }
	});
	await appendOpenings(db, [
		opening(-60, 'waiting'),
		opening(-2, 'live', { automated: true }),
		opening(10, 'live'),
		opening(1, 'live'),
		{ ...opening(0, 'live', { automated: true }), registrationId: scanned.id },
		{ ...opening(0, 'live'), registrationId: null }
	]);
	const migration = new URL('../db/migrations/0030_arrivals.sql', import.meta.url);
	const backfill = (await readFile(migration, 'utf8')).split(/^--$/m).at(-1) ?? '';
	await sql.raw(backfill).execute(db);
	expect(await stored()).toEqual({ ...none, ledInAt: at + 60_000 });
	const others = db.selectFrom('registrations').select('ledInAt').where('id', '=', scanned.id);
	expect(await others.executeTakeFirst()).toEqual({ ledInAt: null });
});
