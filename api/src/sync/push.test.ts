import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { updatePerson } from '@foyer/shared/people-mutations';
import {
	digestWith,
	protocolVersion,
	type PushAnswer,
	type QueuedMutation
} from '@foyer/shared/sync';
import type { Context } from '../context.ts';
import { openLog } from '../log.ts';
import { openTestContext } from '../testing/context.ts';
import { makeMember, makeOrganisation, makePerson } from '../testing/organisations.ts';
import { push } from './push.writes.ts';

afterEach(() => vi.restoreAllMocks());

type Sent = Omit<QueuedMutation, 'id'>;

/** A member's way to push, under any client id. */
async function setUp() {
	const context = await openTestContext();
	const { organisationId, host } = await makeOrganisation(context.db);
	const sender =
		(from: Context = context, userId = host.userId) =>
		(clientId: string, first: number, ...mutations: Sent[]): Promise<PushAnswer> =>
			push(
				from,
				{
					protocol: protocolVersion,
					organisationId,
					clientId,
					mutations: mutations.map((mutation, index) => ({ id: first + index, ...mutation }))
				},
				userId
			);
	return { context, organisationId, host, sender, send: sender() };
}

const sent = (name: string, args: unknown): Sent => ({
	entry: randomUUID(),
	name,
	args,
	occurredAt: 1_700_000_000_000
});

const adding = (firstName = 'Ada') => sent('people.add@1', { id: randomUUID(), firstName });

const firstNames = async ({ db }: Context) =>
	(await db.selectFrom('people').select('firstName').orderBy('firstName').execute()).map(
		({ firstName }) => firstName
	);

const outcomes = ({ results }: PushAnswer) =>
	results.map(({ outcome }) => ('refusal' in outcome ? outcome.refusal : outcome.outcome));

describe('an entry', () => {
	test('is processed once under whichever client and number it comes, and answered as the first time', async () => {
		const { context, organisationId, send } = await setUp();
		const ada = await makePerson(context.db, organisationId, { email: 'ada@example.org' });
		const adds = sent('people.add@1', { id: randomUUID(), email: 'ada@example.org' });
		const gone = sent('people.delete@1', { ids: [randomUUID()] });
		const first = await send(randomUUID(), 1, adds, gone);
		const other = randomUUID();
		const again = await send(other, 1, adding('Grace'), gone, adds);
		expect(outcomes(first)).toEqual(['applied', 'missing']);
		expect(again.results.slice(1).map(({ outcome }) => outcome)).toEqual(
			first.results.map(({ outcome }) => outcome).reverse()
		);
		expect(again.lastMutationId).toBe(3);
		expect(first.results[0]?.outcome).toMatchObject({ notices: [{ personId: ada.id }] });
		expect(await send(other, 2, gone, adds)).toMatchObject({ results: again.results.slice(1) });
		expect(await context.db.selectFrom('people').select('id').execute()).toHaveLength(3);
	});

	test('sent by two clients at the same moment is processed once', async () => {
		const { context, send } = await setUp();
		const entries = Array.from({ length: 8 }, (_, i) => adding(`P${i}`));
		const answers = await Promise.all(
			Array.from({ length: 4 }, () => send(randomUUID(), 1, ...entries))
		);
		for (const answer of answers) expect(outcomes(answer)).toEqual(entries.map(() => 'applied'));
		expect(await firstNames(context)).toEqual(entries.map((_, i) => `P${i}`));
	});

	test('is one user’s own: another’s of the same id is processed', async () => {
		const { context, organisationId, host, send, sender } = await setUp();
		const colleague = await makeMember(context.db, organisationId, {
			levels: host.levels
		});
		const mine = adding('Mine');
		await send(randomUUID(), 1, mine);
		const theirs = { ...adding('Theirs'), entry: mine.entry };
		await sender(context, colleague.userId)(randomUUID(), 1, theirs);
		expect(await firstNames(context)).toEqual(['Mine', 'Theirs']);
	});
});

describe('the digest of outcomes', () => {
	test('is that of what was answered, whatever was sent twice or under another number', async () => {
		const { context, send } = await setUp();
		const gone = sent('people.delete@1', { ids: [randomUUID()] });
		const clientIds = [randomUUID(), randomUUID()] as const;
		const [ada, grace] = [adding('Ada'), adding('Grace')];
		await send(clientIds[0], 1, ada, gone);
		await send(clientIds[0], 2, gone, grace);
		await send(clientIds[1], 1, gone, ada);
		const stored = await context.db
			.selectFrom('syncClients')
			.select(['id', 'outcomesDigest'])
			.execute();
		const digestOf = ({ results }: PushAnswer) =>
			results.reduce((digest, { outcome }) => digestWith(digest, outcome), 0);
		expect(new Map(stored.map(({ id, outcomesDigest }) => [id, outcomesDigest]))).toEqual(
			new Map([
				[clientIds[0], digestOf(await send(clientIds[0], 1, ada, gone, grace))],
				[clientIds[1], digestOf(await send(clientIds[1], 1, gone, ada))]
			])
		);
	});
});

