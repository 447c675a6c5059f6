import { expect, test } from 'vitest';
import { fragments } from '@foyer/shared/entities';
import type { Event } from '@foyer/shared/events';
import type { WireRow } from '@foyer/shared/sync';
import { draftOf } from '#lib/events/draft.ts';
import { readDraft } from '#lib/events/event-fields.ts';
import { eventLike } from '#lib/events/testing.ts';
import { registrationLike } from '#lib/registrations/testing.ts';
import { admitRegistrations, registerSomeone } from '@foyer/shared/registration-mutations';
import { importPeople } from '@foyer/shared/people-import-mutations';
import { undoImport } from '@foyer/shared/import-mutations';
import { ask, type Mutation } from '@foyer/shared/mutation';
import { allLevels } from '@foyer/shared/team';
import { allOf, ofEvent, peoplePartition } from './partitions.ts';
import { RowTable } from './row-table.ts';
import { ServerRows } from './server-rows.ts';
import { ShownRows } from './shown-rows.ts';

test('an event that was stored before there were codes opens by none, and can be edited offline', () => {
	const event = eventLike();
	const { columns } = fragments.events;
	const stored = columns.slice(0, columns.indexOf('opensByCode')).map((column) => event[column]);
	const table = new RowTable(allOf('events'));
	table.take([{ fragment: 'events', rows: [[event.id, ...stored] as WireRow], gone: [] }]);
	const held = table.rows.get(event.id) as unknown as Event;
	expect(held.opensByCode).toBe(false);
	expect(readDraft(draftOf(held), () => false).problems).toBe(null);
});

test('a row that leaves one of its fragments stays with the rest, and goes with the last', () => {
	const { columns } = fragments.registrations;
	const table = new RowTable(ofEvent('e'));
	const values = columns.map((column) => (column === 'firstName' ? 'Inès' : null));
	table.take([{ fragment: 'registrations', rows: [['1', ...values]], gone: [] }]);
	const email = ['ines@example.org'];
	table.take([{ fragment: 'registrationContacts', rows: [['1', ...email]], gone: [] }]);
	expect(table.rows.get('1')).toMatchObject({ firstName: 'Inès', email: 'ines@example.org' });
	table.take([{ fragment: 'registrationContacts', rows: [], gone: ['1'] }]);
	expect(table.rows.get('1')).toMatchObject({ firstName: 'Inès', email: null });
	table.take([{ fragment: 'registrations', rows: [], gone: ['1'] }]);
	expect(table.rows.size).toBe(0);
});

test('of a row whose own fragment has yet to come nothing is shown, and nothing counted', () => {
	const wire = (fragment: keyof typeof fragments, id: string, fields: Record<string, unknown>) =>
		[id, ...fragments[fragment].columns.map((column) => fields[column] ?? null)] as WireRow;
	const groups = new RowTable(allOf('groups'));
	const rule = wire('groupRules', '1', { rule: { any: [] } });
	groups.fill({ fragment: 'groupRules', rows: [rule], gone: [] });
	expect(groups.rows.size).toBe(0);
	groups.take([{ fragment: 'groups', rows: [wire('groups', '1', { name: 'Choir' })], gone: [] }]);
	expect(groups.rows.get('1')).toMatchObject({ name: 'Choir', rule: { any: [] } });
	groups.take([{ fragment: 'groups', rows: [], gone: ['1'] }]);
	expect(groups.rows.size).toBe(0);

	const held = new RowTable(ofEvent('e'));
	const email = wire('registrationContacts', 'r', { email: 'ines@example.org' });
	held.take([{ fragment: 'registrationContacts', rows: [email], gone: [] }]);
	expect([...(held.registrations?.byPerson ?? [])]).toEqual([]);
	const registered = wire('registrations', 'r', { personId: '1', status: 'registered' });
	held.take([{ fragment: 'registrations', rows: [registered], gone: [] }]);
	expect(held.rows.get('r')).toMatchObject({ personId: '1', email: 'ines@example.org' });
	expect([...(held.registrations?.byPerson ?? [])]).toEqual([['1', 'r']]);
	expect(held.registrations?.registered).toBe(1);
});

