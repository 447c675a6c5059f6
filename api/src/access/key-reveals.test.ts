import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { allLevels, type Levels } from '@foyer/shared/team';
import { makeInvited } from '../testing/access.ts';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import { makeMember, makeRegistration } from '../testing/organisations.ts';
import { appRouter } from '../router.ts';
import { requestOf } from '../testing/requests.ts';

const reveal = 'registrations.reveal_keys@1';

async function open(levels: Partial<Levels> = {}) {
	const context = await openTestContext();
	const invited = await makeInvited(context);
	const { organisationId, event, registration } = invited;
	const member = await makeMember(context.db, organisationId, {
		levels: { ...allLevels('none'), people: 'edit', events: 'view', ...levels }
	});
	const device = new Device(context, organisationId, member);
	const args = (fields: object = {}) => ({
		eventId: event.id,
		personIds: [registration.personId],
		way: 'shown',
		at: context.now() - 60_000,
		...fields
	});
	const logged = () =>
		context.db
			.selectFrom('keyReveals')
			.select(['organisationId', 'eventId', 'registrationId', 'userId', 'way', 'at'])
			.orderBy('id')
			.execute();
	const reveals = (userId: string, registrationId: string = registration.id) =>
		appRouter
			.createCaller(requestOf(context, userId))
			.access.reveals({ organisationId, eventId: event.id, registrationId });
	return { ...invited, context, member, device, args, logged, reveals };
}

it('a reveal is logged once: who, when by their device, whose, in which way', async () => {
	const { context, device, args, logged, member, organisationId, event, registration, reveals } =
		await open();
	const other = await makeRegistration(context.db, organisationId, event.id);
	const first = args();
	const both = args({ personIds: [registration.personId, other.personId], way: 'copied' });
	await device.push(1, [reveal, first], [reveal, both]);
	// An answer that was lost: the device sends it again.
	await device.push(1, [reveal, first], [reveal, both]);
	const row = { organisationId, eventId: event.id, userId: member.userId };
	expect(await logged()).toHaveLength(3);
	expect(await logged()).toEqual(
		expect.arrayContaining([
			{ ...row, registrationId: registration.id, way: 'shown', at: first.at },
			{ ...row, registrationId: registration.id, way: 'copied', at: both.at },
			{ ...row, registrationId: other.id, way: 'copied', at: both.at }
		])
	);
	expect(await reveals(member.userId)).toMatchObject([
		{ way: 'copied', at: both.at },
		{ way: 'shown', at: first.at }
	]);
});

it('what was shown offline is logged though the right to it went meanwhile', async () => {
	const { device, args, logged } = await open({ people: 'none' });
	const { results } = await device.push(1, [reveal, args()]);
	expect(results[0]?.outcome).toEqual({ outcome: 'applied', notices: [] });
	expect(await logged()).toHaveLength(1);
});

it('no device dates a reveal ahead, and what is malformed or unknown logs nothing', async () => {
	const { context, device, args, logged } = await open();
	const before = context.now();
	const { results } = await device.push(
		1,
		[reveal, args({ at: before + 86_400_000 })],
		[reveal, args({ way: 'sung' })],
		[reveal, args({ personIds: [randomUUID()] })],
		[reveal, args({ personIds: Array.from({ length: 501 }, () => randomUUID()) })]
	);
	expect(results.map(({ outcome }) => outcome.outcome)).toEqual([
		'applied',
		'refused',
		'applied',
		'refused'
	]);
	expect((await logged()).map(({ at }) => at <= context.now())).toEqual([true]);
});

it('the log is there for whoever may take keys out, of their own organisation alone', async () => {
	const { context, device, args, reveals, organisationId, event } = await open();
	await device.push(1, [reveal, args()]);
	const viewer = await makeMember(context.db, organisationId, {
		levels: { ...allLevels('view'), checkin: 'manage' }
	});
	const elsewhere = await makeMember(context.db, organisationId, {
		levels: allLevels('manage'),
		events: []
	});
	for (const { userId } of [viewer, elsewhere])
		await expect(reveals(userId)).rejects.toThrow('missing');
	const editor = await makeMember(context.db, organisationId, {
		levels: allLevels('edit'),
		events: [event.id]
	});
	expect(await reveals(editor.userId)).toHaveLength(1);
	expect(await reveals(editor.userId, randomUUID())).toEqual([]);
});
