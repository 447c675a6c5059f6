import { describe, expect, it } from 'vitest';
import { decideAccess } from '@foyer/shared/access';
import { closesAt, isOver, type Event } from '@foyer/shared/events';
import { allLevels } from '@foyer/shared/team';
import type { Context } from '../context.ts';
import { writeTenant } from '../db/tenant.ts';
import { appRouter } from '../router.ts';
import { contextOn } from '../testing/context-on.ts';
import { openTestContext } from '../testing/context.ts';
import { openBeside } from '../testing/database.ts';
import { Device } from '../testing/device.ts';
import { makeEvent, makeMember, makeOrganisation } from '../testing/organisations.ts';
import { requestOf } from '../testing/requests.ts';
import { startEventClock } from './event-clock.ts';
import { startEvent } from './event-start.writes.ts';
import { until } from '../testing/until.ts';

const hour = 3_600_000;

const eventsAs = (context: Context, userId: string | null) =>
	appRouter.createCaller(requestOf(context, userId)).events;

const statusOf = async (context: Context, id: string) =>
	await context.db
		.selectFrom('events')
		.select(['status', 'startedAt', 'endedAt'])
		.where('id', '=', id)
		.executeTakeFirstOrThrow();

describe('starting by hand', () => {
	it('makes a scheduled event live, and ending ends it', async () => {
		const context = await openTestContext();
		const { organisationId, host } = await makeOrganisation(context.db);
		const { id } = await makeEvent(context.db, organisationId);
		const events = eventsAs(context, host.userId);
		const input = { organisationId, eventId: id };
		expect(await events.start(input)).toEqual({ outcome: 'started' });
		expect(await statusOf(context, id)).toEqual({
			status: 'live',
			startedAt: context.now(),
			endedAt: null
		});
		expect(await events.start(input)).toEqual({ outcome: 'not_scheduled' });
		expect(await events.end(input)).toEqual({ outcome: 'ended' });
		expect(await statusOf(context, id)).toMatchObject({ status: 'ended', endedAt: context.now() });
		expect(await events.end(input)).toEqual({ outcome: 'not_live' });
	});

	it('is refused with the name of the live one, unless events may run in parallel', async () => {
		const context = await openTestContext();
		const { organisationId, host } = await makeOrganisation(context.db);
		const first = await makeEvent(context.db, organisationId, {
			title: 'The first',
			status: 'live'
		});
		const second = await makeEvent(context.db, organisationId);
		const events = eventsAs(context, host.userId);
		const input = { organisationId, eventId: second.id };
		expect(await events.start(input)).toEqual({
			outcome: 'another_live',
			eventId: first.id,
			title: 'The first'
		});
		await context.db.updateTable('organisations').set({ parallelEvents: true }).execute();
		expect(await events.start(input)).toEqual({ outcome: 'started' });
	});

	it('lets exactly one of ten starts of two events win', async () => {
		const context = await openTestContext();
		const { organisationId } = await makeOrganisation(context.db);
		const [one, two] = [
			await makeEvent(context.db, organisationId),
			await makeEvent(context.db, organisationId)
		];
		const starts = Array.from({ length: 10 }, (_, i) =>
			writeTenant(context.db, organisationId, (tx) =>
				startEvent(tx, {
					organisationId,
					eventId: (i % 2 ? one : two).id,
					now: context.now(),
					by: 'hand'
				})
			)
		);
		const outcomes = (await Promise.all(starts)).map(({ outcome }) => outcome);
		expect(outcomes.filter((outcome) => outcome === 'started')).toHaveLength(1);
		expect(outcomes.filter((outcome) => outcome === 'another_live')).toHaveLength(5);
		expect(outcomes.filter((outcome) => outcome === 'not_scheduled')).toHaveLength(4);
	});

	it('needs the right to edit the event; what is foreign is missing', async () => {
		const context = await openTestContext();
		const { organisationId } = await makeOrganisation(context.db);
		const { host: stranger } = await makeOrganisation(context.db);
		const { id } = await makeEvent(context.db, organisationId);
		const viewer = await makeMember(context.db, organisationId, { levels: allLevels('view') });
		const elsewhere = await makeEvent(context.db, organisationId);
		const chosen = await makeMember(context.db, organisationId, {
			levels: allLevels('manage'),
			events: [elsewhere.id]
		});
		const former = await makeMember(context.db, organisationId, {
			levels: allLevels('manage'),
			until: context.now()
		});
		const input = { organisationId, eventId: id };
		for (const deed of ['start', 'end'] as const) {
			await expect(eventsAs(context, null)[deed](input)).rejects.toMatchObject({
				code: 'UNAUTHORIZED'
			});
			await expect(eventsAs(context, viewer.userId)[deed](input)).rejects.toMatchObject({
				code: 'FORBIDDEN'
			});
			for (const { userId } of [stranger, chosen, former]) {
				await expect(eventsAs(context, userId)[deed](input)).rejects.toMatchObject({
					code: 'NOT_FOUND'
				});
			}
		}
		expect((await statusOf(context, id)).status).toBe('scheduled');
	});

	it('starts no event whose time has passed, though the clock has not ended it yet', async () => {
		const context = await openTestContext();
		const { organisationId, host } = await makeOrganisation(context.db);
		const [byClock, byHand] = [
			await makeEvent(context.db, organisationId),
			await makeEvent(context.db, organisationId, { startsBy: 'hand' })
		];
		const start = ({ id }: { id: string }) =>
			eventsAs(context, host.userId).start({ organisationId, eventId: id });
		context.clock.time = byClock.endsAt;
		expect(await start(byClock)).toEqual({ outcome: 'not_scheduled' });
		expect(await start(byHand)).toEqual({ outcome: 'started' });
	});

	it.each(['cancelled', 'ended', 'live'] as const)('starts no event that is %s', async (status) => {
		const context = await openTestContext();
		const { organisationId, host } = await makeOrganisation(context.db);
		const { id } = await makeEvent(context.db, organisationId, { status });
		expect(await eventsAs(context, host.userId).start({ organisationId, eventId: id })).toEqual({
			outcome: 'not_scheduled'
		});
	});
});

