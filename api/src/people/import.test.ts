import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import { allLevels } from '@foyer/shared/team';
import { makeEvent, makeMember, makeOrganisation } from '../testing/organisations.ts';

const applied = { outcome: 'applied', notices: [] };

async function open() {
	const context = await openTestContext();
	const { organisationId, host } = await makeOrganisation(context.db);
	return { context, organisationId, host, office: new Device(context, organisationId, host) };
}

test('rows bring values of own fields and groups, those they make among them', async () => {
	const { office } = await open();
	const [diet, choir, brass] = [randomUUID(), randomUUID(), randomUUID()];
	const [ana, bo] = [randomUUID(), randomUUID()];
	const answers = await office.push(
		1,
		[
			'custom_fields.add@1',
			{ id: diet, name: 'Diet', kind: 'choice', choices: ['Vegan'], position: 1 }
		],
		['groups.add@1', { id: choir, name: 'Choir', rule: null }],
		['people.add@1', { id: ana, firstName: 'Ana', email: 'ana@example.org' }],
		['groups.join@1', { groupId: choir, personIds: [ana] }],
		[
			'people.import@2',
			{
				eventId: null,
				confirmations: 'never',
				groups: [{ id: brass, name: 'Brass' }],
				rows: [
					{ id: ana, registrationId: randomUUID(), email: 'ana@example.org', groupIds: [brass] },
					{
						...{ id: bo, registrationId: randomUUID(), email: 'bo@example.org' },
						...{ custom: { [diet]: 'Vegan' }, groupIds: [choir, brass] }
					}
				]
			}
		]
	);
	expect(answers.results.map(({ outcome }) => outcome)).toEqual(Array(5).fill(applied));
	await office.pull();
	expect(office.all('groups').get(brass)).toMatchObject({ name: 'Brass', smart: false });
	expect(office.all('people').get(ana)).toMatchObject({ groupIds: [choir, brass], custom: {} });
	expect(office.all('people').get(bo)).toMatchObject({
		groupIds: [choir, brass],
		custom: { [diet]: 'Vegan' }
	});
});

test('what each row says of somebody known is theirs, as it was written: words, own fields, groups', async () => {
	const { context, office } = await open();
	const [seat, choir] = [randomUUID(), randomUUID()];
	const [ana, bo, cy] = [randomUUID(), randomUUID(), randomUUID()];
	const known = (id: string, name: string) =>
		['people.add@1', { id, firstName: name, email: `${name}@example.org` }] as [string, unknown];
	const row = (id: string, name: string, more: object) => ({
		...{ id, registrationId: randomUUID(), email: `${name}@example.org` },
		...more
	});
	await office.push(
		1,
		['custom_fields.add@1', { id: seat, name: 'Seat', kind: 'text', choices: [], position: 1 }],
		['groups.add@1', { id: choir, name: 'Choir', rule: null }],
		known(ana, 'ana'),
		known(bo, 'bo'),
		known(cy, 'cy'),
		[
			'people.import@2',
			{
				...{ eventId: null, confirmations: 'never', groups: [] },
				rows: [
					row(ana, 'ana', {
						lastName: 'O\u2019Hara "\\',
						custom: { [seat]: '{A,1}' },
						groupIds: [choir]
					}),
					row(bo, 'bo', { lastName: 'null', custom: { [seat]: '12' }, groupIds: [choir] }),
					row(cy, 'cy', { lastName: 'حداد' })
				]
			}
		]
	);
	await office.pull();
	const people = office.all('people');
	expect(people.get(ana)).toMatchObject({
		lastName: 'O\u2019Hara "\\',
		...{ custom: { [seat]: '{A,1}' }, groupIds: [choir] }
	});
	expect(people.get(bo)).toMatchObject({
		lastName: 'null',
		...{ custom: { [seat]: '12' }, groupIds: [choir] }
	});
	expect(people.get(cy)).toMatchObject({ lastName: 'حداد', custom: {}, groupIds: [] });
	const stored = await context.db
		.selectFrom('people')
		.select(['custom', 'groupIds'])
		.where('id', '=', bo)
		.executeTakeFirstOrThrow();
	expect(stored).toEqual({ custom: { [seat]: '12' }, groupIds: [choir] });
});

const uuid = () => randomUUID();
const email = (name: string) => `${name}@example.org`;
const of = (id: string) => ({ id, fileName: 'people.csv', rowCount: 5, parts: 1 });
const part = (importId: string, rows: object[], eventId: string | null = null, more: object = {}) =>
	[
		'people.import@3',
		{
			...{ of: of(importId), part: 0, eventId, groups: [], confirmations: 'later' },
			rows: rows.map((row) => ({ registrationId: uuid(), ...row })),
			...more
		}
	] as [string, unknown];
