import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { accessLink, eventPath } from '@foyer/shared/access';
import { allLevels } from '@foyer/shared/team';
import { deriveKey } from '../access/access-keys.ts';
import { appendOpenings } from '../access/access-log.writes.ts';
import type { Db } from '../db/database.ts';
import { mailFolder } from '../mail/mail-folder.ts';
import { appRouter } from '../router.ts';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import {
	makeEvent,
	makeMember,
	makeOrganisation,
	makePerson,
	makeRegistration
} from '../testing/organisations.ts';
import { requestOf } from '../testing/requests.ts';
import { serveForTest, visit } from '../testing/served.ts';
import { readTenantTables } from '../testing/tenant-tables.ts';

const secrets = ['Zéphyrine', 'Quatremère', 'zephyrine', '0470 11 22 33', 'allergic', 'Midi & Co'];

/** Rows, of any table, in which one of the person's own words still stands. */
async function leftIn(db: Db): Promise<string[]> {
	const found: string[] = [];
	for (const name of await readTenantTables(db)) {
		const { rows } = await sql<{ row: string }>`
			select to_jsonb(t)::text as row from ${sql.table(name)} t
		`.execute(db);
		if (rows.some(({ row }) => secrets.some((secret) => row.includes(secret)))) found.push(name);
	}
	return found;
}

async function open() {
	const dataDir = await mkdtemp(path.join(tmpdir(), 'foyer-erase-'));
	const context = await openTestContext({ dataDir });
	const { db } = context;
	const { organisationId, host, pageName } = await makeOrganisation(db);
	const event = await makeEvent(db, organisationId, { status: 'live' });
	const registration = await makeRegistration(db, organisationId, event.id, {
		firstName: 'Zéphyrine',
		lastName: 'Quatremère',
		email: 'zephyrine@example.org'
	});
	const { personId } = registration;
	const other = await makeRegistration(db, organisationId, event.id, { firstName: 'Tom' });
	const device = new Device(context, organisationId, host);
	const twin = randomUUID();
	await device.push(
		1,
		[
			'people.update@2',
			{ id: personId, fields: { phone: '0470 11 22 33', note: 'allergic', company: 'Midi & Co' } }
		],
		// Tells the device the address of who is known.
		['people.add@1', { id: randomUUID(), email: 'zephyrine@example.org' }],
		['people.add@1', { id: twin, firstName: 'Zéphyrine', email: 'zephyrine@work.example' }],
		['people.merge@1', { id: personId, otherId: twin, fields: {}, custom: {}, eventIds: [] }],
		['registrations.confirm@1', { eventId: event.id, personIds: [personId, other.personId] }]
	);
	await db
		.insertInto('ownChanges')
		.values({
			organisationId,
			eventId: event.id,
			registrationId: registration.id,
			change: 'renamed',
			before: 'Zéphyrine',
			at: context.now()
		})
		.execute();
	await db
		.updateTable('mails')
		.set({ reason: '550 zephyrine@example.org unknown' })
		.where('registrationId', '=', registration.id)
		.execute();
	await appendOpenings(db, [
		{
			organisationId,
			eventId: event.id,
			registrationId: registration.id,
			keyVersion: 1,
			at: context.now(),
			method: 'GET',
			state: 'live',
			automated: false
		}
	]);
	const people = (userId: string) => appRouter.createCaller(requestOf(context, userId)).people;
	const of = { organisationId, personId };
	return {
		context,
		db,
		dataDir,
		organisationId,
		pageName,
		host,
		event,
		registration,
		other,
		device,
		people,
		of
	};
}

test('nothing that tells who they are is left, in any table', async () => {
	const { db, people, host, of } = await open();
	expect(await leftIn(db)).toEqual(
		expect.arrayContaining([
			'own_changes',
			'people',
			'person_changes',
			'registrations',
			'sync_outcomes'
		])
	);
	expect(await people(host.userId).erase(of)).toEqual({ registrations: 1 });
	expect(await leftIn(db)).toEqual([]);
});

test('what was counted stays counted, others stay as they were, and nothing goes out', async () => {
	const { db, people, host, of, event, other, registration } = await open();
	await people(host.userId).erase(of);
	const rows = await db
		.selectFrom('registrations')
		.select(['id', 'status', 'firstName', 'email'])
		.where('eventId', '=', event.id)
		.execute();
	expect(rows).toHaveLength(2);
	expect(rows).toContainEqual({
		id: registration.id,
		status: 'registered',
		firstName: '',
		email: null
	});
	expect(rows).toContainEqual(
		expect.objectContaining({ id: other.id, firstName: 'Tom', email: other.email })
	);
	expect(await db.selectFrom('accessLog').selectAll().execute()).toHaveLength(1);
	const mails = await db.selectFrom('mails').select(['registrationId', 'state']).execute();
	expect(mails).toContainEqual({ registrationId: registration.id, state: 'suppressed' });
	expect(mails).toContainEqual({ registrationId: other.id, state: 'queued' });
});

