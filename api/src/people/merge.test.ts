import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { allLevels } from '@foyer/shared/team';
import { accessLink, eventPath } from '@foyer/shared/access';
import { deriveKey } from '../access/access-keys.ts';
import { readTenant } from '../db/tenant.ts';
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
import { readMerged } from './merged.reads.ts';

async function open() {
	const context = await openTestContext();
	const { organisationId, host, pageName } = await makeOrganisation(context.db);
	const both = await makeEvent(context.db, organisationId, { status: 'live' });
	const other = await makeEvent(context.db, organisationId, { status: 'live' });
	const first = await makeRegistration(context.db, organisationId, both.id, {
		email: 'ines@a.org'
	});
	const second = await makeRegistration(context.db, organisationId, both.id, {
		email: 'ines@b.org',
		firstName: 'Ines',
		company: 'Midi'
	});
	const third = { ...second, id: randomUUID(), eventId: other.id };
	await context.db
		.insertInto('registrations')
		.values({ organisationId, ...third })
		.execute();
	const device = new Device(context, organisationId, host);
	const args = {
		id: first.personId,
		otherId: second.personId,
		fields: { company: 'Midi' },
		custom: {},
		eventIds: []
	};
	const people = (id: string) =>
		context.db
			.selectFrom('people')
			.selectAll()
			.where('organisationId', '=', organisationId)
			.where('id', '=', id)
			.executeTakeFirstOrThrow();
	const order: string[] = [first.id, second.id, third.id];
	const registrations = async () =>
		(
			await context.db
				.selectFrom('registrations')
				.select(['id', 'personId', 'email', 'firstName', 'keyVersion', 'status'])
				.where('organisationId', '=', organisationId)
				.execute()
		).sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
	const link = (origin: string, row: { id: string; email: string | null; eventId: string }) => {
		const event = row.eventId === both.id ? both : other;
		const key = deriveKey(context.config.secret, row.id, 1);
		return accessLink(origin, eventPath(pageName, event.permalink), row.email ?? '', key);
	};
	return {
		context,
		organisationId,
		host,
		device,
		args,
		both,
		other,
		first,
		second,
		third,
		people,
		registrations,
		link
	};
}

const applied = { outcome: 'applied', notices: [] };
const outcomes = ({ results }: { results: { outcome: unknown }[] }) =>
	results.map(({ outcome }) => outcome);

