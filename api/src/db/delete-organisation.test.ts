import { barePerson } from '@foyer/shared/people';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { allLevels } from '@foyer/shared/team';
import type { Context } from '../context.ts';
import { noteSightings } from '../access/link-devices.writes.ts';
import { claimPlace } from '../access/places.writes.ts';
import { writeWaitingCounts } from '../presence/presence.writes.ts';
import { queueRoleMail } from '../mail/role-mails.writes.ts';
import { makeExports } from '../exports/making.writes.ts';
import { takeSeat } from '../roles/stage-seats.writes.ts';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import { askExport } from '../testing/exports.ts';
import {
	makeEvent,
	makeMember,
	makeOrganisation,
	makePerson,
	makeRegistration
} from '../testing/organisations.ts';
import { makeRole } from '../testing/roles.ts';
import { makeRoomServer } from '../testing/rooms.ts';
import type { Db } from './database.ts';
import { writeTenant } from './tenant.ts';

/** How many rows of an organisation each tenant table holds, over all that the database has. */
async function rowsOf(db: Db, organisationId: string): Promise<Record<string, number>> {
	const { rows: tables } = await sql<{ name: string }>`
		select table_name as name from information_schema.columns
		where table_schema = 'public' and column_name = 'organisation_id' order by 1
	`.execute(db);
	const counts: Record<string, number> = {};
	for (const { name } of tables) {
		const { rows } = await sql<{ n: number }>`
			select count(*)::integer as n from ${sql.table(name)} where organisation_id = ${organisationId}
		`.execute(db);
		counts[name] = rows[0]?.n ?? 0;
	}
	return counts;
}

/** An organisation that has used everything there is. */
async function makeFullOrganisation(context: Context): Promise<string> {
	const { db } = context;
	const { organisationId, host } = await makeOrganisation(db);
	const live = await makeEvent(db, organisationId, { status: 'live' });
	const event = await makeEvent(db, organisationId, { heldUpBy: live.id });
	await makeMember(db, organisationId, { levels: allLevels('view'), events: [event.id] });
	const registration = await makeRegistration(db, organisationId, event.id);
	const person = await makePerson(db, organisationId);
	await db
		.insertInto('people')
		.values({ organisationId, ...person, id: randomUUID(), email: null, mergedInto: person.id })
		.execute();
	const at = context.now();
	await db
		.insertInto('mails')
		.values({
			organisationId,
			id: randomUUID(),
			eventId: event.id,
			registrationId: registration.id,
			kind: 'reminder',
			minutes: 60,
			movedFrom: null,
			state: 'queued',
			reason: null,
			dueAt: at,
			createdAt: at,
			updatedAt: at
		})
		.execute();
	await db
		.insertInto('accessLog')
		.values({
			organisationId,
			eventId: event.id,
			registrationId: registration.id,
			at,
			method: 'GET',
			state: 'waiting',
			automated: false
		})
		.execute();
	await db
		.insertInto('ownChanges')
		.values({
			organisationId,
			eventId: event.id,
			registrationId: registration.id,
			change: 'reminders_stopped',
			before: null,
			at
		})
		.execute();
	await writeWaitingCounts(db, randomUUID(), [{ organisationId, eventId: event.id, waiting: 1 }]);
	const link = { organisationId, registrationId: registration.id, eventId: event.id };
	await claimPlace(db, { ...link, keyVersion: 1 }, 'a device', at);
	await noteSightings(db, [{ ...link, keyVersion: 1, device: 'a device', at }]);
	await makeRoomServer(context, organisationId);
	const { id: roleId } = await makeRole(context, organisationId, event.id);
	await writeTenant(db, organisationId, async (tx) => {
		await queueRoleMail(tx, { organisationId, eventId: event.id, now: at }, roleId);
		const until = at + 60_000;
		await takeSeat(tx, { organisationId, roleId, keyVersion: 1, now: at, until, enters: true });
	});
	const device = new Device(context, organisationId, host);
	await device.push(
		1,
		['events.update@1', { id: event.id, fields: { endsAt: event.endsAt + 60_000 } }],
		['people.delete@1', { ids: [person.id] }],
		[
			'registrations.reveal_keys@1',
			{ eventId: event.id, personIds: [registration.personId], way: 'shown', at }
		],
		['groups.add@1', { id: randomUUID(), name: 'Friends', rule: null }],
		[
			'custom_fields.add@1',
			{ id: randomUUID(), name: 'Table', kind: 'number', choices: [], position: 1 }
		],
		[
			'saved_views.save@1',
			{ id: randomUUID(), list: 'people', name: 'Lyon', query: '', columns: null }
		],
		[
			'people.import@3',
			{
				of: { id: randomUUID(), fileName: 'people.csv', rowCount: 1, parts: 1 },
				...{ part: 0, eventId: event.id, groups: [], confirmations: 'never' },
				rows: [{ id: randomUUID(), registrationId: randomUUID(), email: 'new@example.org' }]
			}
		]
	);
	await askExport(context, host.userId, { organisationId });
	await makeExports(context, new AbortController().signal);
	return organisationId;
}

test('deleting an organisation leaves nothing of it, and everything of another', async () => {
	const context = await openTestContext();
	const [gone, kept] = [await makeFullOrganisation(context), await makeFullOrganisation(context)];
	const before = await rowsOf(context.db, gone);
	const empty = Object.entries(before).filter(([, count]) => count === 0);
	expect(empty, 'the test has rows in every table').toEqual([]);
	const others = await rowsOf(context.db, kept);
	await context.db.deleteFrom('organisations').where('id', '=', gone).execute();
	expect(await rowsOf(context.db, gone)).toEqual(
		Object.fromEntries(Object.keys(before).map((table) => [table, 0]))
	);
	expect(await rowsOf(context.db, kept)).toEqual(others);
});

test('what the same transaction changed before is gone with it', async () => {
	const context = await openTestContext();
	const organisationId = await makeFullOrganisation(context);
	await context.db.transaction().execute(async (tx) => {
		await tx
			.updateTable('events')
			.set({ title: 'Once more' })
			.where('organisationId', '=', organisationId)
			.execute();
		await tx.deleteFrom('organisations').where('id', '=', organisationId).execute();
	});
	expect(Object.values(await rowsOf(context.db, organisationId)).some(Boolean)).toBe(false);
});

test('a change that comes in while it is deleted fails, and leaves nothing behind', async () => {
	const context = await openTestContext();
	const organisationId = await makeFullOrganisation(context);
	const changes = Array.from({ length: 5 }, (_, n) =>
		writeTenant(context.db, organisationId, (tx) =>
			tx
				.insertInto('people')
				.values({ organisationId, ...personLike(), firstName: `${n}` })
				.execute()
		)
	);
	const deleted = context.db.deleteFrom('organisations').where('id', '=', organisationId).execute();
	await Promise.allSettled(changes);
	await deleted;
	expect(Object.values(await rowsOf(context.db, organisationId)).some(Boolean)).toBe(false);
});

const personLike = () => ({
	id: randomUUID(),
	...barePerson,
	createdAt: 0
});
