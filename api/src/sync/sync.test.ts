import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { fragmentNames, fragments, isEventPart, isInstant, parts } from '@foyer/shared/entities';
import { scopeOf, type Scope } from '@foyer/shared/scopes';
import { nearEvents, protocolVersion, unpacked, type Cursor } from '@foyer/shared/sync';
import { allLevels } from '@foyer/shared/team';
import { deriveCode, deriveKey } from '../access/access-keys.ts';
import type { Context } from '../context.ts';
import { testConfig } from '../testing/context-on.ts';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import {
	makeEvent,
	makeMember,
	makeOrganisation,
	makePerson,
	makeRegistration
} from '../testing/organisations.ts';
import { pull, pullLimits } from './pull.reads.ts';

const person = (fields: object = {}) => ({
	id: randomUUID(),
	firstName: 'Ada',
	email: `${randomUUID()}@example.org`,
	...fields
});

const lowestId = '00000000-0000-0000-0000-000000000000';

async function setUp() {
	const context = await openTestContext();
	const { organisationId, host } = await makeOrganisation(context.db);
	return { context, organisationId, host, device: new Device(context, organisationId, host) };
}

describe('push', () => {
	test('applies mutations in order, once', async () => {
		const { context, organisationId, device } = await setUp();
		const ada = person();
		const add = ['people.add@1', ada] as [string, unknown];
		const rename = ['people.update@1', { id: ada.id, fields: { firstName: 'Grace' } }] as [
			string,
			unknown
		];
		const first = await device.push(1, add, rename);
		const again = await device.push(1, add, rename);
		expect(first.results.map(({ outcome }) => outcome.outcome)).toEqual(['applied', 'applied']);
		expect(again).toEqual(first);
		const people = await context.db
			.selectFrom('people')
			.selectAll()
			.where('organisationId', '=', organisationId)
			.execute();
		expect(people).toMatchObject([{ id: ada.id, firstName: 'Grace' }]);
	});

	test('refuses a gap', async () => {
		const { device } = await setUp();
		await expect(device.push(2, ['people.add@1', person()])).rejects.toThrow('mutation_gap');
	});

	test('a refusal is stored, counts as processed and leaves nothing behind', async () => {
		const { context, device } = await setUp();
		const event = { id: randomUUID() };
		const { results } = await device.push(
			1,
			['people.add@1', { ...person(), email: 'not an address' }],
			['events.cancel@1', event],
			['no.such@1', {}],
			['people.add@1', person()]
		);
		expect(
			results.map(({ outcome }) => ('refusal' in outcome ? outcome.refusal : outcome.outcome))
		).toEqual(['malformed', 'missing', 'update_required', 'applied']);
		expect((await device.push(1, ['people.add@1', person()])).results[0]?.outcome).toMatchObject({
			refusal: 'malformed'
		});
		expect(await context.db.selectFrom('people').select('id').execute()).toHaveLength(1);
	});

	test('an organisation one is not a member of answers as none, and nothing is written', async () => {
		const { context, host } = await setUp();
		const other = await makeOrganisation(context.db);
		const intruder = new Device(context, other.organisationId, host);
		await expect(intruder.push(1, ['people.add@1', person()])).rejects.toThrow('not_a_member');
		await expect(intruder.pull()).rejects.toThrow('not_a_member');
		expect(await context.db.selectFrom('people').select('id').execute()).toEqual([]);
	});

	test('an address added by two devices is one person, whose gaps are filled', async () => {
		const { context, organisationId, host, device } = await setUp();
		const second = new Device(context, organisationId, host);
		const event = await makeEvent(context.db, organisationId);
		const one = person({ lastName: 'Lovelace' });
		const two = person({ email: one.email, firstName: 'A.', phone: '+33 1 23' });
		await device.push(1, ['people.add@1', one]);
		const { results } = await second.push(
			1,
			['people.add@1', two],
			[
				'registrations.add@1',
				{
					eventId: event.id,
					people: [{ id: randomUUID(), personId: two.id }],
					confirmations: 'never'
				}
			]
		);
		expect(results[0]?.outcome).toMatchObject({
			notices: [{ notice: 'person_known', personId: one.id }]
		});
		await second.pull();
		expect(second.all('people').get(one.id)).toMatchObject({
			firstName: 'Ada',
			lastName: 'Lovelace',
			phone: '+33 1 23'
		});
		expect(second.all('people').get(two.id)).toMatchObject({ mergedInto: one.id });
		expect([...second.all('registrations').values()]).toMatchObject([
			{ personId: one.id, firstName: 'Ada' }
		]);
	});

	test('a permalink taken offline by two devices: the second event gets a number and a notice', async () => {
		const { context, organisationId, host, device } = await setUp();
		const second = new Device(context, organisationId, host);
		const event = {
			title: 'Gala',
			description: '',
			permalink: 'gala',
			startsAt: 1_000_000,
			endsAt: 2_000_000,
			timeZone: 'Europe/Paris',
			language: 'fr',
			roomUrl: null,
			replayUrl: null,
			earlyEntry: 0,
			startsBy: 'clock',
			reminders: [60],
			capacity: null
		};
		await device.push(1, ['events.create@1', { id: randomUUID(), ...event }]);
		const { results } = await second.push(1, ['events.create@1', { id: randomUUID(), ...event }]);
		expect(results[0]?.outcome).toMatchObject({
			notices: [{ notice: 'permalink_changed', given: 'gala-2' }]
		});
	});

	test('edits of different fields merge; of one field the later to arrive stays', async () => {
		const { context, organisationId, host, device } = await setUp();
		const second = new Device(context, organisationId, host);
		const { id } = await makePerson(context.db, organisationId);
		await device.push(1, ['people.update@1', { id, fields: { firstName: 'One', phone: '1' } }]);
		await second.push(1, ['people.update@1', { id, fields: { firstName: 'Two', company: '2' } }]);
		await device.pull();
		expect(device.all('people').get(id)).toMatchObject({
			firstName: 'Two',
			phone: '1',
			company: '2'
		});
	});
});