const undo = (importId: string, eventId: string | null = null) =>
	['people.undo_import@1', { importId, part: 0, eventId }] as [string, unknown];

test('groups that an import made go with the last who is in them, unless somebody else is or somebody changed them', async () => {
	const { office } = await open();
	const importId = uuid();
	const [brass, choir, drums, empty] = [uuid(), uuid(), uuid(), uuid()];
	const [ana, bo, cy, other] = [uuid(), uuid(), uuid(), uuid()];
	const named = [brass, choir, drums, empty].map((id, at) => ({ id, name: `Group ${at}` }));
	const second = part(importId, [{ id: cy, email: email('cy'), groupIds: [brass] }], null, {
		part: 1,
		groups: named.slice(0, 1)
	});
	await office.push(
		1,
		['people.add@1', { id: ana, firstName: 'Ana', email: email('ana') }],
		['people.add@1', { id: other, firstName: 'Di' }],
		part(
			importId,
			[
				{ id: ana, email: email('ana'), groupIds: [brass, choir] },
				{ id: bo, email: email('bo'), groupIds: [brass, choir, drums] }
			],
			null,
			{ groups: named }
		),
		second,
		['groups.join@1', { groupId: choir, personIds: [other] }],
		['groups.update@1', { id: drums, fields: { name: 'Drums' } }],
		undo(importId)
	);
	const there = async () => {
		await office.pull();
		const groups = [...office.all('groups').entries()];
		return groups.flatMap(([id, { deletedAt }]) => (deletedAt === null ? [id] : [])).sort();
	};
	// Cy came with another part, and is in it still.
	expect(await there()).toEqual([brass, choir, drums].sort());
	await office.push(8, ['people.undo_import@1', { importId, part: 1, eventId: null }]);
	expect(await there()).toEqual([choir, drums].sort());
});

test('who has no address is known by their id: they are changed, and registered once', async () => {
	const { context, organisationId, office } = await open();
	const [cy, di] = [uuid(), uuid()];
	const event = await makeEvent(context.db, organisationId);
	const rows = [
		{ id: cy, company: 'New', phone: '1' },
		{ id: di, firstName: 'Di' }
	];
	await office.push(
		1,
		['people.add@1', { id: cy, firstName: 'Cy', company: 'Old' }],
		part(uuid(), rows, event.id, { confirmations: 'now' }),
		part(uuid(), rows, event.id, { confirmations: 'now' })
	);
	await office.pull();
	expect([...office.all('people').keys()].sort()).toEqual([cy, di].sort());
	expect(office.all('people').get(cy)).toMatchObject({ firstName: 'Cy', company: 'New' });
	const registered = [...office.all('registrations').values()];
	expect(
		registered
			.map(({ personId, mailState, mailReason }) => [personId, mailState, mailReason])
			.sort()
	).toEqual([cy, di].sort().map((id) => [id, 'suppressed', 'no_address']));
});

test('a row with nothing but the id of nobody who is there makes nobody', async () => {
	const { office } = await open();
	const [cy, di] = [uuid(), uuid()];
	const rows = [{ id: cy }, { id: di, firstName: 'Di' }];
	await office.push(1, part(uuid(), rows));
	await office.pull();
	expect([...office.all('people').keys()]).toEqual([di]);
	expect([...office.all('imports').values()]).toMatchObject([{ made: 1 }]);
	// Of who is there it needs no more.
	await office.push(2, part(uuid(), [{ id: di, groupIds: [] }]));
	await office.pull();
	expect([...office.all('people').keys()]).toEqual([di]);
});

