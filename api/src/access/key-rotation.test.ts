import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { accessLink, ownPageLink } from '@foyer/shared/access';
import { allLevels } from '@foyer/shared/team';
import { createSession } from '../accounts/sessions.writes.ts';
import { makeInvited } from '../testing/access.ts';
import { contextOn } from '../testing/context-on.ts';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import { makeMember, makeRegistration } from '../testing/organisations.ts';
import { post, serveForTest, visit } from '../testing/served.ts';
import { deriveKey } from './access-keys.ts';
import { until } from '../testing/until.ts';

const rotate = 'registrations.rotate_keys@2';
const takeBack = 'registrations.take_back_keys@1';
const applied = { outcome: 'applied', notices: [] };
const refused = (refusal: string) => ({ outcome: 'refused', refusal });

/** A guest of a live event, two processes that let them in, and a device that changes their key. */
async function open() {
	const context = await openTestContext();
	const invited = await makeInvited(context, { status: 'live' });
	const { organisationId, event, registration, path } = invited;
	const host = await makeMember(context.db, organisationId, {
		levels: allLevels('manage'),
		host: true
	});
	const device = new Device(context, organisationId, host);
	const origins = [
		(await serveForTest(context)).origin,
		(await serveForTest(await contextOn(context.database))).origin
	];
	const linkOf = (guest: typeof registration, version: number) => (origin: string) =>
		accessLink(
			origin,
			path,
			guest.email ?? '',
			deriveKey(context.config.secret, guest.id, version)
		);
	const statuses = (version: number, method?: string) =>
		Promise.all(
			origins.map(
				async (origin) => (await visit(linkOf(registration, version)(origin), {}, method)).status
			)
		);
	let pushed = 0;
	const push = async (name: string, rotation: string, guests = [registration]) => {
		const personIds = guests.map(({ personId }) => personId);
		const args = { eventId: event.id, personIds, rotation };
		return (await device.push(++pushed, [name, args])).results[0]?.outcome;
	};
	return { ...invited, context, userId: host.userId, device, origins, linkOf, statuses, push };
}

const settles = (read: () => Promise<unknown>, to: unknown) =>
	until(async () => expect(await read()).toEqual(to));

it('a rotated key opens no more, on any process, and a rotation that is taken back lets the first in again', async () => {
	const { statuses, push, device, registration, origins, linkOf } = await open();
	expect(await statuses(1), 'known on both from here on').toEqual([303, 303]);
	const rotation = randomUUID();
	expect(await push(rotate, rotation)).toEqual(applied);
	await settles(() => statuses(1), [403, 403]);
	await device.pull();
	expect(device.all('registrationKeys').get(registration.id)).toMatchObject({
		keyVersion: 2,
		keyRotation: rotation,
		keyBefore: 1
	});
	expect(await statuses(2, 'HEAD'), 'a scanner’s look is no opening').toEqual([200, 200]);
	const scanner = { 'user-agent': 'Mozilla/5.0 (compatible; Mimecast URL Protect)' };
	for (const origin of origins)
		expect((await visit(linkOf(registration, 2)(origin), scanner)).status).toBe(303);
	expect(await push(takeBack, rotation)).toEqual(applied);
	await settles(() => statuses(1), [303, 303]);
	expect(await statuses(2)).toEqual([403, 403]);
	expect(await push(takeBack, rotation), 'once').toEqual(refused('conflict'));
});

it('once the new link was opened, taking it back is refused, whichever process opened it', async () => {
	for (const process of [0, 1]) {
		const { origins, linkOf, registration, push, statuses } = await open();
		const rotation = randomUUID();
		await push(rotate, rotation);
		const answer = await visit(linkOf(registration, 2)(origins[process] ?? ''));
		expect(answer.status).toBe(303);
		expect(await push(takeBack, rotation)).toEqual(refused('link_opened'));
		expect(await statuses(1)).toEqual([403, 403]);
		expect(await statuses(2)).toEqual([303, 303]);
	}
});

const unsubscribing = {
	method: 'POST',
	headers: { 'content-type': 'application/x-www-form-urlencoded' },
	body: 'List-Unsubscribe=One-Click'
};

it.each([
	['their own page is opened', (page: string) => visit(page)],
	[
		'something is changed there',
		(page: string) => {
			const given = Object.fromEntries(new URL(page).searchParams);
			return post(page.replace(/\?.*/, ''), { ...given, deed: 'stop_reminders' });
		}
	],
	[
		'their mail program ends reminders',
		(page: string) => fetch(page.replace('/registration?', '/reminders?'), unsubscribing)
	]
])('by the new link %s, which keeps the rotation from being taken back, too', async (_, use) => {
	for (const process of [0, 1]) {
		const { context, origins, path, registration, push } = await open();
		const rotation = randomUUID();
		await push(rotate, rotation);
		const key = deriveKey(context.config.secret, registration.id, 2);
		const page = ownPageLink(origins[process] ?? '', path, registration.email ?? '', key);
		expect((await use(page)).status).toBeLessThan(400);
		expect(await push(takeBack, rotation)).toEqual(refused('link_opened'));
	}
});