describe('the clock', () => {
	it('starts events of the clock early entry before their time, and ends them with it', async () => {
		const context = await openTestContext();
		const { organisationId } = await makeOrganisation(context.db);
		const { id, startsAt, endsAt } = await makeEvent(context.db, organisationId, {
			earlyEntry: 15
		});
		const clock = startEventClock(context);
		const at = async (time: number) => {
			context.clock.time = time;
			await clock.tick();
			return (await statusOf(context, id)).status;
		};
		expect(await at(startsAt - 15 * 60_000 - 1)).toBe('scheduled');
		expect(await at(startsAt - 15 * 60_000)).toBe('live');
		expect(await at(endsAt - 1)).toBe('live');
		expect(await at(endsAt)).toBe('ended');
		await clock.stop();
	});

	it('starts by itself at the very moment', async () => {
		const context = await openTestContext();
		const { organisationId } = await makeOrganisation(context.db);
		const { id } = await makeEvent(context.db, organisationId, {
			startsAt: Date.now() + 300,
			endsAt: Date.now() + hour
		});
		const clock = startEventClock({ ...context, now: () => Date.now() });
		await until(async () => expect((await statusOf(context, id)).status).toBe('live'));
		await clock.stop();
	});

	it('never starts what a person starts, and ends it twelve hours late, started or not', async () => {
		const context = await openTestContext();
		const { organisationId } = await makeOrganisation(context.db);
		const waiting = await makeEvent(context.db, organisationId, { startsBy: 'hand' });
		const live = await makeEvent(context.db, organisationId, { startsBy: 'hand', status: 'live' });
		const clock = startEventClock(context);
		const at = async (time: number) => {
			context.clock.time = time;
			await clock.tick();
			return [
				(await statusOf(context, waiting.id)).status,
				(await statusOf(context, live.id)).status
			];
		};
		expect(await at(live.endsAt + 12 * hour - 1)).toEqual(['scheduled', 'live']);
		expect(await at(live.endsAt + 12 * hour)).toEqual(['ended', 'ended']);
		await clock.stop();
	});

	it('ends what could not be started in its time; a new time makes it startable again', async () => {
		const context = await openTestContext();
		const { organisationId, host } = await makeOrganisation(context.db);
		const live = await makeEvent(context.db, organisationId, { status: 'live', startsBy: 'hand' });
		const held = await makeEvent(context.db, organisationId);
		const device = new Device(context, organisationId, host);
		const clock = startEventClock(context);
		const at = async (time: number) => {
			context.clock.time = time;
			await clock.tick();
			return statusOf(context, held.id);
		};
		const linkLeadsTo = async () => {
			const { status } = await statusOf(context, held.id);
			return decideAccess({ ...held, status }, { status: 'registered' }, context.now()).state;
		};
		expect(await at(held.endsAt - 1)).toMatchObject({ status: 'scheduled' });
		expect(await linkLeadsTo()).toBe('waiting');
		const ended = { status: 'ended', startedAt: null, endedAt: held.endsAt };
		expect(await at(held.endsAt)).toEqual(ended);
		expect(await linkLeadsTo()).toBe('ended');
		await eventsAs(context, host.userId).end({ organisationId, eventId: live.id });
		expect(await at(held.endsAt + 1)).toEqual(ended);
		const fields = { startsAt: held.startsAt + 24 * hour, endsAt: held.endsAt + 24 * hour };
		await device.push(1, ['events.update@1', { id: held.id, fields }]);
		expect(await at(held.endsAt + 2)).toMatchObject({ status: 'scheduled', endedAt: null });
		expect(await at(fields.startsAt)).toMatchObject({ status: 'live' });
		await clock.stop();
	});

	it('shares with the devices when an event closes', async () => {
		const context = await openTestContext();
		const { organisationId } = await makeOrganisation(context.db);
		const clock = startEventClock(context);
		for (const startsBy of ['clock', 'hand'] as const) {
			const event = await makeEvent(context.db, organisationId, { startsBy, startsAt: 0 });
			for (const time of [closesAt(event) - 1, closesAt(event)]) {
				context.clock.time = time;
				// What is looked at is the end alone.
				await context.db
					.updateTable('events')
					.set({ status: 'scheduled' })
					.where('id', '=', event.id)
					.execute();
				await clock.tick();
				const over = (await statusOf(context, event.id)).status === 'ended';
				expect(over, `${startsBy} ${time - event.endsAt}`).toBe(isOver(event, time));
			}
		}
		await clock.stop();
	});

	it('lets an event whose time comes wait for the live one’s end', async () => {
		const context = await openTestContext();
		const { organisationId, host } = await makeOrganisation(context.db);
		const first = await makeEvent(context.db, organisationId, { status: 'live', startsBy: 'hand' });
		const second = await makeEvent(context.db, organisationId);
		const clock = startEventClock(context);
		context.clock.time = second.startsAt;
		await clock.tick();
		expect((await statusOf(context, second.id)).status).toBe('scheduled');
		await eventsAs(context, host.userId).end({ organisationId, eventId: first.id });
		await until(async () => expect((await statusOf(context, second.id)).status).toBe('live'));
		await clock.stop();
	});

	it('starts and ends nothing that was cancelled or deleted', async () => {
		const context = await openTestContext();
		const { organisationId } = await makeOrganisation(context.db);
		const events = [
			await makeEvent(context.db, organisationId, { status: 'cancelled' }),
			await makeEvent(context.db, organisationId, { deletedAt: 1 })
		] as const;
		const clock = startEventClock(context);
		for (const time of [events[0].startsAt, events[0].endsAt]) {
			context.clock.time = time;
			await clock.tick();
		}
		for (const { id, status } of events) expect((await statusOf(context, id)).status).toBe(status);
		await clock.stop();
	});

	it('runs in several processes, and each event starts once', async () => {
		const context = await openTestContext();
		const { organisationId } = await makeOrganisation(context.db);
		const { id, startsAt } = await makeEvent(context.db, organisationId);
		const clocks = [1, 2, 3].map(() => startEventClock(context));
		await Promise.all(clocks.map((clock) => clock.tick()));
		const versions = () =>
			context.db.selectFrom('syncOrganisations').select('version').executeTakeFirstOrThrow();
		const before = await versions();
		context.clock.time = startsAt;
		await Promise.all(clocks.map((clock) => clock.tick()));
		expect((await statusOf(context, id)).status).toBe('live');
		expect((await versions()).version).toBe(before.version + 1);
		await Promise.all(clocks.map((clock) => clock.stop()));
	});
});

