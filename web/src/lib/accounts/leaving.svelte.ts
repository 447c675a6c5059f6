import { changesLeft } from '#lib/sync/leave.ts';
import { session } from './session.svelte.ts';

/** Signing out on this device: at once where nothing would be lost by it, else after a question. */
class Leaving {
	/** Changes that signing out would delete; null while nothing is asked. */
	asked = $state<number | null>(null);

	async ask(): Promise<void> {
		const left = await changesLeft();
		if (left > 0) this.asked = left;
		else await session.signOut();
	}
}

export const leaving = new Leaving();