test('an import is taken back: who is new goes, what changed is put back unless it was changed again', async () => {
	const { office } = await open();
	const ids = { ana: uuid(), bo: uuid(), cy: uuid(), di: uuid() };
	const [importId, diet, choir, brass] = [uuid(), uuid(), uuid(), uuid()];
	await office.push(
		1,
		['custom_fields.add@1', { id: diet, name: 'Diet', kind: 'text', choices: [], position: 1 }],
		['groups.add@1', { id: choir, name: 'Choir', rule: null }],
		['groups.add@1', { id: brass, name: 'Brass', rule: null }],
		['people.add@1', { id: ids.ana, firstName: 'Ana', company: 'Old', email: email('ana') }],
		['people.add@1', { id: ids.bo, firstName: 'Bo', email: email('bo') }],
		part(importId, [
			{
				...{ id: ids.ana, email: email('ana'), company: 'New', phone: '1' },
				...{ custom: { [diet]: 'Vegan' }, groupIds: [choir] }
			},
			{ id: ids.bo, email: email('bo') },
			{ id: ids.cy, email: email('cy'), firstName: 'Cy' },
			{ id: ids.di, email: email('di'), firstName: 'Di' }
		])
	);
	await office.pull();
	expect(office.all('imports').get(importId)).toMatchObject({
		...{ fileName: 'people.csv', made: 2, changed: 1, registered: 0, undoneAt: null },
		userName: 'A member'
	});
	await office.push(
		7,
		['people.update@2', { id: ids.ana, fields: { phone: '2' } }],
		['groups.join@1', { groupId: brass, personIds: [ids.ana] }],
		['people.update@2', { id: ids.di, fields: { note: 'Came by' } }],
		undo(importId),
		undo(importId)
	);
	await office.pull();
	const people = office.all('people');
	expect(people.get(ids.ana)).toMatchObject({ company: 'Old', groupIds: [brass], custom: {} });
	expect(office.all('people').get(ids.ana)).toMatchObject({ phone: '2' });
	expect(people.get(ids.bo)).toMatchObject({ firstName: 'Bo', deletedAt: null });
	expect(people.get(ids.cy)?.['deletedAt']).not.toBeNull();
	expect(people.get(ids.di)).toMatchObject({ firstName: 'Di', deletedAt: null });
	const { kept, ...undone } = office.all('imports').get(importId) ?? {};
	expect(undone).toMatchObject({ removed: 1, putBack: 1, cancelled: 0, undoneParts: [0] });
	expect(undone['undoneAt']).not.toBeNull();
	expect(kept).toEqual({
		count: 2,
		people: expect.arrayContaining([
			{ personId: ids.ana, why: 'edited' },
			{ personId: ids.di, why: 'touched' }
		]) as unknown
	});
});

test('registrations of an import are gone, or cancelled where there was one before or somebody may have heard of it, unless their link was opened or they were changed', async () => {
	const { context, organisationId, office } = await open();
	const { db } = context;
	const { id: eventId } = await makeEvent(db, organisationId);
	const [opened, changed, plain, known] = [uuid(), uuid(), uuid(), uuid()];
	const [back, mailed, handed, importId] = [uuid(), uuid(), uuid(), uuid()];
	const [openedId, mailedId] = [uuid(), uuid()];
	await office.push(
		1,
		['people.add@1', { id: known, email: email('known') }],
		['people.add@1', { id: back, email: email('back') }],
		[
			'registrations.add@1',
			{ eventId, people: [{ id: uuid(), personId: back }], confirmations: 'never' }
		],
		['registrations.cancel@1', { eventId, personIds: [back] }],
		part(
			importId,
			[
				{ id: opened, registrationId: openedId, email: email('opened') },
				{ id: changed, email: email('changed') },
				{ id: plain, email: email('plain') },
				{ id: known, email: email('known') },
				{ id: back, email: email('back') },
				{ id: mailed, registrationId: mailedId, email: email('mailed') },
				{ id: handed, email: email('handed') }
			],
			eventId
		),
		['registrations.rotate_keys@1', { eventId, personIds: [changed] }],
		['registrations.reveal_keys@2', { eventId, personIds: [handed], way: 'copied', at: 1 }]
	);
	const at = context.now();
	await db
		.insertInto('accessLog')
		.values({
			...{ organisationId, eventId, registrationId: openedId, keyVersion: 1 },
			...{ at, method: 'GET', state: 'waiting', automated: false }
		})
		.execute();
	await db
		.insertInto('mails')
		.values({
			...{ organisationId, id: uuid(), eventId, registrationId: mailedId, kind: 'reminder' },
			...{ minutes: 60, movedFrom: null, state: 'sent', reason: null },
			...{ dueAt: at, createdAt: at, updatedAt: at }
		})
		.execute();
	await office.push(8, undo(importId, eventId));
	await office.pull();
	const statuses = new Map(
		[...office.all('registrations').values()].map((row) => [row['personId'], row['status']])
	);
	const all = [opened, changed, plain, known, back, mailed, handed];
	expect(all.map((id) => statuses.get(id))).toEqual([
		...['registered', 'registered', undefined, undefined],
		...['cancelled', 'cancelled', 'cancelled']
	]);
	const isThere = (id: string) => office.all('people').get(id)?.['deletedAt'] === null;
	expect(all.map(isThere)).toEqual([true, true, false, true, true, false, false]);
	expect(office.all('imports').get(importId)).toMatchObject({
		...{ registered: 7, removed: 3, cancelled: 5 },
		kept: { count: 2 }
	});
	// Nothing is told of it to who was known before.
	const told = await db
		.selectFrom('personChanges')
		.select('id')
		.where('personId', '=', known)
		.where('registrationId', 'is not', null)
		.execute();
	expect(told).toEqual([]);
});

