import { randomUUID } from 'node:crypto';
import { allLevels } from '@foyer/shared/team';
import { noteSightings } from '../access/link-devices.writes.ts';
import { claimPlace } from '../access/places.writes.ts';
import type { Context } from '../context.ts';
import { writeTenant } from '../db/tenant.ts';
import { makeExports } from '../exports/making.writes.ts';
import { queueRoleMail } from '../mail/role-mails.writes.ts';
import { writeWaitingCounts } from '../presence/presence.writes.ts';
import { takeSeat } from '../roles/stage-seats.writes.ts';
import { Device } from './device.ts';
import { askExport } from './exports.ts';
import {
	makeEvent,
	makeMember,
	makeOrganisation,
	makePerson,
	makeRegistration
} from './organisations.ts';
import { makeRole } from './roles.ts';
import { makeRoomServer } from './rooms.ts';

/** An organisation that has used everything there is: it has rows in every tenant table. */
export async function makeFullOrganisation(context: Context): Promise<string> {
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
	await db
		.insertInto('pageRequests')
		.values({
			organisationId,
			eventId: event.id,
			kind: 'link',
			email: 'ines@example.org',
			askedAt: at,
			dueAt: at
		})
		.execute();
	await writeWaitingCounts(db, randomUUID(), [{ organisationId, eventId: event.id, waiting: 1 }]);
	const link = { organisationId, registrationId: registration.id, eventId: event.id };
	await claimPlace(db, { ...link, keyVersion: 1 }, 'a device', at);
	await noteSightings(db, [{ ...link, keyVersion: 1, device: 'a device', at }]);
	await makeRoomServer(context, organisationId);
	const { id: roleId } = await makeRole(context, organisationId, event.id);
	await writeTenant(db, organisationId, async (tx) => {
		await queueRoleMail(tx, { organisationId, eventId: event.id, now: at }, roleId, at);
		const until = at + 60_000;
		await takeSeat(tx, { organisationId, roleId, keyVersion: 1, now: at, until, enters: true });
	});
	const device = new Device(context, organisationId, host);
	const invitationId = randomUUID();
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
	const invited = [{ id: invitationId, personId: registration.personId }];
	await device.push(8, ['invitations.invite@1', { people: invited, mailing: randomUUID() }]);
	await db
		.insertInto('invitationOpenings')
		.values({ organisationId, invitationId, at, automated: false })
		.execute();
	await askExport(context, host.userId, { organisationId });
	await makeExports(context, new AbortController().signal);
	return organisationId;
}
