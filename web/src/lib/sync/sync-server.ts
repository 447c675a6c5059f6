import type {
	PullAnswer,
	PullRequest,
	PushAnswer,
	PushRequest,
	SyncFault
} from '@foyer/shared/sync';

/** The server, as the engine reaches it. Rejections that are not a `ServerRefusal` count as no contact. */
export interface Server {
	pull(request: PullRequest): Promise<PullAnswer>;
	push(request: PushRequest): Promise<PushAnswer>;
}

/** The server answered, and refused the call as a whole. */
export class ServerRefusal extends Error {
	readonly fault: SyncFault | 'signed_out' | 'fault';
	constructor(fault: ServerRefusal['fault']) {
		super(fault);
		this.fault = fault;
	}
}