test('an import that was never sent is taken back as the server would, without asking it', () => {
	const event = eventLike();
	const ana = {
		id: 'ana',
		firstName: 'Ana',
		company: '',
		email: 'ana@example.org',
		custom: {},
		groupIds: []
	};
	const server = new ServerRows();
	const people = new RowTable(peoplePartition);
	const wire = fragments.people.columns.map((of) => ana[of as 'id'] ?? null);
	people.take([{ fragment: 'people', rows: [[ana.id, ...wire]], gone: [] }]);
	server.attach(peoplePartition, people);
	server.attach(ofEvent(event.id), new RowTable(ofEvent(event.id)));
	const shown = new ShownRows(server);
	const actor = {
		...{ kind: 'member' as const, userId: 'u', host: true },
		...{ levels: allLevels('manage'), events: 'all' as const }
	};
	const save = (mutation: unknown, args: unknown) => {
		const one = mutation as Mutation;
		const decision = one.decide(args, shown.answer(one.questions(args)), { actor, now: 5 });
		if (!decision.ok) throw new Error(decision.refusal);
		shown.write(decision.writes, one.importPart?.(args));
	};
	shown.write([{ write: 'insert', entity: 'events', row: event }]);
	save(importPeople, {
		...{ of: { id: 'i', fileName: 'f', rowCount: 2, parts: 1 }, part: 0, groups: [] },
		...{ eventId: event.id, confirmations: 'never' },
		rows: [
			{ id: 'ana', registrationId: 'r1', email: 'ana@example.org', company: 'New' },
			{ id: 'bo', registrationId: 'r2', email: 'bo@example.org' },
			{ id: 'cy', registrationId: 'r3', email: 'cy@example.org' }
		]
	});
	shown.write([{ write: 'patch', entity: 'people', id: 'cy', fields: { note: 'Came by' } }]);
	save(undoImport, { importId: 'i', part: 0, eventId: event.id });
	expect(shown.person('ana')).toMatchObject({ company: '', deletedAt: null });
	expect(shown.person('bo')).toMatchObject({ deletedAt: 5 });
	expect(shown.person('cy')).toMatchObject({ deletedAt: null });
	expect([...shown.registrationsOf(event.id)].map(({ status }) => status)).toEqual(
		Array(3).fill('cancelled')
	);
	expect(shown.small('imports', 'i')).toMatchObject({ removed: 1, putBack: 1, cancelled: 3 });
});

test('an event’s registrations are the same list until one of them changes', () => {
	const event = eventLike();
	const row = registrationLike({ id: 'r1', eventId: event.id, personId: 'ana' });
	const server = new ServerRows();
	const table = new RowTable(ofEvent(event.id));
	const wire = (fields: object) =>
		[
			row.id,
			...fragments.registrations.columns.map((of) => ({ ...row, ...fields })[of as 'id'] ?? null)
		] as WireRow;
	const take = (fields: object) =>
		table.take([{ fragment: 'registrations', rows: [wire(fields)], gone: [] }]);
	take({});
	server.attach(ofEvent(event.id), table);
	const shown = new ShownRows(server);
	const statuses = (of: ShownRows) => of.registrationsOf(event.id).map(({ status }) => status);
	const first = shown.registrationsOf(event.id);
	expect(new ShownRows(server).registrationsOf(event.id)).toBe(first);
	expect(shown.again().registrationsOf(event.id)).toBe(first);
	// What the server says, and what waits here.
	take({ status: 'waiting_list' });
	expect(statuses(shown)).toEqual(['waiting_list']);
	shown.write([
		{ write: 'patch', entity: 'registrations', id: 'r1', fields: { status: 'cancelled' } },
		{ write: 'insert', entity: 'registrations', row: { ...row, id: 'r2', personId: 'bo' } }
	]);
	expect(statuses(shown)).toEqual(['cancelled', 'registered']);
	const cancelled = shown.registrationsOf(event.id);
	expect(shown.again().registrationsOf(event.id)).toBe(cancelled);
	shown.write([
		{ write: 'patch', entity: 'registrations', id: 'r1', fields: { status: 'registered' } }
	]);
	expect(statuses(shown)).toEqual(['registered', 'registered']);
	// Without what waited, as after it was refused.
	expect(statuses(new ShownRows(server))).toEqual(['waiting_list']);
});

test('an address leads to whoever has it, and no look-up goes through everybody', () => {
	const server = new ServerRows();
	const people = new RowTable(peoplePartition);
	const told = (id: string, fields: Record<string, unknown>) =>
		server.take(peoplePartition, [
			{
				...{ fragment: 'people', event: null, gone: [] },
				rows: [[id, ...fragments.people.columns.map((of) => fields[of] ?? null)]]
			}
		]);
	server.attach(peoplePartition, people);
	const shown = new ShownRows(server);
	people.rows.values = () => expect.unreachable('everybody was gone through');
	const holder = () => shown.personByEmail('ines@example.org')?.id;
	expect(holder()).toBeUndefined();
	told('ines', { email: 'ines@example.org' });
	expect(holder()).toBe('ines');
	// Whoever was merged leads to whom they were merged into, and takes nobody's address.
	told('twin', { email: 'ines@example.org', mergedInto: 'ines' });
	expect(holder()).toBe('ines');
	told('ines', { email: 'other@example.org' });
	told('twin', { email: 'ines@example.org', mergedInto: 'ines' });
	told('fresh', { email: 'ines@example.org' });
	expect(holder()).toBe('fresh');
	told('fresh', { email: 'ines@example.org', deletedAt: 1 });
	expect(holder()).toBeUndefined();
	expect(shown.mergedInto('ines').map(({ id }) => id)).toEqual(['twin']);
});

