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
	/** Sends what is still to be sent. */
	flush(): Promise<void>;
}

const coalesceMs = 5;

export async function openNews(channel: Channel, log: Logger): Promise<News> {
	const listeners = new Set<Listener>();
	const waiting = new Set<string>();
	let sending: Promise<void> = Promise.resolve();
	let timer: NodeJS.Timeout | undefined;

	const tell = (organisationId: string | null): void => {
		for (const listener of listeners) listener(organisationId);
	};
	const send = (): Promise<void> => {
		timer = undefined;
		const organisations = [...waiting];
		waiting.clear();
		sending = Promise.allSettled(organisations.map((id) => channel.notify(id))).then((results) => {
			for (const result of results) {
				if (result.status === 'rejected')
					log.warn({ err: result.reason as unknown }, 'news not told to other processes');
			}
		});
		return sending;
	};
	await channel.listen(tell, () => tell(null));
	return {
		changed(organisationId) {
			waiting.add(organisationId);
			timer ??= setTimeout(() => void send(), coalesceMs);
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
