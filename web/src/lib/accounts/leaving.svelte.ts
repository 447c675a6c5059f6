import { changesLeft, type ChangesLeft } from '#lib/sync/leave.ts';
import { session } from './session.svelte.ts';

/** Signing out on this device: at once where nothing would be lost by it, else after a question. */
class Leaving {
	/** What signing out would delete; null while nothing is asked. */
	asked = $state.raw<ChangesLeft | null>(null);
	/** What waits is being sent. */
	busy = $state(false);

	async ask(): Promise<void> {
		if (this.busy || !session.me) return;
		this.busy = true;
		try {
			const left = await changesLeft(session.me.user.id);
			if (left.yours + left.others > 0) this.asked = left;
			else await session.signOut();
		} finally {
			this.busy = false;
		}
	}
}

export const leaving = new Leaving();