test('their link is void, as a revoked one is', async () => {
	const { context, people, host, of, pageName, event, registration } = await open();
	const { origin } = await serveForTest(context);
	const link = (version: number, email = registration.email ?? '') =>
		accessLink(
			origin,
			eventPath(pageName, event.permalink),
			email,
			deriveKey(context.config.secret, registration.id, version)
		);
	expect((await visit(link(1))).status).toBe(303);
	await people(host.userId).erase(of);
	await expect.poll(async () => (await visit(link(1))).status, { timeout: 20_000 }).toBe(403);
	// Not even by the key that would be next.
	for (const email of [registration.email ?? '', ''])
		expect((await visit(link(2, email))).status).not.toBe(303);
});

test('devices lose it by the feed, and a change that waited elsewhere brings nothing back', async () => {
	const { context, organisationId, people, host, of, device, registration } = await open();
	await device.pull();
	expect(device.all('people').get(of.personId)).toMatchObject({ firstName: 'Zéphyrine' });
	await people(host.userId).erase(of);
	await device.pull();
	expect(device.all('people').get(of.personId)).toMatchObject({ firstName: '', company: '' });
	expect(device.all('people').get(of.personId)).toMatchObject({ email: null, note: '' });
	expect(device.all('registrations').get(registration.id)).toMatchObject({ firstName: '' });
	const away = new Device(context, organisationId, host);
	const { results } = await away.push(1, [
		'people.update@2',
		{ id: of.personId, fields: { note: 'allergic' } }
	]);
	expect(results[0]?.outcome).toEqual({ outcome: 'refused', refusal: 'missing' });
	expect(await leftIn(context.db)).toEqual([]);
});

test('kept mails of theirs are deleted, and nobody else’s', async () => {
	const { context, db, dataDir, people, host, of, organisationId, registration } = await open();
	const folder = mailFolder(dataDir);
	const mails = await db.selectFrom('mails').select(['id', 'registrationId']).execute();
	for (const { id } of mails) {
		const message = { id, organisationId, createdAt: context.now(), raw: Buffer.from('To: x') };
		await folder.deliver(message as never, async () => {});
	}
	expect(await readdir(path.join(dataDir, 'mail'))).toHaveLength(2);
	await people(host.userId).erase(of);
	const kept = await readdir(path.join(dataDir, 'mail'));
	const theirs = mails.find(({ registrationId }) => registrationId === registration.id)?.id ?? '-';
	expect(kept).toHaveLength(1);
	expect(kept[0]).not.toContain(theirs);
});

test('it needs the right to manage people; done twice it is done once', async () => {
	const { db, organisationId, people, host, of, event } = await open();
	const editor = await makeMember(db, organisationId, { levels: allLevels('edit') });
	const limited = await makeMember(db, organisationId, {
		levels: allLevels('manage'),
		events: [event.id]
	});
	const stranger = (await makeOrganisation(db)).host;
	for (const { userId } of [editor, limited, stranger]) {
		await expect(people(userId).erase(of)).rejects.toThrow('missing');
		await expect(people(userId).file(of)).rejects.toThrow('missing');
		await expect(people(userId).erasureRequests(of)).rejects.toThrow('missing');
	}
	expect(await leftIn(db)).toContain('people');
	await people(host.userId).erase(of);
	expect(await people(host.userId).erase(of)).toEqual({ registrations: 1 });
});

test('who asked to be erased is listed until they are', async () => {
	const { db, people, host, of, registration, event } = await open();
	await db
		.updateTable('registrations')
		.set({ erasureAskedAt: 7000 })
		.where('id', '=', registration.id)
		.execute();
	expect(await people(host.userId).erasureRequests(of)).toEqual([
		{
			personId: of.personId,
			firstName: 'Zéphyrine',
			lastName: 'Quatremère',
			email: 'zephyrine@example.org',
			eventTitle: event.title,
			askedAt: 7000
		}
	]);
	await people(host.userId).erase(of);
	expect(await people(host.userId).erasureRequests(of)).toEqual([]);
});

test('a person’s file holds all of theirs, in words, and nothing of others', async () => {
	const { db, people, host, of, device, organisationId, event } = await open();
	const [friends, diet] = [randomUUID(), randomUUID()];
	await makePerson(db, organisationId, { firstName: 'Tom', note: 'somebody else' });
	await device.push(
		6,
		['groups.add@1', { id: friends, name: 'Friends', rule: null }],
		['custom_fields.add@1', { id: diet, name: 'Diet', kind: 'text', choices: [], position: 1 }],
		['groups.join@1', { groupId: friends, personIds: [of.personId] }],
		['people.update@2', { id: of.personId, fields: {}, custom: { [diet]: 'vegan' } }]
	);
	const file = await people(host.userId).file(of);
	expect(file).toMatchObject({
		profile: {
			firstName: 'Zéphyrine',
			email: 'zephyrine@example.org',
			phone: '0470 11 22 33',
			groups: ['Friends'],
			furtherDetails: { Diet: 'vegan' }
		},
		registrations: [
			{
				event: event.title,
				status: 'registered',
				mails: [{ kind: 'confirmation' }],
				linkOpened: [{ state: 'live', at: '2026-05-14T12:00:00.000Z' }]
			}
		]
	});
	expect((file['mergedProfiles'] as unknown[]).length).toBe(2);
	expect(file['history']).toContainEqual(
		expect.objectContaining({ by: 'the team', after: { Diet: 'vegan' } })
	);
	const text = JSON.stringify(file);
	for (const foreign of ['Tom', 'somebody else', 'A member', host.userId, 'key'])
		expect(text).not.toContain(foreign);
});
