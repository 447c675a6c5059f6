import { heartbeatMs } from '@foyer/shared/heartbeat';
import type { EventNews } from './waiting-state.ts';

/** How long a stream may say nothing before it counts as dead: a connection that broke halfway never tells. */
const silenceMs = 3 * heartbeatMs;

/** How long an answer may take. */
const patienceMs = 10_000;

const jitter = (from: number, to: number): number => from + Math.random() * (to - from);

/** How a page hears what becomes of its event: one stream; a poll while there is none. */
export class News {
	readonly #base: string;
	readonly #query: string;
	readonly #hear: (news: EventNews, sent: number | null) => void;
	readonly #lost: (lost: boolean) => void;
	readonly #start: (news: EventNews) => void;
	#source: EventSource | undefined;
	#reopening: number | undefined;
	#polling: number | undefined;
	#listening: number | undefined;
	/** By the device's clock, which goes on while the device sleeps. */
	#heardAt = 0;
	#asking = false;
	#tries = 0;
	/** Asks in a row that got no answer. */
	#missed = 0;
	/** Over how many ms those who hear the same ask again: as their number asks. */
	#within = 0;

	/**
	 * @param base the waiting page's own path
	 * @param query what the page hears the organizer's words by, and what becomes of its own link
	 * @param hear told each word; `sent` is when it was asked for (monotonic ms), null: it came by itself
	 * @param lost told when the network is gone, and when it is back
	 * @param start told before `hear` when the event is live
	 */
	constructor(
		base: string,
		query: string,
		hear: (news: EventNews, sent: number | null) => void,
		lost: (lost: boolean) => void,
		start: (news: EventNews) => void
	) {
		this.#base = base;
		this.#query = query;
		this.#hear = hear;
		this.#lost = lost;
		this.#start = start;
	}

	open(): void {
		clearTimeout(this.#reopening);
		this.#source?.close();
		const source = new EventSource(this.#address('stream'));
		this.#source = source;
		this.#beat();
		const hear = ({ data }: MessageEvent<string>) => {
			const news = JSON.parse(data) as EventNews;
			this.#beat();
			this.#tries = 0;
			this.#missed = 0;
			this.#within = news.within ?? 0;
			clearTimeout(this.#polling);
			this.#lost(false);
			this.#hear(news, null);
		};
		source.addEventListener('beat', () => this.#beat());
		source.addEventListener('state', hear);
		source.addEventListener('go', (message: MessageEvent<string>) => {
			this.#start(JSON.parse(message.data) as EventNews);
			hear(message);
		});
		source.addEventListener('reconnect', ({ data }: MessageEvent<string>) => {
			const { within } = JSON.parse(data) as { within: number };
			this.#reopenIn(jitter(200, within));
		});
		// Not left to the browser: it would come back at once, and all browsers with it.
		source.onerror = () => this.#fail();
	}

	/** Asks for the event's state soon, and again while there is no stream or no answer. */
	askIn(ms: number): void {
		clearTimeout(this.#polling);
		this.#polling = window.setTimeout(() => void this.ask(), ms);
	}

	/** After the page was put aside: what happened meanwhile, and a stream again. Many may wake at once. */
	resume(): void {
		this.askIn(jitter(0, 1000));
		if (!this.#streams() || Date.now() - this.#heardAt > silenceMs) this.#reopenIn(jitter(0, 2000));
	}

	async ask(): Promise<void> {
		if (this.#asking) return;
		this.#asking = true;
		const sent = performance.now();
		try {
			const answer = await fetch(this.#address('state'), {
				cache: 'no-store',
				credentials: 'omit',
				signal: AbortSignal.timeout(patienceMs)
			});
			const news = (await answer.json()) as EventNews;
			// Something in between may answer too.
			if (!news.now) throw new TypeError('no news');
			this.#missed = 0;
			this.#lost(false);
			this.#hear(news, sent);
		} catch {
			this.#missed += 1;
			this.#lost(true);
		}
		this.#asking = false;
		// A stream that seems open may be dead: what wasn't answered is asked again either way.
		if (this.#missed) this.askIn(jitter(0.5, 1) * Math.min(2000 * 2 ** this.#missed, 30_000));
		else if (!this.#streams()) this.askIn(jitter(8000, 16_000));
	}

	#streams(): boolean {
		return this.#source?.readyState === EventSource.OPEN;
	}

	/** The stream is alive, or new; it is to say so again. */
	#beat(): void {
		this.#heardAt = Date.now();
		clearTimeout(this.#listening);
		this.#listening = window.setTimeout(() => this.#fail(), silenceMs + jitter(0, 10_000));
	}

	/** The stream broke: another one, and what happened meanwhile. */
	#fail(): void {
		this.#tries += 1;
		const spread = Math.max(1000, this.#within) * 2 ** this.#tries;
		this.#reopenIn(jitter(0.25, 1) * Math.min(spread, 30_000));
		this.askIn(jitter(500, 3000));
	}

	#address(what: 'stream' | 'state'): string {
		return `${this.#base}/${what}?${this.#query}`;
	}

	#reopenIn(ms: number): void {
		this.#source?.close();
		clearTimeout(this.#listening);
		clearTimeout(this.#reopening);
		this.#reopening = window.setTimeout(() => this.open(), ms);
	}
}