test('whose duplicate kept a registration isn’t registered once more beside it', () => {
	const event = eventLike();
	const server = new ServerRows();
	const people = new RowTable(peoplePartition);
	const wire = (row: Record<string, unknown>) =>
		[row['id'], ...fragments.people.columns.map((of) => row[of] ?? null)] as WireRow;
	const told = [
		{ id: 'ines', email: 'ines@a.org' },
		{ id: 'twin', email: 'ines@b.org', mergedInto: 'ines' },
		{ id: 'other', email: 'ines@c.org' }
	].map((row) => ({ firstName: 'Inès', lastName: '', groupIds: [], custom: {}, ...row }));
	people.take([{ fragment: 'people', rows: told.map(wire), gone: [] }]);
	server.attach(peoplePartition, people);
	const shown = new ShownRows(server);
	const of = (id: string, personId: string, status: 'cancelled' | 'registered') => ({
		...registrationLike({ id, personId, status, eventId: event.id })
	});
	shown.write([
		{ write: 'insert', entity: 'events', row: event },
		{ write: 'insert', entity: 'registrations', row: of('r1', 'ines', 'cancelled') },
		{ write: 'insert', entity: 'registrations', row: of('r2', 'twin', 'registered') },
		{ write: 'insert', entity: 'registrations', row: of('r3', 'other', 'registered') }
	]);
	const meant = () => {
		const personIds = ['ines', 'twin', 'other'];
		const { registered, registrations } = shown.answer({
			registered: ask.registered(event.id, personIds),
			registrations: ask.registrations(event.id, personIds)
		});
		return [registered, registrations].map((rows) => personIds.map((id) => rows.get(id)?.id));
	};
	// Who changes a registration names it by whose it was.
	const exactly = ['r1', 'r2', 'r3'];
	expect(meant()).toEqual([['r2', 'r2', 'r3'], exactly]);
	const patched = (entity: 'people' | 'registrations', id: string, fields: object) =>
		shown.write([{ write: 'patch', entity, id, fields }]);
	// Merged here, and not sent yet.
	patched('people', 'other', { mergedInto: 'twin' });
	patched('registrations', 'r2', { status: 'cancelled' });
	expect(meant()).toEqual([['r3', 'r2', 'r3'], exactly]);
	const args = {
		...{ eventId: event.id, id: 'new', registrationId: 'r4' },
		...{ firstName: '', lastName: '', email: 'ines@a.org', confirmations: 'now' as const }
	};
	const actor = {
		...{ kind: 'member' as const, userId: 'u', host: true },
		...{ levels: allLevels('manage'), events: 'all' as const }
	};
	const answers = shown.answer(registerSomeone.questions(args));
	const decision = registerSomeone.decide(args, answers, { actor, now: 5 });
	expect(decision.ok && decision.writes.filter(({ entity }) => entity === 'registrations')).toEqual(
		[]
	);
	// Nor does their own get its place back by hand.
	const again = { eventId: event.id, personIds: ['ines'], mailing: 'm' };
	const given = (undoing: boolean) =>
		admitRegistrations.decide(
			{ ...again, undoing },
			shown.answer(admitRegistrations.questions(again)),
			{ actor, now: 5 }
		);
	expect(given(false)).toEqual({ ok: false, refusal: 'registered_already' });
	expect(given(true)).toMatchObject({ ok: true, writes: [{ id: 'r1' }] });
	patched('registrations', 'r3', { status: 'cancelled' });
	expect(meant()[0]).toEqual(['r1', 'r2', 'r3']);
	expect(given(false)).toMatchObject({ ok: true, writes: [{ id: 'r1' }] });
});

test('two who are read as merged into each other hold nothing up', () => {
	const server = new ServerRows();
	const people = new RowTable(peoplePartition);
	const told = [
		{ id: 'ines', mergedInto: 'twin' },
		{ id: 'twin', mergedInto: 'ines' }
	];
	const columns = fragments.people.columns;
	const rows = told.map(
		(row) =>
			[row.id, ...columns.map((of) => (row as Record<string, unknown>)[of] ?? null)] as WireRow
	);
	people.take([{ fragment: 'people', rows, gone: [] }]);
	server.attach(peoplePartition, people);
	const shown = new ShownRows(server);
	expect(shown.personMeant('ines')?.id).toBe('ines');
	expect(shown.idsOf('ines')).toEqual(['ines', 'twin']);
	expect(shown.invitations().of('twin')).toEqual([]);
});
