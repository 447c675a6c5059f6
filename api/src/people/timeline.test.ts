import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { TimelineEntry } from '@foyer/shared/timeline';
import { allLevels } from '@foyer/shared/team';
import type { PublicEvent } from '../access/access.reads.ts';
import { appendOpenings } from '../access/access-log.writes.ts';
import { noteEntries } from '../access/room-entries.writes.ts';
import { appRouter } from '../router.ts';
import { doPageRequests, keepSignUp } from '../registrations/page-requests.writes.ts';
import { deleteOld } from '../sync/retention.writes.ts';
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

async function open() {
	const context = await openTestContext();
	const { db } = context;
	const { organisationId, host } = await makeOrganisation(db);
	const event = await makeEvent(db, organisationId);
	const registration = await makeRegistration(db, organisationId, event.id, { company: 'Acme' });
	const { personId } = registration;
	const device = new Device(context, organisationId, host);
	const timeline = async (
		userId = host.userId,
		of: { eventId?: string; personId?: string } = {}
	): Promise<TimelineEntry[]> => {
		const caller = appRouter.createCaller(requestOf(context, userId));
		const asked = { organisationId, personId, eventId: null, ...of };
		return (await caller.people.timeline(asked)).entries;
	};
	const ofKind = async <K extends TimelineEntry['entry']>(kind: K) =>
		(await timeline()).filter(
			(one): one is Extract<TimelineEntry, { entry: K }> => one.entry === kind
		);
	return {
		context,
		db,
		organisationId,
		host,
		event,
		registration,
		personId,
		device,
		timeline,
		ofKind
	};
}

test('a change is told with its fields, from what to what, who made it and by what', async () => {
	const { device, personId, ofKind, organisationId, db } = await open();
	const field = randomUUID();
	const group = randomUUID();
	await device.push(
		1,
		['groups.add@1', { id: group, name: 'Friends', rule: null }],
		['custom_fields.add@1', { id: field, name: 'Table', kind: 'number', choices: [], position: 1 }],
		[
			'people.update@2',
			{
				id: personId,
				fields: { firstName: 'Agnès', company: 'Midi', phone: '1' },
				custom: { [field]: 4 }
			}
		],
		['groups.join@1', { groupId: group, personIds: [personId] }]
	);
	const [joined, edited] = await ofKind('changed');
	expect(edited).toMatchObject({ by: { kind: 'user', name: 'A member' }, deed: 'people.update' });
	expect(edited?.changes.toSorted((a, b) => a.field.localeCompare(b.field))).toEqual([
		{ field: 'company', before: 'Acme', after: 'Midi' },
		{ field: `custom.${field}`, before: null, after: 4 },
		{ field: 'firstName', before: 'Inès', after: 'Agnès' },
		{ field: 'phone', before: '', after: '1' }
	]);
	expect(joined?.changes).toEqual([{ field: 'groupIds', before: [], after: [group] }]);
	// A writer that says nothing is noted too.
	await sql`update people set company = 'By hand' where organisation_id = ${organisationId} and id = ${personId}`.execute(
		db
	);
	expect((await ofKind('changed'))[0]).toMatchObject({
		by: { kind: 'unknown' },
		deed: null,
		changes: [{ field: 'company', before: 'Midi', after: 'By hand' }]
	});
});

test('a write that changes nothing is not noted', async () => {
	const { device, personId, ofKind } = await open();
	await device.push(1, ['people.update@2', { id: personId, fields: { company: 'Acme' } }]);
	expect(await ofKind('changed')).toEqual([]);
});

test('of two who edit one field without hearing of each other, the last to arrive holds, and says that it hadn’t seen the other', async () => {
	const { context, personId, organisationId, device, ofKind } = await open();
	const jan = await makeMember(context.db, organisationId, { levels: allLevels('edit') });
	await context.db.updateTable('users').set({ name: 'Jan' }).where('id', '=', jan.userId).execute();
	const other = new Device(context, organisationId, jan);
	await device.push(1, [
		'people.update@2',
		{ id: personId, fields: { company: 'First', note: 'n' } }
	]);
	// Made long before: devices of these tests say that everything occurred in 1970.
	await other.push(1, [
		'people.update@2',
		{ id: personId, fields: { company: 'Last', phone: '2' } }
	]);
	const [last, first] = await ofKind('changed');
	expect(first).toMatchObject({ unseen: [] });
	expect(last).toMatchObject({ by: { name: 'Jan' }, unseen: ['company'] });
	expect(last?.changes).toContainEqual({ field: 'company', before: 'First', after: 'Last' });
	const person = await context.db
		.selectFrom('people')
		.select(['company', 'note', 'phone'])
		.where('id', '=', personId)
		.executeTakeFirstOrThrow();
	expect(person).toEqual({ company: 'Last', note: 'n', phone: '2' });
	await device.push(2, ['people.update@2', { id: personId, fields: { company: 'First' } }]);
	expect((await ofKind('changed'))[0]).toMatchObject({
		changes: [{ field: 'company', before: 'Last', after: 'First' }]
	});
});

