import type { SyncFault } from '@foyer/shared/sync';
import { api, refusalOf, type apiOver } from '#lib/api.ts';
import { ServerRefusal, type Server } from './sync-server.ts';

const known: readonly string[] = [
	'client_gone',
	'mutation_gap',
	'not_a_member',
	'update_required',
	'signed_out'
] satisfies ServerRefusal['fault'][];

/** While a server is replaced, a process may be reached that is older than this app: the next one answers. */
const asGoodAsAway = 'server_behind' satisfies SyncFault;

/** Tells a refusal of the server from there being no contact. */
async function call<T>(request: Promise<T>): Promise<T> {
	try {
		return await request;
	} catch (error) {
		const refusal = refusalOf(error);
		if (refusal === null || refusal === asGoodAsAway) throw error;
		throw new ServerRefusal(
			known.includes(refusal) ? (refusal as ServerRefusal['fault']) : 'fault'
		);
	}
}

/** The server as an engine reaches it, over tRPC. */
export const serverOver = ({ sync }: ReturnType<typeof apiOver>): Server => ({
	pull: (request) => call(sync.pull.mutate(request)),
	push: (request) => call(sync.push.mutate(request))
});

export const trpcServer = serverOver(api);
