import PostalMime from 'postal-mime';
import { expect, test, vi } from 'vitest';
import { allLevels } from '@foyer/shared/team';
import type { Context } from '../context.ts';
import { takeUserMail } from '../mail/user-mails.ts';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import { makeEvent, makeMember, makeOrganisation } from '../testing/organisations.ts';
import { startEventClock } from './event-clock.ts';
import { until } from '../testing/until.ts';

const minute = 60_000;

/** One event live, and another that waits for its time, with early entry. */
async function open() {
	const context = await openTestContext();
	const { organisationId, host } = await makeOrganisation(context.db);
	const live = await makeEvent(context.db, organisationId, {
		title: 'Répétition',
		status: 'live',
		startsBy: 'hand'
	});
	const waiting = await makeEvent(context.db, organisationId, {
		title: 'Gala',
		earlyEntry: 15
	});
	const clock = startEventClock(context);
	const at = async (time: number) => {
		context.clock.time = time;
		await clock.tick();
	};
	const noted = async () =>
		(
			await context.db
				.selectFrom('events')
				.select('heldUpBy')
				.where('id', '=', waiting.id)
				.executeTakeFirstOrThrow()
		).heldUpBy;
	return { context, organisationId, host, live, waiting, clock, at, noted };
}

async function mailsToUsers(context: Context) {
	const mails = [];
	for (let mail = await takeUserMail(context); mail; mail = await takeUserMail(context)) {
		const message = await mail.compose();
		if (message) mails.push(await PostalMime.parse(message.raw));
		await mail.settle({ state: 'sent', reason: null });
	}
	return mails;
}

test('every device learns what an event waits for, those of one event too, and when it waits no more', async () => {
	const { context, organisationId, host, live, waiting, clock, at } = await open();
	const limited = await makeMember(context.db, organisationId, {
		levels: allLevels('view'),
		events: [waiting.id]
	});
	const devices = [host, limited].map((actor) => new Device(context, organisationId, actor));
	const shown = () =>
		Promise.all(
			devices.map(async (device) => {
				await device.pull();
				return device.all('events').get(waiting.id)?.['heldUpBy'];
			})
		);
	await at(waiting.startsAt - 1);
	expect(await shown()).toEqual([null, null]);
	await at(waiting.startsAt);
	expect(await shown()).toEqual([live.id, live.id]);
	await context.db
		.updateTable('events')
		.set({ status: 'ended' })
		.where('id', '=', live.id)
		.execute();
	await at(waiting.startsAt + minute);
	expect(await shown()).toEqual([null, null]);
	expect(devices.map((device) => device.all('events').get(waiting.id)?.['status'])).toEqual([
		'live',
		'live'
	]);
	await clock.stop();
});

test('the host is told by mail once, when the time has come and not for early entry', async () => {
	const { context, organisationId, host, live, waiting, clock, at } = await open();
	await makeMember(context.db, organisationId, { levels: allLevels('manage') });
	const former = { host: true, levels: allLevels('manage'), until: waiting.startsAt };
	await makeMember(context.db, organisationId, former);
	await at(waiting.startsAt - 15 * minute);
	await at(waiting.startsAt - 1);
	expect(await mailsToUsers(context)).toEqual([]);
	await at(waiting.startsAt);
	await at(waiting.startsAt + minute);
	const mails = await mailsToUsers(context);
	expect(mails.map(({ to }) => to?.[0]?.address)).toEqual([`${host.userId}@example.org`]);
	expect(mails[0]?.subject).toBe('Gala is waiting for Répétition to end');
	expect(mails[0]?.text).toContain(`http://foyer.test/app/events/${live.id}`);
	await clock.stop();
});

test('a new time is told anew; another event that takes the live one’s place is not', async () => {
	const { context, organisationId, waiting, clock, at, noted } = await open();
	await at(waiting.startsAt);
	expect(await mailsToUsers(context)).toHaveLength(1);
	await context.db
		.updateTable('events')
		.set({ status: 'ended' })
		.where('status', '=', 'live')
		.execute();
	const next = await makeEvent(context.db, organisationId, { status: 'live', startsBy: 'hand' });
	await at(waiting.startsAt + minute);
	expect(await noted()).toBe(next.id);
	expect(await mailsToUsers(context)).toEqual([]);
	const later = waiting.startsAt + 30 * minute;
	await context.db
		.updateTable('events')
		.set({ startsAt: later })
		.where('id', '=', waiting.id)
		.execute();
	expect(await noted()).toBeNull();
	await at(later);
	expect(await noted()).toBe(next.id);
	expect(await mailsToUsers(context)).toHaveLength(1);
	await clock.stop();
});

test('several processes tell it once', async () => {
	const { context, waiting, clock } = await open();
	const clocks = [clock, startEventClock(context), startEventClock(context)];
	context.clock.time = waiting.startsAt;
	await Promise.all(clocks.map((one) => one.tick()));
	expect(await mailsToUsers(context)).toHaveLength(1);
	await Promise.all(clocks.map((one) => one.stop()));
});

test('to wait is news once', async () => {
	const { context, organisationId, waiting, clock, at } = await open();
	const heard = vi.fn();
	context.news.listen(heard);
	for (const later of [0, 1, 2]) {
		await at(waiting.startsAt + later * minute);
		await context.news.flush();
	}
	// News come in the order in which they were told: once this one is here, all are.
	const last = context.newId();
	context.news.changed(last);
	await until(() => expect(heard).toHaveBeenCalledWith(last));
	expect(heard.mock.calls.flat()).toEqual([organisationId, last]);
	await clock.stop();
});

test('nothing waits where events may run in parallel', async () => {
	const { context, waiting, clock, at, noted } = await open();
	await context.db.updateTable('organisations').set({ parallelEvents: true }).execute();
	await at(waiting.startsAt);
	expect(await noted()).toBeNull();
	expect(await mailsToUsers(context)).toEqual([]);
	await clock.stop();
});