test('what one of a user’s devices replaced of what another wrote is told alike, of the same device not', async () => {
	const { context, personId, organisationId, host, device, ofKind } = await open();
	const phone = new Device(context, organisationId, host);
	const company = (name: string) =>
		['people.update@2', { id: personId, fields: { company: name } }] as [string, unknown];
	await device.push(1, company('First'), company('Second'));
	await phone.push(1, company('Third'));
	expect((await ofKind('changed')).map(({ unseen }) => unseen)).toEqual([['company'], [], []]);
});

test('who registered somebody is told, and what became of the registration', async () => {
	const { context, organisationId, event, device, personId, ofKind } = await open();
	const second = await makeEvent(context.db, organisationId);
	await device.push(
		1,
		[
			'registrations.add@1',
			{ eventId: second.id, people: [{ id: randomUUID(), personId }], confirmations: 'now' }
		],
		['registrations.cancel@1', { eventId: event.id, personIds: [personId] }]
	);
	expect(await ofKind('registered')).toMatchObject([
		{ eventId: second.id, by: { kind: 'user' }, source: 'organizer' },
		{ eventId: event.id, by: { kind: 'unknown' }, source: 'organizer' }
	]);
	expect(await ofKind('registration_changed')).toMatchObject([
		{ eventId: event.id, changes: [{ field: 'status', before: 'registered', after: 'cancelled' }] }
	]);
	expect(await ofKind('mail')).toMatchObject([
		{ eventId: second.id, mail: 'confirmation', state: 'queued' }
	]);
});

test('a mail is one entry, with its way to where it stands: when each state began, and why', async () => {
	const { db, organisationId, event, device, personId, ofKind } = await open();
	const people = { eventId: event.id, personIds: [personId], mailing: randomUUID() };
	await device.push(1, ['registrations.confirm@2', people]);
	const queuedAt = (await ofKind('mail'))[0]?.at ?? 0;
	const becomes = (state: 'sent' | 'deferred' | 'delivered', after: number, reason?: string) =>
		db
			.updateTable('mails')
			.set({ state, reason: reason ?? null, updatedAt: queuedAt + after })
			.where('organisationId', '=', organisationId)
			.execute();
	await becomes('deferred', 1000, 'mailbox busy');
	await becomes('deferred', 2000, 'mailbox still busy');
	await becomes('sent', 3000);
	await becomes('delivered', 4000);
	expect(await ofKind('mail')).toEqual([
		{
			...{ entry: 'mail', mail: 'confirmation', eventId: event.id, minutes: null },
			...{ state: 'delivered', reason: null, at: queuedAt + 4000 },
			way: [
				{ state: 'queued', at: queuedAt, reason: null },
				{ state: 'deferred', at: queuedAt + 2000, reason: 'mailbox still busy' },
				{ state: 'sent', at: queuedAt + 3000, reason: null }
			]
		}
	]);
});

test('an arrival is told once, when they came and by whom it was marked, and that it was taken back', async () => {
	const { context, event, personId, device, timeline, ofKind } = await open();
	const of = { eventId: event.id };
	const admissionId = randomUUID();
	const at = context.clock.time - 60_000;
	await device.push(1, [
		'registrations.arrived@1',
		{ ...of, people: [{ personId, at }], admissionId }
	]);
	const marked = { entry: 'arrived', at, ...of, by: { kind: 'user', name: 'A member' } };
	expect(await ofKind('arrived')).toEqual([marked]);
	expect(await timeline(undefined, of)).toContainEqual(marked);
	await device.push(2, [
		'registrations.not_arrived@1',
		{ ...of, people: [{ personId, admissionId, ledInAt: null }] }
	]);
	expect(await ofKind('arrival_taken_back')).toMatchObject([{ ...of, by: marked.by }]);
	expect(await ofKind('arrived')).toEqual([marked]);
	expect(await ofKind('registration_changed')).toEqual([]);
});

test('whom their link let in is told by their opening alone, until that they came is taken back', async () => {
	const { context, organisationId, event, registration, personId, device, ofKind } = await open();
	const { time: at } = context.clock;
	await noteEntries(context, organisationId, [{ registrationId: registration.id, at }]);
	expect(await ofKind('arrived')).toEqual([]);
	expect(await ofKind('registration_changed')).toEqual([]);
	await device.push(1, [
		'registrations.not_arrived@1',
		{ eventId: event.id, people: [{ personId, admissionId: null, ledInAt: at }] }
	]);
	expect(await ofKind('arrival_taken_back')).toMatchObject([{ eventId: event.id }]);
});

