import type { RoomServerFields } from '@foyer/shared/rooms';
import { api, refusalOf } from '#lib/api.ts';
import { local } from '#lib/sync/local.svelte.ts';

export type RoomServer = Awaited<ReturnType<typeof api.rooms.servers.query>>[number];

/** The server's procedures, as the page needs them; a test hands in its own. */
export interface RoomServerCalls {
	list(): Promise<RoomServer[]>;
	add(server: RoomServerFields): Promise<unknown>;
	change(id: string, server: RoomServerFields): Promise<unknown>;
	remove(id: string): Promise<unknown>;
	/** Brings the servers' names to where events choose among them. */
	sync(): Promise<void>;
}

const organisationId = (): string => local.membership?.organisation.id ?? '';

export const roomServerCalls: RoomServerCalls = {
	list: () => api.rooms.servers.query({ organisationId: organisationId() }),
	add: (server) => api.rooms.addServer.mutate({ organisationId: organisationId(), server }),
	change: (id, server) =>
		api.rooms.changeServer.mutate({ organisationId: organisationId(), id, server }),
	remove: (id) => api.rooms.removeServer.mutate({ organisationId: organisationId(), id }),
	sync: () => local.sync()
};

/** An organisation's room servers, as their host sets them up. Needs the network. */
export class RoomServers {
	readonly #calls: RoomServerCalls;
	/** `foreign`: who is signed in is not the host. */
	phase = $state<'loading' | 'ready' | 'unreachable' | 'foreign'>('loading');
	servers = $state.raw<RoomServer[]>([]);

	constructor(calls: RoomServerCalls) {
		this.#calls = calls;
	}

	async load(): Promise<void> {
		try {
			this.servers = await this.#calls.list();
			this.phase = 'ready';
		} catch (error) {
			const refusal = refusalOf(error) ?? '';
			this.phase = ['not_allowed', 'missing'].includes(refusal) ? 'foreign' : 'unreachable';
		}
	}

	/** Adds a server, or changes the one that has the id. @returns what stands against it; null where it is saved */
	async save(id: string | null, server: RoomServerFields): Promise<string | null> {
		return this.#trying(() =>
			id === null ? this.#calls.add(server) : this.#calls.change(id, server)
		);
	}

	async remove(id: string): Promise<string | null> {
		return this.#trying(() => this.#calls.remove(id));
	}

	async #trying(run: () => Promise<unknown>): Promise<string | null> {
		try {
			await run();
		} catch (error) {
			return refusalOf(error) ?? 'unreachable';
		}
		await Promise.all([this.load(), this.#calls.sync()]);
		return null;
	}
}
