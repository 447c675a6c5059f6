import { describe, expect, it, vi } from 'vitest';
import { makeInvited } from '../testing/access.ts';
import { openTestContext } from '../testing/context.ts';
import { serveForTest, visit } from '../testing/served.ts';
import { AccessLog } from './access-log.ts';
import { TogetherReader } from './together-reader.ts';
import { until } from '../testing/until.ts';

async function open() {
	const context = await openTestContext();
	const { organisationId, event, registration } = await makeInvited(context);
	const opening = (at: number, state: 'live' | 'invalid' = 'live', eventId = event.id) => ({
		organisationId,
		eventId,
		registrationId: state === 'live' ? registration.id : null,
		keyVersion: state === 'live' ? 3 : null,
		at,
		method: 'GET',
		state,
		automated: false
	});
	const logged = () =>
		context.db
			.selectFrom('accessLog')
			.select([
				'organisationId',
				'eventId',
				'registrationId',
				'keyVersion',
				'at',
				'method',
				'state',
				'automated'
			])
			.orderBy('id')
			.execute();
	return { context, event, opening, logged, log: new AccessLog(context) };
}

describe('the access log', () => {
	it('holds every opening in its order, however many came at once', async () => {
		const { opening, logged, log } = await open();
		const openings = Array.from({ length: 1234 }, (_, i) =>
			opening(Date.UTC(2026, 4, 14) + i, i % 3 === 0 ? 'invalid' : 'live')
		);
		for (const one of openings) log.append(one);
		await log.flush();
		expect(await logged()).toEqual(openings);
	});

	it('is written by itself', async () => {
		const { opening, logged, log } = await open();
		log.append(opening(1));
		await until(async () => expect(await logged()).toHaveLength(1));
	});

	it('keeps what couldn’t be written, and writes none twice', async () => {
		const { context, opening, logged, log } = await open();
		const openings = Array.from({ length: 1100 }, (_, i) => opening(i));
		for (const one of openings) log.append(one);
		const getExecutor = context.db.getExecutor.bind(context.db);
		let turns = 0;
		vi.spyOn(context.db, 'getExecutor').mockImplementation(() => {
			turns += 1;
			if (turns === 2) throw new Error('the connection is gone');
			return getExecutor();
		});
		await log.flush();
		expect(await logged()).toHaveLength(500);
		await log.flush();
		expect(await logged()).toEqual(openings);
	});

	it('tells events of two organisations apart that bear one id', async () => {
		const { context, event, opening, logged, log } = await open();
		const other = await makeInvited(context, { id: event.id });
		const theirs = {
			...opening(2),
			organisationId: other.organisationId,
			registrationId: other.registration.id
		};
		log.append(opening(1));
		log.append(theirs);
		await log.flush();
		expect(await logged()).toEqual(expect.arrayContaining([opening(1), theirs]));
	});

	it('leaves out whose event is gone', async () => {
		const { opening, logged, log } = await open();
		log.append(opening(1, 'live', '00000000-0000-4000-8000-000000000000'));
		log.append(opening(2));
		await log.flush();
		expect((await logged()).map(({ at }) => at)).toEqual([2]);
	});
});

it('holds who was still answered while the server drained', async () => {
	const context = await openTestContext();
	const { link } = await makeInvited(context, { status: 'live' });
	const { origin, close } = await serveForTest(context);
	let release = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	const read = TogetherReader.prototype.read as (asked: unknown) => Promise<unknown>;
	const reading = vi.spyOn(TogetherReader.prototype, 'read').mockImplementationOnce(async function (
		this: TogetherReader<unknown, unknown>,
		asked
	) {
		await held;
		return read.call(this, asked);
	});
	const answer = visit(link(origin));
	await until(() => expect(reading).toHaveBeenCalled());
	const closed = close();
	await expect(visit(link(origin)), 'it listens no longer').rejects.toThrow();
	release();
	expect((await answer).status).toBe(303);
	await closed;
	expect(await context.db.selectFrom('accessLog').select('state').execute()).toEqual([
		{ state: 'live' }
	]);
});