describe('pull', () => {
	test('brings everything first, then only what changed, with the mutation number of the same snapshot', async () => {
		const { context, organisationId, device } = await setUp();
		const event = await makeEvent(context.db, organisationId);
		const registration = await makeRegistration(context.db, organisationId, event.id);
		await device.pull();
		expect(device.all('events').get(event.id)).toMatchObject({
			title: event.title,
			startsAt: event.startsAt
		});
		expect(device.all('registrationKeys').get(registration.id)).toEqual({
			keyVersion: 1,
			key: deriveKey(testConfig.secret, registration.id, 1),
			keyRotation: null,
			keyBefore: null,
			code: deriveCode(testConfig.secret, registration.id, 1)
		});
		const ada = person();
		await device.push(1, ['people.add@1', ada]);
		const answer = await device.pullOnce();
		const changed = answer.scopes.flatMap(({ changes }) =>
			changes.flatMap(({ fragment, rows }) => unpacked(rows).map(([id]) => [fragment, id]))
		);
		expect(changed).toEqual([['people', ada.id]]);
		expect(answer.lastMutationId).toBe(1);
	});

	test('a first sync goes on at any page, and loses nothing that changes meanwhile', async () => {
		const { context, organisationId, device } = await setUp();
		const { firstRows, pageRows } = pullLimits;
		const all = firstRows + pageRows + 700;
		await insertPeople(context, organisationId, all);
		for (const done of [firstRows, firstRows + pageRows]) {
			const { scopes } = await device.pullOnce();
			expect(scopes.find(({ scope }) => scope === 'people')).toMatchObject({
				scope: 'people',
				cursor: { progress: [done, all] }
			});
		}
		const [first, second] = device.all('people').keys();
		const last = await context.db
			.selectFrom('people')
			.select('id')
			.orderBy('listedBy', 'desc')
			.executeTakeFirstOrThrow();
		await sql`delete from people where id = ${first}`.execute(context.db);
		// One who is yet to come goes to the front, and one who came to the end.
		for (const [id, name] of [
			[last.id, 'Aaron'],
			[second, 'Zzyzx']
		])
			await sql`update people set last_name = ${name} where id = ${id}`.execute(context.db);
		const late = await makePerson(context.db, organisationId, { firstName: 'Late' });
		await device.pull();
		expect(Object.values(device.cursors).filter(({ progress }) => progress)).toEqual([]);
		await expectSame(context, organisationId, device);
		expect(device.all('people').get(late.id)).toMatchObject({ firstName: 'Late' });
	});

	test('a first sync brings people as they are listed', async () => {
		const { context, organisationId, device } = await setUp();
		const names: [firstName: string, lastName: string][] = [
			['Zoé', ''],
			['Inès', 'Moreau'],
			['', ''],
			['Élise', 'Öberg'],
			['Anna', 'van den Broeck'],
			['Anna', 'Van Acker'],
			['Ärne', 'Öberg'],
			['', 'Abbas'],
			['', ' '],
			['Bo', 'Aït Ali'],
			['Cy', 'AIT']
		];
		for (const [firstName, lastName] of names)
			await makePerson(context.db, organisationId, { firstName, lastName });
		const { scopes } = await device.pullOnce();
		const { changes } = scopes.find(({ scope }) => scope === 'people') ?? { changes: [] };
		const listed = changes.flatMap(({ rows }) => unpacked(rows)).map(([id]) => id);
		const people = device.all('people');
		expect(
			listed.map(
				(id) => `${String(people.get(id)?.lastName)}, ${String(people.get(id)?.firstName)}`
			)
		).toEqual([
			'Abbas, ',
			'AIT, Cy',
			'Aït Ali, Bo',
			'Moreau, Inès',
			'Öberg, Ärne',
			'Öberg, Élise',
			'Van Acker, Anna',
			'van den Broeck, Anna',
			', Zoé',
			...listed.slice(-2).map((id) => `${String(people.get(id)?.lastName)}, `)
		]);
	});

	test('one begun before people came as they are listed is begun anew', async () => {
		const { context, organisationId, device } = await setUp();
		const { firstRows } = pullLimits;
		const people = scopeOf('people', null);
		await insertPeople(context, organisationId, firstRows + 10);
		await device.pullOnce();
		const cursor = device.cursors[people];
		const [fragment = 'people', event = '', id = ''] = cursor?.after ?? [];
		expect(id).not.toBe('');
		device.cursors[people] = { ...(cursor as Cursor), after: [fragment, event, id] };
		const { scopes } = await device.pullOnce();
		expect(scopes.find(({ scope }) => scope === 'people')).toMatchObject({
			reset: true,
			cursor: { progress: [firstRows, firstRows + 10] }
		});
		await device.pull();
		await expectSame(context, organisationId, device);
	});

	test('instants arrive as the database has them, cut to the ms', async () => {
		const { context, organisationId, device } = await setUp();
		await sql`insert into people (organisation_id, id, first_name, created_at)
			select ${organisationId}::uuid, gen_random_uuid(), 'Ada',
				timestamptz 'epoch' + n * interval '7919 days' / 100 + n * interval '1 microsecond' * 333
			from generate_series(-100, 600) n
			union all select ${organisationId}::uuid, gen_random_uuid(), 'Bo',
				timestamptz '2026-11-30 12:00:00.123' + n * interval '1 microsecond'
			from generate_series(-1, 1001) n`.execute(context.db);
		const { rows: stored } = await sql<{ id: string; ms: string }>`select id,
				floor(extract(epoch from created_at) * 1000)::bigint::text as ms
			from people where organisation_id = ${organisationId}`.execute(context.db);
		await device.pull();
		const arrived = [...device.all('people')].map(([id, { createdAt }]) => [id, String(createdAt)]);
		expect(new Map(arrived as [string, string][])).toEqual(
			new Map(stored.map(({ id, ms }) => [id, ms]))
		);
	});

	test('a page brings as much of the usual as the device can take', async () => {
		const { context, organisationId, host, device } = await setUp();
		await insertPeople(context, organisationId, pullLimits.firstRows + pullLimits.pageRows);
		await device.pullOnce();
		const { cursors } = device;
		const request = { protocol: protocolVersion, organisationId, clientId: randomUUID(), cursors };
		const rowsAt = async (pace?: number): Promise<number> => {
			const user = { id: host.userId, name: '', email: '' };
			const { scopes } = await pull(context, { ...request, pace }, user);
			const { changes } = scopes.find(({ scope }) => scope === 'people') ?? { changes: [] };
			return changes.flatMap(({ rows }) => unpacked(rows)).length;
		};
		expect(await rowsAt(1 / 8)).toBe(Math.ceil(pullLimits.pageRows / 8));
		expect(await rowsAt(1 / 2)).toBe(pullLimits.pageRows / 2);
		expect(await rowsAt()).toBe(pullLimits.pageRows);
	});

	test('a first sync brings the registrations of the nearest events first, each once, by event', async () => {
		const { context, organisationId, host } = await setUp();
		const now = context.now();
		const events: string[] = [];
		for (let days = -nearEvents; days < nearEvents + 4; days++) {
			const startsAt = now + days * 86_400_000 + 3_600_000;
			const { id } = await makeEvent(context.db, organisationId, {
				startsAt,
				endsAt: startsAt + 1000
			});
			events.push(id);
			for (let i = 0; i < 3; i++) await makeRegistration(context.db, organisationId, id);
		}
		const cursors: Record<Scope, Cursor> = {};
		const user = { id: host.userId, name: '', email: '' };
		const arrived: (string | null)[] = [];
		const ids: string[] = [];
		for (let more = true; more;) {
			const answer = await pull(
				context,
				{ protocol: protocolVersion, organisationId, clientId: randomUUID(), cursors },
				user,
				{ ...pullLimits, firstRows: events.length + 2, pageRows: 4, answerRows: 100 }
			);
			for (const { scope, changes, cursor } of answer.scopes) {
				cursors[scope] = cursor;
				for (const { fragment, event, rows } of changes) {
					if (fragment !== 'registrations') continue;
					arrived.push(event);
					for (const [id, eventId] of unpacked(rows)) {
						ids.push(id);
						expect(eventId).toBe(event);
					}
				}
			}
			more = answer.more;
		}
		expect(arrived[0]).toBe(events[nearEvents]);
		const near = events.toSorted((a, b) => distance(a) - distance(b)).slice(0, nearEvents);
		expect(new Set(arrived).size).toBe(events.length);
		expect(arrived.slice(-10).filter((event) => near.includes(event ?? ''))).toEqual([]);
		expect(new Set(ids).size).toBe(events.length * 3);
		expect(ids).toHaveLength(events.length * 3);

		function distance(id: string): number {
			return Math.abs((events.indexOf(id) - nearEvents) * 86_400_000 + 3_600_000);
		}
	});

	test('more changes than one answer carries come in several, whole commits each', async () => {
		const { context, organisationId, device } = await setUp();
		await device.pull();
		for (let i = 0; i < 4; i++) await insertPeople(context, organisationId, 1500);
		const answer = await device.pullOnce();
		expect(answer.more).toBe(true);
		expect(answer.lastMutationId).toBeNull();
		await device.pull();
		await expectSame(context, organisationId, device);
	});

	test('rights decide the scopes: staff of one event hold that event alone', async () => {
		const { context, organisationId } = await setUp();
		const mine = await makeEvent(context.db, organisationId);
		const other = await makeEvent(context.db, organisationId);
		const registration = await makeRegistration(context.db, organisationId, mine.id);
		await makeRegistration(context.db, organisationId, other.id);
		const staff = await makeMember(context.db, organisationId, {
			levels: { ...allLevels('none'), events: 'view', checkin: 'view' },
			events: [mine.id]
		});
		const device = new Device(context, organisationId, staff);
		await device.pull();
		expect([...device.all('events').keys()]).toEqual([mine.id]);
		expect([...device.all('registrations').keys()]).toEqual([registration.id]);
		expect(device.all('registrationContacts').size).toBe(0);
		expect(device.all('people').size).toBe(0);
	});

	test('rights taken away leave the device at its next contact; rights given bring their rows', async () => {
		const { context, organisationId } = await setUp();
		const one = await makeEvent(context.db, organisationId);
		const two = await makeEvent(context.db, organisationId);
		const levels = { ...allLevels('none'), events: 'view' as const, people: 'view' as const };
		const member = await makeMember(context.db, organisationId, { levels, events: [one.id] });
		const device = new Device(context, organisationId, member);
		await device.pull();
		await context.db
			.updateTable('memberEvents')
			.set({ eventId: two.id })
			.where('userId', '=', member.userId)
			.execute();
		await device.pull();
		expect([...device.all('events').keys()]).toEqual([two.id]);
		await context.db.deleteFrom('members').where('userId', '=', member.userId).execute();
		await expect(device.pull()).rejects.toThrow('not_a_member');
	});

	test('no cursor that a device makes up brings a row outside its rights', async () => {
		const { context, organisationId } = await setUp();
		const elsewhere = await makeOrganisation(context.db);
		const foreignEvent = await makeEvent(context.db, elsewhere.organisationId);
		const foreign = await makeRegistration(context.db, elsewhere.organisationId, foreignEvent.id);
		const [own, other] = [
			await makeEvent(context.db, organisationId),
			await makeEvent(context.db, organisationId)
		];
		const mine = await makeRegistration(context.db, organisationId, own.id);
		const theirs = await makeRegistration(context.db, organisationId, other.id);
		const levels = { ...allLevels('none'), events: 'view' as const, checkin: 'view' as const };
		const member = await makeMember(context.db, organisationId, { levels, events: [own.id] });
		const device = new Device(context, organisationId, member);
		await device.pull();
		const honest = { ...device.cursors };
		const places = [own.id, other.id, foreignEvent.id, ''].flatMap((event) =>
			(['', lowestId, mine.id, theirs.id, foreign.id] as const).flatMap((id) =>
				fragmentNames.map((fragment): Cursor['after'] => [fragment, event, id])
			)
		);
		const lists = [[other.id], [foreignEvent.id, other.id, own.id], [own.id, own.id]];
		const strange = [
			scopeOf('people', null),
			...[own.id, other.id, foreignEvent.id, '*'].flatMap((event) =>
				parts.filter(isEventPart).map((part) => scopeOf(part, event))
			)
		];
		const begun: Omit<Cursor, 'after' | 'near'> = { version: 0, commit: '' };
		const seen = new Set<string>();
		for (const [index, after] of places.entries()) {
			const near = lists[index % lists.length] ?? [];
			const base = index % 2 === 0 ? begun : (Object.values(honest)[0] ?? begun);
			device.cursors = Object.fromEntries(
				[...Object.keys(honest), ...strange].map((scope) => [scope, { ...base, after, near }])
			);
			const { scopes, removed } = await device.pullOnce();
			expect(scopes.map(({ scope }) => scope).sort()).toEqual(Object.keys(honest).sort());
			expect(removed).toContain(scopeOf('event', other.id));
			for (const { changes } of scopes)
				for (const { event, rows } of changes) {
					for (const [id] of unpacked(rows)) seen.add(id);
					if (event !== null) expect(event).toBe(own.id);
				}
		}
		expect([...seen].sort()).toEqual([own.id, mine.id].sort());
	});

	test('who may see all events sees none of another organisation by a made-up place', async () => {
		const { context, organisationId, device } = await setUp();
		const elsewhere = await makeOrganisation(context.db);
		const foreignEvent = await makeEvent(context.db, elsewhere.organisationId);
		await makeRegistration(context.db, elsewhere.organisationId, foreignEvent.id);
		const event = await makeEvent(context.db, organisationId);
		const registration = await makeRegistration(context.db, organisationId, event.id);
		await device.pull();
		for (const after of [foreignEvent.id, lowestId].map((id): Cursor['after'] => [
			'registrations',
			id,
			lowestId
		])) {
			for (const cursor of Object.values(device.cursors))
				Object.assign(cursor, { after, near: [foreignEvent.id] });
			const { scopes } = await device.pullOnce();
			const ids = scopes.flatMap(({ changes }) =>
				changes.flatMap(({ fragment, rows }) =>
					fragment === 'registrations' ? unpacked(rows).map(([id]) => id) : []
				)
			);
			expect(ids.filter((id) => id !== registration.id)).toEqual([]);
		}
	});

	test('a cursor that the server does not know begins its scope anew', async () => {
		const { context, organisationId, device } = await setUp();
		await makePerson(context.db, organisationId);
		await device.pull();
		for (const cursor of Object.values(device.cursors)) cursor.commit = randomUUID();
		await makePerson(context.db, organisationId);
		const answer = await device.pullOnce();
		expect(answer.scopes.every(({ reset }) => reset)).toBe(true);
		await device.pull();
		await expectSame(context, organisationId, device);
	});

	test('a changed address makes a new key and reaches the registration', async () => {
		const { context, organisationId, device } = await setUp();
		const event = await makeEvent(context.db, organisationId);
		const { id, personId } = await makeRegistration(context.db, organisationId, event.id);
		await device.push(1, [
			'people.update@1',
			{ id: personId, fields: { email: 'new@example.org' } }
		]);
		await device.pull();
		expect(device.all('registrationContacts').get(id)).toEqual({ email: 'new@example.org' });
		expect(device.all('registrationKeys').get(id)).toMatchObject({ keyVersion: 2 });
	});
});

