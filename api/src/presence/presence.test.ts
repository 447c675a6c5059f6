import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request as ask, type IncomingMessage } from 'node:http';
import { sql } from 'kysely';
import { describe, expect, it, vi } from 'vitest';
import type { OpeningState } from '../access/access-log.writes.ts';
import { makeInvited } from '../testing/access.ts';
import { contextOn } from '../testing/context-on.ts';
import { openTestContext } from '../testing/context.ts';
import { makeRegistration } from '../testing/organisations.ts';
import { serveForTest } from '../testing/served.ts';
import { readPresence, readWaiting } from './presence.reads.ts';
import { sweepWaitingCounts } from './presence.writes.ts';
import { WaitingCounts } from './presence.ts';
import { until } from '../testing/until.ts';

const minute = 60_000;

/** A page that waits: its stream, until it is left. */
async function wait(address: string): Promise<{ leave(): void }> {
	const asked = ask(address).end();
	const [answer] = (await once(asked, 'response')) as [IncomingMessage];
	expect(answer.statusCode).toBe(200);
	answer.resume().on('error', () => {});
	return { leave: () => void asked.destroy() };
}

describe('how many wait', () => {
	it('is added up over all processes, and told anew as they come and go', async () => {
		const context = await openTestContext();
		const { path, stream, organisationId, event } = await makeInvited(context);
		const other = await contextOn(context.database);
		const served = await Promise.all([context, other].map((each) => serveForTest(each)));
		const waiting = () => readWaiting(context.db, { organisationId, eventId: event.id });
		expect(await waiting()).toBe(0);
		const pages = await Promise.all([0, 0, 1].map((n) => wait(stream(served[n]?.origin ?? ''))));
		// Who has the event's address alone waits for nothing, nor does the host, whose page names no link.
		await wait(`${served[0]?.origin}${path}/live/stream`);
		await wait(stream(served[0]?.origin ?? '').replace(/&link=.*/, '&link='));
		const settles = (n: number) => until(async () => expect(await waiting()).toBe(n));
		await settles(3);
		pages[0]?.leave();
		await settles(2);
		await served[1]?.close();
		expect(await waiting(), 'who ends takes back what it said').toBe(1);
	});

	it('forgets a process that ended without a word, and says again what stays the same', async () => {
		const context = await openTestContext();
		const { organisationId, event } = await makeInvited(context);
		const of = { organisationId, eventId: event.id };
		const counts = new Map([[`${organisationId}/${event.id}`, 7]]);
		const process = new WaitingCounts(context, { counts: () => new Map(counts) });
		await process.say();
		expect(await readWaiting(context.db, of)).toBe(7);
		await sql`update waiting_counts set at = at - interval '1 minute'`.execute(context.db);
		expect(await readWaiting(context.db, of)).toBe(0);
		const passed = performance.now() + minute;
		vi.spyOn(performance, 'now').mockReturnValue(passed);
		await process.say();
		expect(await readWaiting(context.db, of)).toBe(7);
		counts.clear();
		await process.say();
		expect(await readWaiting(context.db, of)).toBe(0);
		await sql`update waiting_counts set at = at - interval '1 minute'`.execute(context.db);
		await sweepWaitingCounts(context.db);
		expect(await context.db.selectFrom('waitingCounts').select('waiting').execute()).toEqual([]);
	});

	it('leaves an event out that is gone, and tells of the others', async () => {
		const context = await openTestContext();
		const { organisationId, event } = await makeInvited(context);
		const counts = new Map([
			[`${organisationId}/${randomUUID()}`, 2],
			[`${organisationId}/${event.id}`, 1]
		]);
		await new WaitingCounts(context, { counts: () => counts }).say();
		expect(await readWaiting(context.db, { organisationId, eventId: event.id })).toBe(1);
	});
});

describe('who is there', () => {
	async function open(status: 'scheduled' | 'live') {
		const context = await openTestContext();
		const startsAt = context.now();
		const invited = await makeInvited(context, {
			status,
			startsAt,
			startedAt: status === 'live' ? startsAt : null
		});
		const { organisationId, event } = invited;
		const opened = (
			registrationId: string | null,
			minutes: number,
			state: OpeningState = 'live',
			fields: object = {}
		) =>
			context.db
				.insertInto('accessLog')
				.values({
					organisationId,
					eventId: event.id,
					registrationId,
					at: startsAt + minutes * minute,
					method: 'GET',
					state,
					automated: false,
					...fields
				})
				.execute();
		const present = (minutes: number) => {
			context.clock.time = startsAt + minutes * minute;
			return readPresence(context.db, { organisationId, eventId: event.id }, context.now());
		};
		const guest = async () => (await makeRegistration(context.db, organisationId, event.id)).id;
		return { ...invited, context, startsAt, opened, present, guest };
	}

	it('counts each registrant once, at their first opening, and lets in those who were led in', async () => {
		const { opened, present, guest, startsAt } = await open('live');
		const [early, late, waits, yesterday] = [
			await guest(),
			await guest(),
			await guest(),
			await guest()
		];
		await opened(early, -10, 'waiting');
		await opened(early, 0);
		await opened(early, 5);
		await opened(late, 5.5);
		await opened(waits, -10.5, 'waiting');
		await opened(yesterday, -1440, 'waiting');
		expect(await present(6)).toEqual({
			now: startsAt + 6 * minute,
			waiting: 0,
			letIn: 2,
			arrived: 3,
			arrivals: [
				[startsAt - 11 * minute, 1],
				[startsAt - 10 * minute, 1],
				[startsAt + 5 * minute, 1]
			]
		});
	});

	it('counts no machine, nobody unknown, and nobody whom a link led elsewhere', async () => {
		const { opened, present, guest } = await open('live');
		const one = await guest();
		await opened(one, 1, 'live', { automated: true });
		await opened(one, 1, 'live', { automated: true, method: 'HEAD' });
		await opened(one, 1, 'prefetched', { automated: true });
		await opened(one, 1, 'room_unavailable');
		await opened(null, 1, 'invalid');
		expect(await present(2)).toMatchObject({ letIn: 0, arrived: 0, arrivals: [] });
	});

	it('lets nobody in before the start, and lists the last three hours', async () => {
		const { opened, present, guest, context } = await open('scheduled');
		await opened(await guest(), -30, 'waiting');
		expect(await present(-20)).toMatchObject({
			letIn: 0,
			arrived: 1,
			arrivals: [[expect.any(Number), 1]]
		});
		await context.db.updateTable('events').set({ startedAt: context.now() }).execute();
		await opened(await guest(), 0);
		expect(await present(200)).toMatchObject({ letIn: 1, arrived: 2, arrivals: [] });
	});

	it('of an event that is gone is nothing', async () => {
		const { present, context } = await open('live');
		await context.db.updateTable('events').set({ deletedAt: 1 }).execute();
		expect(await present(1)).toBeUndefined();
	});
});
