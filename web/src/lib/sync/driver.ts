import type { Poke } from '@foyer/shared/sync';
import type { Engine, TabMessage } from './engine.ts';

/** Without a poke, how often one looks: between half of this and all of it, so that devices spread. In ms. */
const pollMs = 60_000;
/** After the server was out of reach: the first and the longest wait before the next try. In ms. */
const firstRetryMs = 1000;
const longestRetryMs = 30_000;
/** After the stream broke, the longest until one looks whether the server is still there. In ms. */
const lookMs = 2000;

/** How often the tab that leads says so, in ms. */
const beatMs = 10_000;
/**
 * So many of them unheard, and a tab that is seen takes the lead from one that hangs or is slowed down. Counted,
 * as a device that slept has missed none.
 */
const mostMissed = 3;

/** What tabs say to each other. */
type Said = TabMessage | { tab: 'leads' };

/** What keeps an engine in step. */
export interface Drive {
	/** Syncs now; without contact it is tried again, later and later. */
	sync(): Promise<void>;
	/** Tells the device's other tabs. */
	tell(message: TabMessage): void;
	stop(): void;
}

interface Names {
	organisationId: string;
	/** What the tabs' channel and the lock that the leading tab holds are named after. */
	device: string;
}

/**
 * Runs an engine in a browser: says when to sync. One tab of the device holds the server's stream and
 * polls; the visible one takes that over, so a frozen tab never leads. Every tab pushes what it saves
 * itself: nothing depends on who leads but the load.
 */
export function drive(engine: Engine, { organisationId, device }: Names): Drive {
	const channel = new BroadcastChannel(`foyer-${device}`);
	const ending = new AbortController();
	const { signal } = ending;
	let retryMs = firstRetryMs;
	let timer: ReturnType<typeof setTimeout> | undefined;

	const sync = async (): Promise<void> => {
		clearTimeout(timer);
		await engine.sync();
		if (signal.aborted) return;
		const away = engine.status.offlineSince !== null;
		retryMs = away ? Math.min(retryMs * 2, longestRetryMs) : firstRetryMs;
		// While away each tab looks by itself whether the network is back; else the leader's poll is enough.
		if (away) timer = setTimeout(() => void sync(), jittered(retryMs));
	};

	for (const [target, name] of [
		[window, 'online'],
		// Nobody waits for the next poll to be told that the list is no longer fresh.
		[window, 'offline'],
		[window, 'pageshow'],
		[window, 'focus']
	] as const) {
		target.addEventListener(name, () => void sync(), { signal });
	}
	const hearLeader = lead(signal, channel, device, () =>
		follow(organisationId, sync, () => engine.status.offlineSince !== null)
	);
	channel.addEventListener(
		'message',
		({ data }: MessageEvent<Said>) => {
			if (data.tab === 'leads') hearLeader();
			// What can't be read now is taken in at the next sync.
			else engine.hear(data).catch(() => {});
		},
		{ signal }
	);
	void sync();
	signal.addEventListener('abort', () => {
		clearTimeout(timer);
		channel.close();
	});
	return {
		sync,
		tell: (message) => signal.aborted || channel.postMessage(message),
		stop: () => ending.abort()
	};
}

const jittered = (ms: number): number => ms / 2 + (Math.random() * ms) / 2;

/**
 * Runs `work` in the one tab that leads: who holds the lock, which a tab takes over when it comes to be seen, or
 * when it hears nothing of who has it.
 * @returns what is to be called when it is heard
 */
function lead(
	signal: AbortSignal,
	channel: BroadcastChannel,
	device: string,
	work: () => () => void
): () => void {
	let leads = 0;
	let isInLine = false;
	let missed = 0;
	const take = (steal: boolean): void => {
		if (signal.aborted || (!steal && isInLine)) return;
		isInLine ||= !steal;
		let end = (): void => {};
		const hold = (): Promise<void> =>
			new Promise((resolve) => {
				// A lock that is stolen can't be given up while it is asked for.
				if (signal.aborted) return resolve();
				if (!steal) isInLine = false;
				leads++;
				const stop = work();
				const beats = setInterval(() => channel.postMessage({ tab: 'leads' }), beatMs);
				end = () => {
					end = () => {};
					leads--;
					clearInterval(beats);
					stop();
					resolve();
				};
				signal.addEventListener('abort', () => end());
			});
		navigator.locks
			.request(`foyer-lead-${device}`, { ...(steal ? { steal: true } : { signal }) }, hold)
			.catch(() => {
				// A stolen lock rejects the request; what this tab did as leader ends there too.
				end();
				// The tab that took the lead may be closed before this one: it stands in line again.
				if (leads === 0) take(false);
			});
	};
	const look = (): void => {
		if (leads > 0 || document.hidden) missed = 0;
		else if (++missed > mostMissed) {
			missed = 0;
			take(true);
		}
	};
	const looking = setInterval(look, beatMs);
	signal.addEventListener('abort', () => clearInterval(looking));
	document.addEventListener('visibilitychange', () => !document.hidden && take(true), { signal });
	take(!document.hidden);
	return () => void (missed = 0);
}

/**
 * Hears the server's stream and polls now and then.
 * @param isAway whether the server is known to be out of reach, and looked for by other means
 * @returns a function that ends it
 */
function follow(
	organisationId: string,
	sync: () => Promise<void>,
	isAway: () => boolean
): () => void {
	let stream: EventSource;
	let looking: ReturnType<typeof setTimeout> | undefined;
	let reopening: ReturnType<typeof setTimeout> | undefined;
	const listen = (): void => {
		stream = new EventSource('/api/sync/stream');
		// What changed before the stream opened is unheard.
		stream.addEventListener('open', () => void sync());
		stream.addEventListener('message', ({ data }: MessageEvent<string>) => {
			const poke = JSON.parse(data) as Poke;
			if (poke.organisationId === organisationId) void sync();
		});
		stream.addEventListener('error', broken);
	};
	const broken = (): void => {
		// A server that ends breaks everyone's stream at once.
		if (!isAway()) looking ??= setTimeout(look, jittered(lookMs));
		// One that breaks opens anew by itself, one that is refused doesn't.
		if (stream.readyState !== EventSource.CLOSED) return;
		clearTimeout(reopening);
		reopening = setTimeout(listen, jittered(longestRetryMs));
	};
	const look = (): void => {
		looking = undefined;
		void sync();
	};
	listen();
	const poll = setInterval(() => void sync(), jittered(pollMs));
	return () => {
		stream.close();
		clearInterval(poll);
		clearTimeout(looking);
		clearTimeout(reopening);
	};
}