test('who signed up by themselves is said to have', async () => {
	const { context, event, organisationId, timeline, host } = await open();
	const publicEvent = { ...event, organisation: { id: organisationId } } as unknown as PublicEvent;
	const email = 'jan@example.org';
	await keepSignUp(context, publicEvent, {
		firstName: 'Jan',
		lastName: 'Smit',
		email,
		language: 'nl'
	});
	await doPageRequests(context);
	const { id } = await context.db
		.selectFrom('people')
		.select('id')
		.where('email', '=', email)
		.executeTakeFirstOrThrow();
	const entries = await timeline(host.userId, { personId: id });
	expect(entries.filter(({ entry }) => entry !== 'mail')).toMatchObject(
		entries
			.filter(({ entry }) => entry !== 'mail')
			.map(({ entry }) => ({ entry, by: { kind: 'attendee' } }))
	);
	expect(entries.map(({ entry }) => entry).toSorted()).toEqual(['added', 'mail', 'registered']);
});

test('openings by people are told, sitting by sitting; what mail scanners open, beside the link alone', async () => {
	const { context, organisationId, event, registration, ofKind, timeline } = await open();
	const at = Date.UTC(2026, 4, 14, 16, 50);
	const opening = (minutes: number, state: 'waiting' | 'live', automated = false) => ({
		organisationId,
		eventId: event.id,
		registrationId: registration.id,
		keyVersion: 1,
		at: at + minutes * 60_000,
		method: 'GET',
		state,
		automated
	});
	await appendOpenings(context.db, [
		opening(-300, 'waiting', true),
		opening(0, 'waiting'),
		opening(5, 'waiting'),
		opening(10, 'live')
	]);
	expect(await ofKind('opened')).toEqual([
		{ entry: 'opened', eventId: event.id, kind: 'let_in', at: at + 600_000, count: 1 },
		{ entry: 'opened', eventId: event.id, kind: 'waited', at, count: 2 }
	]);
	const ofEvent = await timeline(undefined, { eventId: event.id });
	expect(ofEvent.filter(({ entry }) => entry === 'opened')).toEqual([
		...(await ofKind('opened')),
		{ entry: 'opened', eventId: event.id, kind: 'machine', at: at - 300 * 60_000, count: 1 }
	]);
});

test('older entries are told where they are asked for, and said to be left out where not', async () => {
	const { context, organisationId, host, personId, event, registration } = await open();
	const hour = 3_600_000;
	const openings = Array.from({ length: 230 }, (_, n) => ({
		organisationId,
		eventId: event.id,
		registrationId: registration.id,
		keyVersion: 1,
		at: context.now() - n * hour,
		state: 'waiting' as const,
		method: 'GET' as const,
		automated: false
	}));
	await appendOpenings(context.db, openings);
	const caller = appRouter.createCaller(requestOf(context, host.userId));
	const told = async (older?: boolean) => {
		const asked = { organisationId, personId, eventId: null, older };
		const { entries, more } = await caller.people.timeline(asked);
		return [entries.filter(({ entry }) => entry === 'opened').length, more];
	};
	expect(await told()).toEqual([200, true]);
	expect(await told(true)).toEqual([230, false]);
});

test('who sees one event alone is told that event’s part, and nothing without the right to it', async () => {
	const { context, organisationId, event, device, personId, timeline } = await open();
	const second = await makeEvent(context.db, organisationId);
	await device.push(
		1,
		[
			'registrations.add@1',
			{ eventId: second.id, people: [{ id: randomUUID(), personId }], confirmations: 'never' }
		],
		['people.update@2', { id: personId, fields: { note: 'Not theirs to read' } }]
	);
	const limited = await makeMember(context.db, organisationId, {
		levels: allLevels('view'),
		events: [event.id]
	});
	const part = await timeline(limited.userId, { eventId: event.id });
	expect(part).toMatchObject([{ entry: 'registered', eventId: event.id }]);
	await expect(timeline(limited.userId)).rejects.toThrow('missing');
	await expect(timeline(limited.userId, { eventId: second.id })).rejects.toThrow('missing');
	const door = await makeMember(context.db, organisationId, {
		levels: { ...allLevels('none'), checkin: 'manage' }
	});
	await expect(timeline(door.userId, { eventId: event.id })).rejects.toThrow('missing');
	const stranger = await makePerson(
		context.db,
		(await makeOrganisation(context.db)).organisationId
	);
	expect(await timeline(undefined, { personId: stranger.id })).toEqual([]);
});

test('history is kept for 400 days', async () => {
	const { context, db, personId, device, ofKind } = await open();
	context.clock.time = Date.now();
	await device.push(1, ['people.update@2', { id: personId, fields: { company: 'Old' } }]);
	await sql`update person_changes set at = at - interval '401 days'`.execute(db);
	await device.push(2, ['people.update@2', { id: personId, fields: { company: 'New' } }]);
	await deleteOld(context, { batchRows: 1 });
	expect(await ofKind('changed')).toMatchObject([{ changes: [{ after: 'New' }] }]);
});