describe('the feed', () => {
	test('knows which columns are instants', async () => {
		const { context } = await setUp();
		const { rows } = await sql<{ table: string; column: string }>`
			select table_name as table, column_name as column from information_schema.columns
			where table_schema = current_schema() and data_type = 'timestamp with time zone'
		`.execute(context.db);
		const stored = new Set(rows.map(({ table, column }) => `${table}.${column}`));
		for (const { entity, columns } of Object.values(fragments))
			for (const column of columns) {
				const place = `${entity}.${column}`.replace(
					/[A-Z]/g,
					(letter) => `_${letter.toLowerCase()}`
				);
				expect([place, isInstant(column)]).toEqual([place, stored.has(place)]);
			}
	});

	test('loses nothing and stays in step under concurrent writers', async () => {
		const { context, organisationId, host } = await setUp();
		const devices = [0, 1, 2, 3].map(() => new Device(context, organisationId, host));
		const reader = new Device(context, organisationId, host);
		const writers = devices.map(async (device) => {
			for (let id = 1; id <= 12; id++) await device.push(id, ['people.add@1', person()]);
		});
		const reading = (async () => {
			for (let i = 0; i < 15; i++) await reader.pull();
		})();
		await Promise.all([...writers, reading]);
		await reader.pull();
		expect(reader.all('people').size).toBe(48);
		await expectSame(context, organisationId, reader);
	});

	test('covers raw SQL, and a row that leaves leaves a tombstone', async () => {
		const { context, organisationId, device } = await setUp();
		const { id } = await makePerson(context.db, organisationId);
		await device.pull();
		await sql`update people set first_name = 'Raw'`.execute(context.db);
		await device.pull();
		expect(device.all('people').get(id)).toMatchObject({ firstName: 'Raw' });
		await sql`delete from people`.execute(context.db);
		await device.pull();
		expect(device.all('people').size).toBe(0);
	});
});

async function insertPeople(
	context: Context,
	organisationId: string,
	count: number
): Promise<void> {
	await sql`insert into people (organisation_id, id, first_name, created_at)
		select ${organisationId}::uuid, gen_random_uuid(), 'P' || n, now() from generate_series(1, ${count}::int) n`.execute(
		context.db
	);
}

/** What the device holds of the directory is what the table has. */
async function expectSame(context: Context, organisationId: string, device: Device): Promise<void> {
	const rows = await context.db
		.selectFrom('people')
		.select(['id', 'firstName'])
		.where('organisationId', '=', organisationId)
		.execute();
	const held = [...device.all('people')].map(([id, { firstName }]) => ({ id, firstName }));
	const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
	expect(held.sort(byId)).toEqual(rows.sort(byId));
}
