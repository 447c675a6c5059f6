import type { Logger } from 'pino';
import type { Channel } from './db/database.ts';

/** What a listener hears: an organisation whose data changed, or null where news may have been missed. */
type Listener = (organisationId: string | null) => void;

/**
 * News that an organisation's data changed, within the process and between processes. Told after the
 * commit, never inside the transaction: NOTIFY takes a lock that serialises commits. Several changes
 * within a few milliseconds make one message.
 */
export interface News {
	/** To be called after a commit. */
	changed(organisationId: string): void;
	/** @returns a function that ends it */
	listen(listener: Listener): () => void;
	/** A device claimed a place that another may have lost by it: news to the pages that are open for it. */
	claimed(name: string): void;
	/** Hears of claims; null where some may have been missed. @returns a function that ends it */
	onClaim(listener: (name: string | null) => void): () => void;
	/** Sends what is still to be sent. */
	flush(): Promise<void>;
}

const coalesceMs = 5;

/** What tells a message of a claim from one of an organisation, which is its id alone. */
const claimMark = 'claim ';

export async function openNews(channel: Channel, log: Logger): Promise<News> {
	const listeners = new Set<Listener>();
	const claimListeners = new Set<(name: string | null) => void>();
	const waiting = new Set<string>();
	let sending: Promise<void> = Promise.resolve();
	let timer: NodeJS.Timeout | undefined;

	const tell = (organisationId: string | null): void => {
		for (const listener of listeners) listener(organisationId);
	};
	const hear = (message: string | null): void => {
		const isClaim = message?.startsWith(claimMark) === true;
		if (message === null || isClaim)
			for (const listener of claimListeners) listener(message?.slice(claimMark.length) ?? null);
		if (!isClaim) tell(message);
	};
	const send = (): Promise<void> => {
		timer = undefined;
		const messages = [...waiting];
		waiting.clear();
		sending = Promise.allSettled(messages.map((message) => channel.notify(message))).then(
			(results) => {
				for (const result of results) {
					if (result.status === 'rejected')
						log.warn({ err: result.reason as unknown }, 'news not told to other processes');
				}
			}
		);
		return sending;
	};
	await channel.listen(hear, () => hear(null));
	const soon = (message: string): void => {
		waiting.add(message);
		timer ??= setTimeout(() => void send(), coalesceMs);
	};
	return {
		changed: soon,
		claimed: (name) => soon(`${claimMark}${name}`),
		onClaim(listener) {
			claimListeners.add(listener);
			return () => void claimListeners.delete(listener);
		},
		listen(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		async flush() {
			clearTimeout(timer);
			await (waiting.size > 0 ? send() : sending);
		}
	};
}