describe('a number used twice', () => {
	test.each<[string, Sent, Sent]>([
		['by its entry', adding('Ada'), adding('Ada')],
		[
			'by name and time where a device sends no entry',
			{ name: 'people.add@1', args: { id: randomUUID(), firstName: 'Ada' }, occurredAt: 1 },
			{ name: 'people.add@1', args: { id: randomUUID(), firstName: 'Ada' }, occurredAt: 2 }
		]
	])('is told %s, and what was sent stays to be sent', async (_, one, other) => {
		const { context, send } = await setUp();
		const clientId = randomUUID();
		await send(clientId, 1, one);
		await expect(send(clientId, 1, other)).rejects.toThrow('client_gone');
		expect(outcomes(await send(clientId, 1, one))).toEqual(['applied']);
		expect(outcomes(await send(randomUUID(), 1, other))).toEqual(['applied']);
		expect(await context.db.selectFrom('people').select('id').execute()).toHaveLength(2);
	});

	test('by somebody else’s device is refused as well', async () => {
		const { context, organisationId, host, send, sender } = await setUp();
		const colleague = await makeMember(context.db, organisationId, {
			levels: host.levels
		});
		const clientId = randomUUID();
		await send(clientId, 1, adding());
		await expect(sender(context, colleague.userId)(clientId, 2, adding())).rejects.toThrow(
			'client_gone'
		);
	});
});

describe('a mutation whose rule fails', () => {
	test('is refused for good, and what comes after it goes on', async () => {
		const { context, organisationId, send } = await setUp();
		const { id } = await makePerson(context.db, organisationId, { firstName: 'Before' });
		vi.spyOn(updatePerson, 'decide').mockImplementation(() => {
			throw new TypeError('ada@example.org is not a function');
		});
		const clientId = randomUUID();
		const update = sent('people.update@2', { id, fields: { firstName: 'Never' } });
		expect(outcomes(await send(clientId, 1, update, adding('After')))).toEqual([
			'internal',
			'applied'
		]);
		vi.restoreAllMocks();
		expect(outcomes(await send(clientId, 1, update))).toEqual(['internal']);
		expect(await firstNames(context)).toEqual(['After', 'Before']);
	});

	test('fails alike where it asks', async () => {
		const { context, organisationId, send } = await setUp();
		const { id } = await makePerson(context.db, organisationId);
		vi.spyOn(updatePerson, 'questions').mockImplementation(() => {
			throw new Error('no');
		});
		const update = sent('people.update@2', { id, fields: {} });
		expect(outcomes(await send(randomUUID(), 1, update))).toEqual(['internal']);
	});

	test('is logged with its place and without what was entered', async () => {
		const { context, organisationId, sender } = await setUp();
		const { id } = await makePerson(context.db, organisationId);
		const lines: string[] = [];
		const log = openLog('info', { write: (line) => void lines.push(line) });
		vi.spyOn(updatePerson, 'decide').mockImplementation(() => {
			throw new RangeError('cannot use ada@example.org');
		});
		const update = sent('people.update@2', { id, fields: { note: 'a secret of hers' } });
		await sender({ ...context, log })(randomUUID(), 1, update);
		expect(lines).toHaveLength(1);
		expect(JSON.parse(lines[0] ?? '')).toMatchObject({
			level: pino.levels.values.error,
			mutation: 'people.update@2',
			err: { message: 'people.update@2 failed: RangeError' }
		});
		expect(lines[0]).toContain('push.test.ts');
		expect(lines[0]).not.toMatch(/ada@|secret/);
	});
});

describe('a passing fault of the database', () => {
	// Disk full, connection failure, serialization failure, deadlock, server shutting down.
	test.each(['53100', '08006', '40001', '40P01', '57P01'])(
		'%s ends the answer before it, with nothing counted',
		async (state) => {
			const { context, send } = await setUp();
			await sql`create function fail() returns trigger language plpgsql as $$
				begin raise exception 'not now' using errcode = ${sql.lit(state)}; end $$`.execute(context.db);
			await sql`create trigger fail before insert on people for each row
				when (new.first_name = 'Later') execute function fail()`.execute(context.db);
			const clientId = randomUUID();
			const mutations = [adding('Now'), adding('Later'), adding('Last')];
			const stopped = await send(clientId, 1, ...mutations);
			expect(outcomes(stopped)).toEqual(['applied']);
			expect(stopped.lastMutationId).toBe(1);
			await expect(send(clientId, 2, ...mutations.slice(1))).rejects.toMatchObject({ code: state });
			await sql`drop function fail() cascade`.execute(context.db);
			expect(outcomes(await send(clientId, 2, ...mutations.slice(1)))).toEqual([
				'applied',
				'applied'
			]);
			expect(await firstNames(context)).toEqual(['Last', 'Later', 'Now']);
		}
	);
});
