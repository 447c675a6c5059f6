import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { allLevels, type Levels } from '@foyer/shared/team';
import { appRouter } from '../router.ts';
import { changeEvent, makeInvited } from '../testing/access.ts';
import { openTestContext } from '../testing/context.ts';
import { makeMember, makeRegistration } from '../testing/organisations.ts';
import { requestOf } from '../testing/requests.ts';
import { serveForTest, visit } from '../testing/served.ts';

async function open(levels: Partial<Levels> = { people: 'view' }, events?: string[]) {
	const context = await openTestContext();
	const invited = await makeInvited(context);
	const { organisationId, event, registration } = invited;
	const { userId } = await makeMember(context.db, organisationId, {
		levels: { ...allLevels('none'), ...levels },
		...(events && { events })
	});
	const timeline = (registrationId = registration.id) =>
		appRouter
			.createCaller(requestOf(context, userId))
			.access.timeline({ organisationId, eventId: event.id, registrationId });
	return { ...invited, context, timeline };
}

it('tells when a link was opened and where it led, the latest first, machines marked', async () => {
	const { context, link, organisationId, event, timeline } = await open();
	const other = await makeRegistration(context.db, organisationId, event.id);
	const { origin, close } = await serveForTest(context);
	const at = context.now();
	await visit(link(origin), { 'user-agent': 'Mimecast' });
	await visit(link(origin));
	await close();
	context.clock.time += 60_000;
	await changeEvent(context, organisationId, event.id, { status: 'live' });
	const later = await serveForTest(context);
	await visit(link(later.origin));
	await later.close();
	expect(await timeline()).toEqual([
		{ at: at + 60_000, state: 'live', automated: false },
		{ at, state: 'waiting', automated: false },
		{ at, state: 'waiting', automated: true }
	]);
	expect(await timeline(other.id)).toEqual([]);
});

it.each([
	['sees no people', { events: 'manage', checkin: 'manage' }, undefined],
	['sees other events alone', { people: 'manage' }, []]
] as const)('is missing for a member who %s', async (_, levels, events) => {
	const { timeline } = await open(levels, events && [...events]);
	await expect(timeline()).rejects.toThrow('missing');
	await expect(timeline(randomUUID())).rejects.toThrow('missing');
});
