import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { protocolVersion, type QueuedMutation } from '@foyer/shared/sync';
import { appRouter } from '../router.ts';
import { openTestContext } from '../testing/context.ts';
import { makeOrganisation } from '../testing/organisations.ts';
import { requestOf } from '../testing/requests.ts';

const [older, newer] = [protocolVersion - 1, protocolVersion + 1];
const behind = { code: 'SERVICE_UNAVAILABLE', message: 'server_behind' };

const mutation = (id: number, name: string, args: unknown = {}): QueuedMutation => ({
	id,
	entry: randomUUID(),
	name,
	args,
	occurredAt: 1_700_000_000_000
});

const adding = (id: number, firstName: string) =>
	mutation(id, 'people.add@1', { id: randomUUID(), firstName });

/** A device whose app speaks the given protocol. */
async function setUp() {
	const context = await openTestContext();
	const { organisationId, host } = await makeOrganisation(context.db);
	const { sync } = appRouter.createCaller(requestOf(context, host.userId));
	const clientId = randomUUID();
	return {
		push: (protocol: number, ...mutations: QueuedMutation[]) =>
			sync.push({ protocol, organisationId, clientId, mutations }),
		pull: (protocol: number) => sync.pull({ protocol, organisationId, clientId, cursors: {} }),
		firstNames: async () => {
			const people = await context.db.selectFrom('people').select('firstName').execute();
			return people.map(({ firstName }) => firstName).sort();
		},
		counted: async () => {
			const outcomes = await context.db.selectFrom('syncOutcomes').select('mutationId').execute();
			return outcomes.length;
		}
	};
}

test('an older app’s queue is still taken in, while it has to be renewed to be told rows', async () => {
	const { push, pull, firstNames } = await setUp();
	expect(await push(older, adding(1, 'Ada'))).toMatchObject({
		results: [{ id: 1, outcome: { outcome: 'applied' } }],
		lastMutationId: 1
	});
	expect(await firstNames()).toEqual(['Ada']);
	await expect(pull(older)).rejects.toMatchObject({ code: 'CONFLICT', message: 'update_required' });
	expect(await pull(protocolVersion)).toMatchObject({ lastMutationId: 1 });
});

test.each([older, protocolVersion])(
	'what an app of protocol %s sends and nobody knows is refused for good, and doesn’t stand in the queue’s way',
	async (protocol) => {
		const { push, firstNames } = await setUp();
		const { results } = await push(protocol, mutation(1, 'people.no_such@1'), adding(2, 'Ada'));
		expect(results.map(({ outcome }) => outcome)).toMatchObject([
			{ outcome: 'refused', refusal: 'update_required' },
			{ outcome: 'applied' }
		]);
		expect(await firstNames()).toEqual(['Ada']);
	}
);

test('to a newer app this server is as good as away: no rows, and nothing against the device', async () => {
	const { push, pull, counted } = await setUp();
	await expect(pull(newer)).rejects.toMatchObject(behind);
	await expect(push(newer, mutation(1, 'people.add@99'))).rejects.toMatchObject(behind);
	expect(await counted()).toBe(0);
});

test('a newer app’s queue is taken in up to what is not known here, and from there on by the next process', async () => {
	const { push, firstNames, counted } = await setUp();
	const [ada, grace] = [adding(1, 'Ada'), adding(3, 'Grace')];
	const answer = await push(newer, ada, mutation(2, 'people.add@99'), grace);
	expect(answer).toMatchObject({ results: [{ id: 1 }], lastMutationId: 1 });
	expect(answer.results).toHaveLength(1);
	expect([await firstNames(), await counted()]).toEqual([['Ada'], 1]);
	// The next process knows it by its name; here that is the name's place in the queue, free as before.
	await push(newer, adding(2, 'Joan'), grace);
	expect(await firstNames()).toEqual(['Ada', 'Grace', 'Joan']);
});
