import type { EventNews } from './waiting-state.ts';

const jitter = (from: number, to: number): number => from + Math.random() * (to - from);

/** How a page hears what becomes of its event: one stream; a poll while there is none. */
export class News {
	readonly #base: string;
	readonly #token: string;
	readonly #hear: (news: EventNews, sent: number | null) => void;
	readonly #lost: (lost: boolean) => void;
	readonly #start: (news: EventNews) => void;
	#source: EventSource | undefined;
	#reopening: number | undefined;
	#polling: number | undefined;
	#asking = false;
	#tries = 0;
	/** Over how many ms those who hear the same ask again: as their number asks. */
	#within = 0;

	/**
	 * @param base the waiting page's own path
	 * @param token what the page hears the organizer's words by
	 * @param hear told each word; `sent` is when it was asked for (monotonic ms), null: it came by itself
	 * @param lost told when the network is gone, and when it is back
	 * @param start told before `hear` when the event is live
	 */
	constructor(
		base: string,
		token: string,
		hear: (news: EventNews, sent: number | null) => void,
		lost: (lost: boolean) => void,
		start: (news: EventNews) => void
	) {
		this.#base = base;
		this.#token = token;
		this.#hear = hear;
		this.#lost = lost;
		this.#start = start;
	}

	open(): void {
		clearTimeout(this.#reopening);
		this.#source?.close();
		const source = new EventSource(this.#address('stream'));
		this.#source = source;
		const hear = ({ data }: MessageEvent<string>) => {
			const news = JSON.parse(data) as EventNews;
			this.#tries = 0;
			this.#within = news.within ?? 0;
			clearTimeout(this.#polling);
			this.#lost(false);
			this.#hear(news, null);
		};
		source.addEventListener('state', hear);
		source.addEventListener('go', (message: MessageEvent<string>) => {
			this.#start(JSON.parse(message.data) as EventNews);
			hear(message);
		});
		source.addEventListener('reconnect', ({ data }: MessageEvent<string>) => {
			const { within } = JSON.parse(data) as { within: number };
			this.#reopenIn(jitter(200, within));
		});
		source.onerror = () => {
			// Not left to the browser: it would come back at once, and all browsers with it.
			this.#tries += 1;
			const spread = Math.max(1000, this.#within) * 2 ** this.#tries;
			this.#reopenIn(jitter(0.25, 1) * Math.min(spread, 30_000));
			this.askIn(jitter(500, 3000));
		};
	}

	/** Asks for the event's state soon, and again while there is no stream. */
	askIn(ms: number): void {
		clearTimeout(this.#polling);
		this.#polling = window.setTimeout(() => void this.ask(), ms);
	}

	/** After the page was put aside: what happened meanwhile, and a stream again. */
	resume(): void {
		void this.ask();
		if (this.#source?.readyState !== EventSource.OPEN) this.open();
	}

	async ask(): Promise<void> {
		if (this.#asking) return;
		this.#asking = true;
		const sent = performance.now();
		try {
			const answer = await fetch(this.#address('state'), {
				cache: 'no-store',
				credentials: 'omit'
			});
			const news = (await answer.json()) as EventNews;
			this.#lost(false);
			this.#hear(news, sent);
		} catch {
			this.#lost(true);
		}
		this.#asking = false;
		if (this.#source?.readyState !== EventSource.OPEN) this.askIn(jitter(8000, 16_000));
	}

	#address(what: 'stream' | 'state'): string {
		return `${this.#base}/${what}?token=${this.#token}`;
	}

	#reopenIn(ms: number): void {
		this.#source?.close();
		clearTimeout(this.#reopening);
		this.#reopening = window.setTimeout(() => this.open(), ms);
	}
}
