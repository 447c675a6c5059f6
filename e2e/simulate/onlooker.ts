import { isDeepStrictEqual } from 'node:util';
import { IDBKeyRange, type IDBFactory } from 'fake-indexeddb';
import { DataStore } from '../../web/src/lib/sync/data-store.ts';
import { Engine } from '../../web/src/lib/sync/engine.ts';
import { QueueStore } from '../../web/src/lib/sync/queue-store.ts';
import { LocalReplica } from '../../web/src/lib/sync/replica.ts';
import { ofEvent, peoplePartition, smallPartitions } from '../../web/src/lib/sync/partitions.ts';
import type { Tab } from './phone.ts';
import { tablesIn } from './tables.ts';
import type { World } from './world.ts';

const unreachable = (): Promise<never> => Promise.reject(new TypeError('fetch failed'));

/** Whether nothing goes on in a tab. */
const isIdle = ({ engine, power, replica, hearing }: Tab): boolean =>
	power.on && engine.status.phase === 'idle' && !replica.busy && hearing === 0;

/**
 * What a tab in which nothing goes on shows otherwise than one would that is opened now. Nothing where the two can't
 * be compared: that one would know of more.
 */
export async function shownOtherwise(tab: Tab, disk: IDBFactory, world: World): Promise<string[]> {
	if (!isIdle(tab)) return [];
	const options = { indexedDB: disk, IDBKeyRange };
	const data = new DataStore('data', options);
	const queue = new QueueStore('queue', () => world.context.newId(), options);
	const stored = async () => {
		const contents = await queue.all();
		return { contents, state: await data.state(contents.clientId) };
	};
	try {
		const before = await stored();
		const { contents, state } = before;
		const contained = contents.clientId === state.clientId ? state.lastMutationId : 0;
		// A tab that is opened would number what waits anew, or not know yet what was answered already.
		if (contained > contents.lastId) return [];
		const onItsWay = contents.mutations.some(
			({ id, outcome }) => outcome?.outcome === 'applied' && id > contained
		);
		if (onItsWay) return [];
		const other = await openAnother(data, queue, world);
		const events = world.eventIds.map(ofEvent);
		const partitions = [peoplePartition, ...smallPartitions, ...events].filter((partition) =>
			tab.engine.shown.has(partition)
		);
		await other.need(partitions);
		const { engine, replica } = tab;
		const same =
			isDeepStrictEqual(await stored(), before) &&
			replica.told === state.sequence &&
			isDeepStrictEqual(engine.waiting, other.waiting) &&
			isDeepStrictEqual(engine.attention, other.attention);
		if (!same || !isIdle(tab)) return [];
		const [shown, expected] = [tablesIn(engine, partitions), tablesIn(other, partitions)];
		return (Object.keys(shown) as (keyof typeof shown)[]).filter(
			(entity) => !isDeepStrictEqual(shown[entity], expected[entity])
		);
	} finally {
		data.close();
		queue.close();
	}
}

/** An engine on the same disk, which reaches no server and tells nobody. */
function openAnother(data: DataStore, queue: QueueStore, world: World): Promise<Engine> {
	const { organisationId } = world;
	const server = { push: unreachable, pull: unreachable };
	const now = () => world.context.clock.time;
	return Engine.open({
		organisationId,
		server,
		replica: new LocalReplica({ organisationId, server, data, now }),
		queue,
		now,
		tell: () => {},
		onChange: () => {},
		ticks: () => 0,
		drawn: () => Promise.resolve(),
		onLost: () => {}
	});
}
