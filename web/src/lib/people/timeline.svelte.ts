import type { Timeline } from '@foyer/shared/timeline';
import { api, refusalOf } from '#lib/api.ts';
import { local } from '#lib/sync/local.svelte.ts';

/** Whose timeline, and whether that of one event alone. */
export interface TimelineOf {
	personId: string;
	eventId: string | null;
}

/**
 * Asks the server.
 * @param older whether for older entries too
 */
export const askTimeline = (of: TimelineOf, older: boolean): Promise<Timeline> =>
	api.people.timeline.query({
		organisationId: local.membership?.organisation.id ?? '',
		...of,
		older
	});

interface Seen {
	timeline: Timeline;
	/** When, by the corrected clock. */
	at: number;
}

const mostKept = 50;

/** What was seen last of each, in memory alone: it goes with the page, and with whose copy is open. */
class SeenTimelines {
	readonly #seen = new Map<string, Seen>();
	#owner = '';

	#key({ personId, eventId }: TimelineOf): string {
		const owner = JSON.stringify(local.owner);
		if (owner !== this.#owner) this.#seen.clear();
		this.#owner = owner;
		return `${personId} ${eventId ?? ''}`;
	}

	get(of: TimelineOf): Seen | null {
		return this.#seen.get(this.#key(of)) ?? null;
	}

	set(of: TimelineOf, seen: Seen): void {
		const key = this.#key(of);
		this.#seen.delete(key);
		this.#seen.set(key, seen);
		const [oldest] = this.#seen.keys();
		if (this.#seen.size > mostKept && oldest !== undefined) this.#seen.delete(oldest);
	}
}

const seenTimelines = new SeenTimelines();

/** A timeline as it is looked at: what the server says now, or what was seen last. */
export class TimelineView {
	readonly #of: TimelineOf;
	readonly #ask: typeof askTimeline;
	#asked = 0;
	/** Whether older entries are looked at too. */
	older = $state(false);
	/** `away`: the server is out of reach; `foreign`: the user may not see it. */
	phase = $state<'loading' | 'ready' | 'away' | 'foreign'>('loading');
	seen = $state.raw<Seen | null>(null);

	constructor(of: TimelineOf, ask = askTimeline) {
		this.#of = of;
		this.#ask = ask;
		this.seen = seenTimelines.get(of);
	}

	/** Reads what was left out at first. */
	async showOlder(): Promise<void> {
		this.older = true;
		this.phase = 'loading';
		await this.load();
	}

	/** Reads it anew; of several readings the latest counts. */
	async load(): Promise<void> {
		const asked = ++this.#asked;
		try {
			const timeline = await this.#ask(this.#of, this.older);
			if (asked !== this.#asked) return;
			this.seen = { timeline, at: local.now() };
			seenTimelines.set(this.#of, this.seen);
			this.phase = 'ready';
		} catch (error) {
			if (asked === this.#asked) this.phase = refusalOf(error) === 'missing' ? 'foreign' : 'away';
		}
	}
}
