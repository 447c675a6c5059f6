import type {
	PullAnswer,
	PullRequest,
	PushAnswer,
	PushRequest,
	SyncFault
} from '@foyer/shared/sync';
import { Overtaken } from './data-store.ts';
import { isFull } from './full-disk.ts';
import { Resting } from './resting.ts';
import { isLost } from './steady.ts';

/** The server, as the engine reaches it. Rejections that are not a `ServerRefusal` count as no contact. */
export interface Server {
	pull(request: PullRequest): Promise<PullAnswer>;
	push(request: PushRequest): Promise<PushAnswer>;
}

/** The server answered, and refused the call as a whole. */
export class ServerRefusal extends Error {
	readonly fault: Exclude<SyncFault, 'server_behind'> | 'signed_out' | 'fault';
	constructor(fault: ServerRefusal['fault']) {
		super(fault);
		this.fault = fault;
	}
}

/**
 * Why a run of sync ended early, in a word that passes from thread to thread: a refusal of the server, another
 * tab that was first (`overtaken`), no room on the device (`full`), no way to what it holds (`lost`), a page that
 * was put aside (`resting`), or no contact (`away`).
 */
export type Fault = ServerRefusal['fault'] | 'overtaken' | 'full' | 'lost' | 'resting' | 'away';

export function faultOf(error: unknown): Fault {
	if (error instanceof ServerRefusal) return error.fault;
	if (error instanceof Overtaken) return 'overtaken';
	if (error instanceof Resting) return 'resting';
	if (isLost(error)) return 'lost';
	return isFull(error) ? 'full' : 'away';
}
