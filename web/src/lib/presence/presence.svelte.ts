import type { Presence } from '@foyer/shared/presence';
import { api, refusalOf } from '#lib/api.ts';
import { local } from '#lib/sync/local.svelte.ts';

/** After so long without a word the server is asked: a proxy may hold the stream back. In ms. */
const silentMs = 8000;

interface Watched {
	organisationId: string;
	eventId: string;
}

/** What it is asked of, which tests replace. */
export interface PresenceParts {
	stream(watched: Watched): EventSource;
	ask(watched: Watched): Promise<Presence>;
}

const product: PresenceParts = {
	stream: (watched) =>
		new EventSource(`/api/presence/stream?${new URLSearchParams({ ...watched })}`),
	ask: (watched) => api.presence.read.query(watched)
};

/** Who is there at an event, as long as somebody looks: told by a stream, asked for where it is silent. */
export class LivePresence {
	/** Null until it is known. */
	presence = $state.raw<Presence | null>(null);
	/** The server has been out of reach since `presence`. */
	lost = $state(false);
	readonly #parts: PresenceParts;
	readonly #watched: Watched;
	#source: EventSource | undefined;
	#timer: ReturnType<typeof setInterval> | undefined;
	#heardAt = 0;
	#asking = false;

	constructor(eventId: string, parts: PresenceParts = product) {
		this.#parts = parts;
		this.#watched = { organisationId: local.membership?.organisation.id ?? '', eventId };
	}

	/** @returns a function that stops looking */
	open(): () => void {
		this.#listen();
		this.#timer = setInterval(() => void this.#look(), silentMs / 2);
		return () => this.#close();
	}

	#listen(): void {
		this.#source?.close();
		const source = this.#parts.stream(this.#watched);
		this.#source = source;
		source.onmessage = ({ data }: MessageEvent<string>) => this.#hear(JSON.parse(data) as Presence);
		source.onerror = () => void this.#ask();
		// Signed out, or no longer allowed to look: the rest of the app says which.
		source.addEventListener('end', () => this.#close());
	}

	async #look(): Promise<void> {
		if (performance.now() - this.#heardAt < silentMs) return;
		const answered = await this.#ask();
		if (answered && this.#source?.readyState === EventSource.CLOSED) this.#listen();
	}

	#hear(presence: Presence): void {
		this.#heardAt = performance.now();
		this.presence = presence;
		this.lost = false;
	}

	/** @returns whether there was an answer */
	async #ask(): Promise<boolean> {
		if (this.#asking) return false;
		this.#asking = true;
		try {
			this.#hear(await this.#parts.ask(this.#watched));
			return true;
		} catch (error) {
			if (refusalOf(error) === null) this.lost = true;
			else this.#close();
			return false;
		} finally {
			this.#asking = false;
		}
	}

	#close(): void {
		this.#source?.close();
		clearInterval(this.#timer);
	}
}
