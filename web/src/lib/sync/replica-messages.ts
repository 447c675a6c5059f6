import type { Chunk } from './data-store.ts';
import type { LocalReplica, Replica } from './replica.ts';
import type { DeviceOwner } from './device.ts';
import type { Partition } from './partitions.ts';

type Method = keyof Replica;

/**
 * What a page asks of the thread that syncs: first whose data it is about, then calls by number, and now and then
 * whether it is still there.
 */
export type Ask =
	| { ask: 'open'; owner: DeviceOwner; shown: Partition[] }
	| { ask: 'beat' }
	| {
			[M in Method]: { ask: 'call'; call: number; method: M; args: Parameters<LocalReplica[M]> };
	  }[Method];

/** What the thread answers: chunks of what is being read as they come, then the result. */
export type Answer =
	| { answer: 'beat' }
	| { answer: 'chunk'; call: number; chunk: Chunk }
	| { answer: 'done'; call: number; result: unknown }
	| { answer: 'failed'; call: number; name: string; message: string };