it('a scanner or the host, who look at the own page by the new link, keep nobody from taking it back', async () => {
	const { context, origins, path, registration, push, userId } = await open();
	const rotation = randomUUID();
	await push(rotate, rotation);
	const key = deriveKey(context.config.secret, registration.id, 2);
	const page = ownPageLink(origins[0] ?? '', path, registration.email ?? '', key);
	const cookie = `foyer_session=${await createSession(context, userId)}`;
	const scanner = { 'user-agent': 'Mozilla/5.0 (compatible; Mimecast URL Protect)' };
	for (const headers of [{ cookie }, scanner])
		expect((await visit(page, headers)).status).toBe(200);
	expect((await visit(page, {}, 'HEAD')).status).toBe(200);
	expect(await push(takeBack, rotation)).toEqual(applied);
});

it('openings of the former key keep nobody from taking the rotation back', async () => {
	const { statuses, push } = await open();
	await statuses(1);
	const rotation = randomUUID();
	await push(rotate, rotation);
	await statuses(1);
	expect(await push(takeBack, rotation)).toEqual(applied);
});

it('a key that was taken back is never given again', async () => {
	const { statuses, push, context, organisationId, registration } = await open();
	const rotation = randomUUID();
	await push(rotate, rotation);
	await push(takeBack, rotation);
	const again = randomUUID();
	await push(rotate, again);
	await settles(() => statuses(3), [303, 303]);
	expect(await statuses(2)).toEqual([403, 403]);
	// Nor by a changed address, after which there is nothing to take back.
	await context.db
		.updateTable('people')
		.set({ email: 'else@example.org' })
		.where('organisationId', '=', organisationId)
		.where('id', '=', registration.personId)
		.execute();
	const row = await context.db
		.selectFrom('registrations')
		.select(['keyVersion', 'keyRotation'])
		.where('id', '=', registration.id)
		.executeTakeFirstOrThrow();
	expect(row).toEqual({ keyVersion: 4, keyRotation: null });
	expect(await push(takeBack, again)).toEqual(refused('conflict'));
});

it('of many that were rotated together, those stay whose new link was opened, which is told', async () => {
	const { context, organisationId, event, registration, origins, linkOf, push } = await open();
	const other = await makeRegistration(context.db, organisationId, event.id);
	const rotation = randomUUID();
	await push(rotate, rotation, [registration, other]);
	await visit(linkOf(other, 2)(origins[1] ?? ''));
	expect(await push(takeBack, rotation, [registration, other])).toEqual({
		outcome: 'applied',
		notices: [{ notice: 'links_kept', eventId: event.id, count: 1 }]
	});
	const opens = (guest: typeof other, version: number) =>
		settles(
			() => Promise.all(origins.map(async (o) => (await visit(linkOf(guest, version)(o))).status)),
			[303, 303]
		);
	await opens(registration, 1);
	await opens(other, 2);
});

it('whoever may not edit an event’s people changes no key', async () => {
	const { context, organisationId, event, registration } = await open();
	const rotation = randomUUID();
	const args = { eventId: event.id, personIds: [registration.personId], rotation };
	for (const [levels, events] of [
		[{ ...allLevels('manage'), people: 'view' as const }, 'all'],
		[allLevels('manage'), []]
	] as const) {
		const member = await makeMember(context.db, organisationId, {
			levels,
			...(events === 'all' ? {} : { events: [...events] })
		});
		const device = new Device(context, organisationId, member);
		const { results } = await device.push(1, [rotate, args], [takeBack, args]);
		expect(results.map(({ outcome }) => outcome)).toEqual([
			refused('not_allowed'),
			refused('not_allowed')
		]);
	}
});

it('what is no rotation is refused, and changes nothing', async () => {
	const { push, device, event, registration, statuses } = await open();
	expect(await push(takeBack, randomUUID())).toEqual(refused('conflict'));
	expect(await push(rotate, 'no id')).toEqual(refused('malformed'));
	const foreign = { eventId: randomUUID(), personIds: [registration.personId] };
	const { results } = await device.push(
		3,
		[rotate, { ...foreign, rotation: randomUUID() }],
		[rotate, { eventId: event.id, personIds: [], rotation: randomUUID() }]
	);
	expect(results.map(({ outcome }) => outcome)).toEqual([refused('missing'), refused('malformed')]);
	expect(await statuses(1)).toEqual([303, 303]);
});

it('an address that the team corrects makes another key: the link that went to the former opens nothing, on any process', async () => {
	const { context, device, origins, path, registration, statuses } = await open();
	expect(await statuses(1), 'known on both from here on').toEqual([303, 303]);
	const email = 'ines.corrected@example.org';
	const { results } = await device.push(1, [
		'people.update@2',
		{ id: registration.personId, fields: { email } }
	]);
	expect(results[0]?.outcome).toEqual(applied);
	await settles(() => statuses(1), [403, 403]);
	await device.pull();
	const { key } = device.all('registrationKeys').get(registration.id) as { key: string };
	const former = deriveKey(context.config.secret, registration.id, 1);
	const openedBy = (address: string, by: string) =>
		Promise.all(
			origins.map(async (origin) => (await visit(accessLink(origin, path, address, by))).status)
		);
	expect(await openedBy(email, former)).toEqual([403, 403]);
	expect(await openedBy(registration.email ?? '', key)).toEqual([403, 403]);
	expect(await openedBy(email, key)).toEqual([303, 303]);
});
