import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { appRouter } from '../router.ts';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import {
	makeEvent,
	makeOrganisation,
	makePerson,
	makeRegistration
} from '../testing/organisations.ts';
import { requestOf } from '../testing/requests.ts';
import { invitationToken } from './invitation-token.ts';

/** Somebody who is registered, was invited to join and has accepted. */
async function open() {
	const context = await openTestContext();
	const { organisationId, host } = await makeOrganisation(context.db);
	const event = await makeEvent(context.db, organisationId);
	const registration = await makeRegistration(context.db, organisationId, event.id);
	const id = randomUUID();
	const { personId } = registration;
	await new Device(context, organisationId, host).push(1, [
		'invitations.invite@1',
		{ people: [{ id, personId }], mailing: randomUUID() }
	]);
	const as = (userId: string | null) => appRouter.createCaller(requestOf(context, userId));
	const answer = await as(null).invitations.accept({
		token: invitationToken(context.config.secret, organisationId, id),
		...{ locale: 'en', firstName: 'Ada', lastName: '', password: 'a long enough secret' }
	});
	if (answer.state !== 'signed_in') throw new Error(answer.state);
	const mine = () => as(answer.me.user.id).invitations.mine();
	return { context, organisationId, host, event, registration, personId, as, mine };
}

test('who accepted sees their registrations, with the link that leads in', async () => {
	const { mine, event, registration, as, host } = await open();
	const { organisations, events } = await mine();
	expect(organisations).toEqual([expect.stringMatching(/^Maison/)]);
	expect(events).toEqual([
		{
			registrationId: registration.id,
			organisation: organisations[0],
			title: event.title,
			startsAt: event.startsAt,
			endsAt: event.endsAt,
			timeZone: event.timeZone,
			status: 'registered',
			link: expect.stringMatching(/\/live\?email=.+&key=[0-9a-f]{22}$/) as string
		}
	]);
	expect(await as(host.userId).invitations.mine()).toEqual({ organisations: [], events: [] });
	await expect(as(null).invitations.mine()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
});

test('who has no place sees that, and no link', async () => {
	const { mine, context } = await open();
	await context.db.updateTable('registrations').set({ status: 'waiting_list' }).execute();
	expect((await mine()).events).toMatchObject([{ status: 'waiting_list', link: null }]);
});

test('what goes by another address is another’s', async () => {
	const { mine, context } = await open();
	await context.db.updateTable('registrations').set({ email: 'other@example.org' }).execute();
	expect((await mine()).events).toEqual([]);
});

test('whoever they were merged into, and that one again, has their registrations', async () => {
	const { mine, context, organisationId, registration, personId } = await open();
	const { db } = context;
	let latest = personId;
	for (let left = 2; left > 0; left--) {
		const { id } = await makePerson(db, organisationId);
		await db.updateTable('people').set({ mergedInto: id }).where('id', '=', latest).execute();
		await db.updateTable('registrations').set({ personId: id }).execute();
		latest = id;
		expect((await mine()).events).toMatchObject([{ registrationId: registration.id }]);
	}
});

test('of a deleted event or person nothing is left', async () => {
	const { mine, context } = await open();
	await context.db.updateTable('events').set({ deletedAt: Date.now() }).execute();
	expect((await mine()).events).toEqual([]);
	await context.db.updateTable('events').set({ deletedAt: null }).execute();
	expect((await mine()).events).toHaveLength(1);
	await context.db.updateTable('people').set({ deletedAt: Date.now() }).execute();
	expect((await mine()).events).toEqual([]);
});
