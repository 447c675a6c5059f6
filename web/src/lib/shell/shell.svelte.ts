import type { SyncSummary } from './sync-words.ts';

/** Who is signed in, and where. */
export interface Account {
	name: string;
	email: string;
	organisation: string;
}

/** What the frame around the pages shows; filled by the sync engine and by accounts. */
class Shell {
	sync = $state<SyncSummary>({
		waiting: 0,
		oldestWaitingAt: null,
		offlineSince: null,
		listOf: null,
		first: null,
		attention: 0,
		stopped: null,
		full: false,
		locksAt: null,
		phase: 'idle',
		left: null,
		kept: null,
		organisation: ''
	});
	account = $state<Account | null>(null);
	/** Signs out; set by accounts together with the account. */
	signOut = $state<(() => void) | null>(null);
	/** Where "2 need attention" leads; set once there is such a page. */
	attentionHref = $state<string | null>(null);
}

export const shell = new Shell();