describe('starts that race each other over several processes', () => {
	const processes = 4;
	const each = 4;

	/** As many processes, each with its own connections, and an organisation with as many events for each. */
	async function open(fields: Partial<Event>) {
		const context = await openTestContext();
		const { organisationId, host } = await makeOrganisation(context.db);
		const events: Event[] = [];
		for (let n = 0; n < processes * each; n++)
			events.push(await makeEvent(context.db, organisationId, { ...fields, title: `Event ${n}` }));
		const contexts: (Context & { clock: { time: number } })[] = [];
		for (let n = 0; n < processes; n++)
			contexts.push(await contextOn(await openBeside(context.database)));
		const ofOrganisation = () =>
			context.db
				.selectFrom('events')
				.select(['id', 'title', 'status', 'startedAt', 'heldUpBy'])
				.where('organisationId', '=', organisationId)
				.orderBy('title')
				.execute();
		const live = async () => (await ofOrganisation()).filter(({ status }) => status === 'live');
		/** Presses Start on each of the events, in all processes at the same time. */
		const pressAll = (ids: readonly string[]) =>
			Promise.all(
				ids.map((eventId, n) =>
					eventsAs(contexts[n % processes] ?? context, host.userId).start({
						organisationId,
						eventId
					})
				)
			);
		return { context, contexts, organisationId, host, events, ofOrganisation, live, pressAll };
	}

	it('by hand: one wins, and all others hear its name', async () => {
		const { events, live, pressAll } = await open({ startsBy: 'hand' });
		const answers = await pressAll(events.map(({ id }) => id));
		const [winner, ...others] = await live();
		expect(others).toEqual([]);
		expect(answers.filter(({ outcome }) => outcome === 'started')).toHaveLength(1);
		const refused = answers.filter(({ outcome }) => outcome !== 'started');
		expect(refused).toEqual(
			Array(events.length - 1).fill({
				outcome: 'another_live',
				eventId: winner?.id,
				title: winner?.title
			})
		);
	});

	it('by the clock: one wins, and all others wait for it', async () => {
		const { contexts, events, live, ofOrganisation } = await open({ startsBy: 'clock' });
		const clocks = contexts.map((context) => startEventClock(context));
		for (const { clock } of contexts) clock.time = events[0]?.startsAt ?? 0;
		await Promise.all(clocks.map((clock) => clock.tick()));
		await Promise.all(clocks.map((clock) => clock.stop()));
		const [winner, ...others] = await live();
		expect(others).toEqual([]);
		const waiting = (await ofOrganisation()).filter(({ id }) => id !== winner?.id);
		expect(waiting.map(({ status, heldUpBy }) => [status, heldUpBy])).toEqual(
			Array(events.length - 1).fill(['scheduled', winner?.id])
		);
	});

	it('by hand and by the clock at once: one wins, and again each time that it ends', async () => {
		const { context, contexts, organisationId, host, events, live, ofOrganisation, pressAll } =
			await open({ startsBy: 'clock' });
		const clocks = contexts.map((context) => startEventClock(context));
		for (const { clock } of contexts) clock.time = events[0]?.startsAt ?? 0;
		const won = new Set<string>();
		for (let round = 0; round < 5; round++) {
			const waiting = (await ofOrganisation()).filter(({ status }) => status === 'scheduled');
			const pressed = pressAll(waiting.map(({ id }) => id));
			await Promise.all(clocks.map((clock) => clock.tick()));
			const answers = await pressed;
			const [winner, ...others] = await live();
			expect(others).toEqual([]);
			expect(won.has(winner?.id ?? '')).toBe(false);
			won.add(winner?.id ?? '');
			const started = answers.filter(({ outcome }) => outcome === 'started');
			expect(started.length).toBeLessThanOrEqual(1);
			for (const answer of answers) {
				if (answer.outcome === 'another_live')
					expect([answer.eventId, answer.title]).toEqual([winner?.id, winner?.title]);
			}
			await eventsAs(contexts[round % processes] ?? context, host.userId).end({
				organisationId,
				eventId: winner?.id ?? ''
			});
		}
		await Promise.all(clocks.map((clock) => clock.stop()));
	});

	it('with parallel events all win', async () => {
		const { context, events, live, pressAll } = await open({ startsBy: 'hand' });
		await context.db.updateTable('organisations').set({ parallelEvents: true }).execute();
		const answers = await pressAll(events.map(({ id }) => id));
		expect(answers).toEqual(Array(events.length).fill({ outcome: 'started' }));
		expect(await live()).toHaveLength(events.length);
	});
});