test('somebody into whom another was merged since stays; a part that comes later brings nobody in', async () => {
	const { office } = await open();
	const [other, made, late, importId] = [uuid(), uuid(), uuid(), uuid()];
	await office.push(
		1,
		['people.add@1', { id: other, firstName: 'Ana', email: email('old') }],
		part(importId, [
			{ id: made, firstName: 'Ana', email: email('new') },
			// The same address once more: its id stands for the first.
			{ id: uuid(), email: email('new') }
		]),
		['people.merge@1', { id: made, otherId: other, fields: {}, custom: {}, eventIds: [] }],
		undo(importId),
		part(importId, [{ id: late, email: email('late') }], null, { part: 1 })
	);
	await office.pull();
	expect(office.all('people').get(made)).toMatchObject({ deletedAt: null });
	expect(office.all('people').has(late)).toBe(false);
	expect(office.all('imports').get(importId)).toMatchObject({
		kept: { count: 1, people: [{ personId: made, why: 'touched' }] }
	});
});

test('who holds one event alone takes back what they brought in, and nothing of anybody else', async () => {
	const { context, organisationId, office } = await open();
	const event = await makeEvent(context.db, organisationId);
	const levels = { ...allLevels('none'), people: 'edit' as const, events: 'view' as const };
	const member = await makeMember(context.db, organisationId, { levels, events: [event.id] });
	const device = new Device(context, organisationId, member);
	const [own, theirs] = [uuid(), uuid()];
	await office.push(1, part(theirs, [{ id: uuid(), email: email('theirs') }], event.id));
	const { results } = await device.push(
		1,
		part(own, [{ id: uuid(), email: email('own') }], event.id),
		undo(own, event.id),
		undo(theirs, event.id),
		undo(theirs)
	);
	expect(results.map(({ outcome }) => outcome)).toEqual([
		applied,
		applied,
		{ outcome: 'refused', refusal: 'missing' },
		{ outcome: 'refused', refusal: 'not_allowed' }
	]);
	await device.pull();
	expect(device.all('imports').size).toBe(0);
	const statuses = [...device.all('registrations').values()].map((row) => row['status']);
	expect(statuses).toEqual(['registered']);
});

test('who holds one event alone brings in again whom they exported: without an address too, once', async () => {
	const { context, organisationId, office } = await open();
	const event = await makeEvent(context.db, organisationId);
	const levels = { ...allLevels('none'), people: 'edit' as const, events: 'view' as const };
	const member = await makeMember(context.db, organisationId, { levels, events: [event.id] });
	const device = new Device(context, organisationId, member);
	const [cy, elsewhere] = [uuid(), uuid()];
	await office.push(
		1,
		part(uuid(), [{ id: cy, firstName: 'Cy', company: 'Acme' }], event.id),
		part(uuid(), [{ id: elsewhere, firstName: 'Else' }])
	);
	const rows = [{ id: cy, firstName: 'Cy B.', phone: '1' }, { id: cy }];
	const { results } = await device.push(1, part(uuid(), rows, event.id));
	expect(results.map(({ outcome }) => outcome)).toEqual([applied]);
	await Promise.all([office.pull(), device.pull()]);
	expect([...device.all('registrations').values()]).toMatchObject([
		{ personId: cy, firstName: 'Cy' }
	]);
	expect([...office.all('people').keys()].sort()).toEqual([cy, elsewhere].sort());
	expect(office.all('people').get(cy)).toMatchObject({ firstName: 'Cy', company: 'Acme' });
	// The id of who isn't in the event means nobody to them.
	await device.push(2, part(uuid(), [{ id: elsewhere }], event.id));
	await device.pull();
	expect(device.all('registrations').size).toBe(1);
});

test('what another import did, and was taken back for, keeps nobody', async () => {
	const { office } = await open();
	const [ana, first, second] = [uuid(), uuid(), uuid()];
	await office.push(
		1,
		part(first, [{ id: ana, email: email('ana') }]),
		part(second, [{ id: ana, email: email('ana'), company: 'New' }]),
		undo(second),
		undo(first)
	);
	await office.pull();
	expect(office.all('imports').get(second)).toMatchObject({ putBack: 1, kept: { count: 0 } });
	expect(office.all('imports').get(first)).toMatchObject({ removed: 1, kept: { count: 0 } });
	expect(office.all('people').get(ana)?.['deletedAt']).not.toBeNull();
});
