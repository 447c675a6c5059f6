import {
	fragmentNames,
	fragments,
	isByEvent,
	isEventPart,
	type Entities
} from '@foyer/shared/entities';
import { parseScope, scopeOf, scopesOf } from '@foyer/shared/scopes';
import type { Membership, Outcome, PullAnswer, WireRow } from '@foyer/shared/sync';
import { allLevels, type MemberActor } from '@foyer/shared/team';
import type { DataState } from '../sync/data-store.ts';
import { deviceName, openData, openQueue, type DeviceOwner } from '../sync/device.ts';
import type { TabMessage } from '../sync/engine.ts';
import { local } from '../sync/local.svelte.ts';

type Rows = { [E in keyof Entities]?: readonly Entities[E][] };

/** A device with real stores whose server is out of reach; what "the server said" is put into them. */
export interface TestDevice {
	/** Rows arrive from the server, as another tab stores them. */
	arrives(rows: Rows): Promise<void>;
	close(): Promise<void>;
}

/** What tells a device's user from a host. */
type Rights = Partial<Pick<MemberActor, 'host' | 'levels' | 'events'>>;

const membershipOf = ({ userId, organisationId }: DeviceOwner, rights: Rights): Membership => ({
	user: { id: userId, name: 'Hanne Peeters', email: 'hanne@example.org' },
	organisation: {
		id: organisationId,
		name: 'Théâtre',
		pageName: 'theatre',
		locale: 'en',
		timeZone: 'Europe/Brussels'
	},
	actor: {
		...{ kind: 'member', userId, host: true, levels: allLevels('manage'), events: 'all' },
		...rights
	}
});

/** What a server would answer to bring these rows, as far as they may be seen. */
function answerOf(owner: DeviceOwner, rows: Rows, version: number, rights: Rights): PullAnswer {
	const membership = membershipOf(owner, rights);
	const seen = new Set(scopesOf(membership.actor).map((scope) => parseScope(scope)?.part));
	const given = fragmentNames.filter((fragment) => seen.has(fragments[fragment].part));
	const scopes = given.map((fragment) => {
		const { entity, part, columns } = fragments[fragment];
		const held = (rows[entity] ?? []) as unknown as Record<string, unknown>[];
		const wire = (of: readonly Record<string, unknown>[]) =>
			of.map((row): WireRow => [
				row['id'] as string,
				...columns.map((column) => row[column] ?? null)
			]);
		const changes = isByEvent(fragment)
			? [...Map.groupBy(held, (row) => row['eventId'] as string)].map(([event, of]) => ({
					fragment,
					event,
					rows: wire(of),
					gone: []
				}))
			: [{ fragment, event: null, rows: wire(held), gone: [] }];
		return {
			scope: scopeOf(part, isEventPart(part) ? '*' : part === 'own' ? owner.userId : null),
			reset: false,
			changes,
			cursor: { version, commit: `commit ${version}` }
		};
	});
	return {
		membership,
		removed: [],
		scopes,
		lastMutationId: 0,
		more: false,
		serverTime: Date.now(),
		lease: 7 * 86_400_000
	};
}

/** Opens `local` on a device of its own that holds these rows. */
export async function openTestDevice(
	rows: Rows,
	settled: { name: string; args: unknown; outcome: Outcome }[] = [],
	rights: Rights = {}
): Promise<TestDevice> {
	const owner = { userId: crypto.randomUUID(), organisationId: crypto.randomUUID() };
	const name = deviceName(owner);
	const queue = openQueue(owner);
	const clientId = await queue.clientId();
	const data = openData(owner);
	const before = await data.state(clientId);
	let state: DataState = await data.store(answerOf(owner, rows, 1, rights), before, clientId);
	await queue.add(
		settled.map(({ name: mutation, args }) => ({ name: mutation, args, occurredAt: Date.now() }))
	);
	const results = settled.map(({ outcome }, index) => ({ id: index + 1, outcome }));
	await queue.settle(clientId, results, Date.now());
	queue.close();
	await local.open(owner);
	const channel = new BroadcastChannel(`foyer-${name}`);
	return {
		arrives: async (news) => {
			const answer = answerOf(owner, news, state.sequence + 1, rights);
			state = await data.store(answer, state, clientId);
			channel.postMessage({ tab: 'stored', sequence: state.sequence } satisfies TabMessage);
		},
		close: async () => {
			channel.close();
			data.close();
			local.close();
			await openData(owner).delete();
			await openQueue(owner).delete();
		}
	};
}