describe('merging two people', () => {
	test('registrations move where there is none, and stay reachable where there are two', async () => {
		const { device, args, first, second, third, people, registrations } = await open();
		expect(outcomes(await device.push(1, ['people.merge@1', args]))).toEqual([applied]);
		expect(await people(first.personId)).toMatchObject({ company: 'Midi', email: 'ines@a.org' });
		expect(await people(second.personId)).toMatchObject({
			mergedInto: first.personId,
			email: 'ines@b.org'
		});
		const shown = { firstName: 'Inès', keyVersion: 1 };
		expect(await registrations()).toMatchObject([
			{ id: first.id, personId: first.personId, email: 'ines@a.org', ...shown },
			{ id: second.id, personId: second.personId, email: 'ines@b.org', ...shown },
			{ id: third.id, personId: first.personId, email: 'ines@b.org', ...shown }
		]);
	});

	test('all links keep working, also when the person is renamed or gets another address', async () => {
		const { context, device, args, first, second, third, link, registrations } = await open();
		const { origin } = await serveForTest(context);
		const leadsIn = async (row: typeof first) => (await visit(link(origin, row))).status === 303;
		expect(await leadsIn(second)).toBe(true);
		await device.push(1, ['people.merge@1', args]);
		for (const row of [first, second, third]) expect(await leadsIn(row)).toBe(true);
		await device.push(2, [
			'people.update@2',
			{ id: first.personId, fields: { lastName: 'Dupont' } }
		]);
		for (const row of [first, second, third]) expect(await leadsIn(row)).toBe(true);
		await device.push(3, [
			'people.update@2',
			{ id: first.personId, fields: { email: 'ines@c.org' } }
		]);
		// An address corrected by the team makes a new key, where it was that address.
		await expect.poll(() => leadsIn(first), { timeout: 20_000 }).toBe(false);
		for (const row of [second, third]) expect(await leadsIn(row)).toBe(true);
		expect((await registrations()).map(({ email }) => email)).toEqual([
			'ines@c.org',
			'ines@b.org',
			'ines@b.org'
		]);
	});

	test('the duplicate’s id and address lead to the person from then on', async () => {
		const { device, args, first, second, people } = await open();
		const alias = randomUUID();
		await device.push(
			1,
			['people.merge@1', args],
			['people.update@2', { id: second.personId, fields: { note: 'by the old id' } }],
			['people.add@1', { id: alias, email: 'ines@b.org', phone: '7' }]
		);
		expect(await people(first.personId)).toMatchObject({ note: 'by the old id', phone: '7' });
		expect(await people(alias)).toMatchObject({ mergedInto: first.personId, email: null });
	});

	test('each of two registrations is cancelled by its own row', async () => {
		const { device, args, both, first, second, registrations } = await open();
		await device.push(
			1,
			['people.merge@1', args],
			['registrations.cancel@1', { eventId: both.id, personIds: [second.personId] }]
		);
		expect((await registrations()).map(({ status }) => status)).toEqual([
			'registered',
			'cancelled',
			'registered'
		]);
		await device.push(3, [
			'registrations.cancel@1',
			{ eventId: both.id, personIds: [first.personId] }
		]);
		expect((await registrations())[0]?.status).toBe('cancelled');
	});

	test('whose duplicate kept a registration isn’t registered once more beside it', async () => {
		const { device, args, both, first, second, registrations } = await open();
		const cancel = (personId: string) =>
			['registrations.cancel@1', { eventId: both.id, personIds: [personId] }] as [string, unknown];
		// Merged twice: what the duplicate of a duplicate kept stands as well.
		const kept = randomUUID();
		await device.push(
			1,
			cancel(first.personId),
			['people.merge@1', args],
			['people.add@1', { id: kept, email: 'ines@c.org' }],
			['people.merge@1', { ...args, id: kept, otherId: first.personId }]
		);
		const expected = await registrations();
		expect(expected.filter(({ status }) => status === 'registered')).toHaveLength(2);
		const typed = (email: string): [string, unknown] => [
			'registrations.register_someone@1',
			{
				...{ eventId: both.id, id: randomUUID(), registrationId: randomUUID() },
				...{ firstName: '', lastName: '', email, confirmations: 'now' }
			}
		];
		const chosen = (personId: string): [string, unknown] => [
			'registrations.add@2',
			{ eventId: both.id, people: [{ id: randomUUID(), personId }], confirmations: 'now' }
		];
		const rows = ['ines@a.org', 'ines@b.org', 'ines@c.org'].map((email) => ({
			...{ id: randomUUID(), registrationId: randomUUID(), email }
		}));
		const { results } = await device.push(
			5,
			...['ines@a.org', 'ines@b.org', 'ines@c.org'].map(typed),
			...[first.personId, second.personId, kept].map(chosen),
			['people.import@2', { eventId: both.id, rows, groups: [], confirmations: 'now' }]
		);
		expect(results.map(({ outcome }) => outcome.outcome)).toEqual(Array(7).fill('applied'));
		expect(await registrations()).toEqual(expected);
		// Where none stands any more, the person's own gets its place back, or they get one.
		await device.push(12, cancel(second.personId), typed('ines@b.org'));
		const places = (await registrations()).filter(
			({ id, status }) => status === 'registered' && id !== second.id
		);
		expect(places).toHaveLength(2);
	});

	test('no cancelled registration gets its place back beside one that stands', async () => {
		const { context, organisationId, host, device, args, both, first, second, registrations } =
			await open();
		const of = (personId: string) => ({ eventId: both.id, personIds: [personId] });
		const mailing = randomUUID();
		await device.push(1, ['people.merge@1', args], ['registrations.cancel@1', of(first.personId)]);
		const before = await registrations();
		const again = await device.push(
			3,
			['registrations.admit@2', { ...of(first.personId), mailing }],
			['registrations.admit@1', of(first.personId)]
		);
		const refused = { outcome: 'refused', refusal: 'registered_already' };
		expect(outcomes(again)).toEqual([refused, refused]);
		expect(await registrations()).toEqual(before);
		const standing = async () => (await registrations()).map(({ status }) => status);
		// The other one first: then there is one place.
		await device.push(
			5,
			['registrations.cancel@1', of(second.personId)],
			['registrations.admit@2', { ...of(first.personId), mailing }]
		);
		expect(await standing()).toEqual(['registered', 'cancelled', 'registered']);
		expect(
			outcomes(await device.push(7, ['registrations.admit@2', { ...of(second.personId), mailing }]))
		).toEqual([refused]);
		// Who takes a cancellation back has what was before, two places too.
		const other = new Device(context, organisationId, host);
		await other.push(1, [
			'registrations.admit@2',
			{ ...of(second.personId), mailing, undoing: true }
		]);
		expect(await standing()).toEqual(['registered', 'registered', 'registered']);
	});

	test('merged both ways at one moment, one stays', async () => {
		const { context, organisationId, host, args, people } = await open();
		const { id, otherId } = args;
		const kept = { ...args, fields: {} };
		const devices = [1, 2, 3, 4].map(() => new Device(context, organisationId, host));
		const answers = await Promise.all(
			devices.map((device, at) =>
				device.push(1, [
					'people.merge@1',
					at % 2 === 0 ? kept : { ...kept, id: otherId, otherId: id }
				])
			)
		);
		expect(answers.flatMap(outcomes)).toEqual(Array(4).fill(applied));
		const into = [(await people(id)).mergedInto, (await people(otherId)).mergedInto];
		expect(into.filter((one) => one === null)).toHaveLength(1);
		expect([id, otherId]).toContain(into.find((one) => one !== null));
	});

	test('a circle, which no rule makes, holds nothing up', async () => {
		const { context, organisationId, device, both, first, second } = await open();
		for (const [id, mergedInto] of [
			[first.personId, second.personId],
			[second.personId, first.personId]
		] as const)
			await context.db
				.updateTable('people')
				.set({ mergedInto })
				.where('organisationId', '=', organisationId)
				.where('id', '=', id)
				.execute();
		const personIds = [first.personId, second.personId];
		const answer = await device.push(
			1,
			['registrations.cancel@1', { eventId: both.id, personIds }],
			['registrations.admit@2', { eventId: both.id, personIds, mailing: randomUUID() }],
			['people.update@1', { id: first.personId, fields: { company: 'Midi' } }]
		);
		expect(outcomes(answer)).toEqual([applied, applied, applied]);
		const meant = await readTenant(context.db, organisationId, (tx) =>
			readMerged(tx, organisationId)
		);
		expect(personIds.map(meant)).toEqual(personIds);
	});

	test('it is taken apart again, with what came from whom', async () => {
		const { device, args, first, second, third, people, registrations } = await open();
		const before = await registrations();
		const undo = {
			...args,
			fields: { company: '' },
			leaveGroupIds: [],
			registrationIds: [third.id]
		};
		expect(
			outcomes(await device.push(1, ['people.merge@1', args], ['people.unmerge@1', undo]))
		).toEqual([applied, applied]);
		expect(await registrations()).toEqual(before);
		expect(await people(first.personId)).toMatchObject({ company: '' });
		expect(await people(second.personId)).toMatchObject({ mergedInto: null, firstName: 'Ines' });
		expect(outcomes(await device.push(3, ['people.unmerge@1', undo]))).toEqual([
			{ outcome: 'refused', refusal: 'conflict' }
		]);
	});

	test('taken apart later, what has the duplicate’s address is theirs again', async () => {
		const { device, args, registrations } = await open();
		const before = await registrations();
		await device.push(
			1,
			['people.merge@1', args],
			['people.unmerge@1', { ...args, fields: {}, leaveGroupIds: [], registrationIds: null }]
		);
		expect(await registrations()).toEqual(before);
	});

	test('what a duplicate kept goes with the person, and comes back with them', async () => {
		const { device, args, first, second, people } = await open();
		const deletions = async () => [
			(await people(first.personId)).deletedAt !== null,
			(await people(second.personId)).deletedAt !== null
		];
		await device.push(1, ['people.merge@1', args], ['people.delete@1', { ids: [first.personId] }]);
		expect(await deletions()).toEqual([true, true]);
		// Nobody has the address any more.
		const { results } = await device.push(3, [
			'people.add@1',
			{ id: randomUUID(), email: 'ines@b.org' }
		]);
		expect(results[0]?.outcome).toEqual(applied);
		await device.push(4, ['people.restore@1', { ids: [second.personId] }]);
		expect(await deletions()).toEqual([false, false]);
	});

	test('the timeline tells of the merge, with what happened to both', async () => {
		const { context, organisationId, host, device, args, second } = await open();
		await device.push(1, ['people.merge@1', args]);
		const { people } = appRouter.createCaller(requestOf(context, host.userId));
		const { entries } = await people.timeline({
			...{ organisationId, personId: args.id, eventId: null }
		});
		expect(entries.filter(({ entry }) => entry === 'registered')).toHaveLength(3);
		expect(entries.filter(({ entry }) => entry === 'registration_changed')).toEqual([]);
		expect(entries).toContainEqual(
			expect.objectContaining({
				personId: second.personId,
				changes: [{ field: 'mergedInto', before: null, after: args.id }]
			})
		);
	});

	test('whose address somebody else took meanwhile can’t be taken apart', async () => {
		const { context, organisationId, device, args, second } = await open();
		await device.push(1, ['people.merge@1', args]);
		await makePerson(context.db, organisationId, { email: 'ines@b.org' });
		const undo = { ...args, fields: {}, leaveGroupIds: [], registrationIds: null };
		expect(outcomes(await device.push(2, ['people.unmerge@1', undo]))).toEqual([
			{ outcome: 'refused', refusal: 'email_taken' }
		]);
		expect(second.email).toBe('ines@b.org');
	});

	test('groups are united, and taken apart', async () => {
		const { device, args, first, second, people } = await open();
		const [friends, choir] = [randomUUID(), randomUUID()];
		await device.push(
			1,
			['groups.add@1', { id: friends, name: 'Friends', rule: null }],
			['groups.add@1', { id: choir, name: 'Choir', rule: null }],
			['groups.join@1', { groupId: friends, personIds: [first.personId, second.personId] }],
			['groups.join@1', { groupId: choir, personIds: [second.personId] }],
			['people.merge@1', args]
		);
		expect((await people(first.personId)).groupIds.toSorted()).toEqual([friends, choir].toSorted());
		const undo = { ...args, fields: {}, leaveGroupIds: [choir], registrationIds: null };
		await device.push(6, ['people.unmerge@1', undo]);
		expect((await people(first.personId)).groupIds).toEqual([friends]);
		expect((await people(second.personId)).groupIds.toSorted()).toEqual(
			[friends, choir].toSorted()
		);
	});

	test('done twice it is done once; who may not edit people, or of nobody, can’t', async () => {
		const { context, organisationId, device, args } = await open();
		expect(
			outcomes(await device.push(1, ['people.merge@1', args], ['people.merge@1', args]))
		).toEqual([applied, applied]);
		const viewer = await makeMember(context.db, organisationId, { levels: allLevels('view') });
		const looks = new Device(context, organisationId, viewer);
		expect(outcomes(await looks.push(1, ['people.merge@1', args]))).toEqual([
			{ outcome: 'refused', refusal: 'not_allowed' }
		]);
		expect(
			outcomes(await device.push(3, ['people.merge@1', { ...args, otherId: randomUUID() }]))
		).toEqual([{ outcome: 'refused', refusal: 'missing' }]);
	});
});

test('that two aren’t the same person reaches every device, is nothing that happened to them, and goes with an erasure', async () => {
	const { context, organisationId, host, device, first, second, people } = await open();
	const ids = { id: first.personId, otherId: second.personId };
	const other = new Device(context, organisationId, host);
	await other.pull();
	const noted = () => context.db.selectFrom('personChanges').select('id').execute();
	const before = await noted();
	expect(outcomes(await device.push(1, ['people.tell_apart@1', ids]))).toEqual([applied]);
	await other.pull();
	expect(other.all('people').get(first.personId)).toMatchObject({ toldApart: [second.personId] });
	expect(outcomes(await other.push(1, ['people.take_for_one@1', ids]))).toEqual([applied]);
	expect(await people(first.personId)).toMatchObject({ toldApart: [] });
	await device.push(2, ['people.tell_apart@1', ids]);
	expect(await noted()).toEqual(before);
	const caller = appRouter.createCaller(requestOf(context, host.userId));
	await caller.people.erase({ organisationId, personId: first.personId });
	expect(await people(first.personId)).toMatchObject({ toldApart: [] });
});
