import { eventPath } from '@foyer/shared/access';
import type { Context } from '../context.ts';
import { deriveKey } from './access-keys.ts';
import {
	eventRef,
	readChangedAfter,
	readEventAt,
	readEventsById,
	readRegistrationsAt,
	readVersions,
	type AccessRegistration,
	type EventSnapshot,
	type PublicEvent,
	type RegisteredAddress
} from './access.reads.ts';
import { KnownRegistrations, type KnownRegistration } from './known-registrations.ts';
import { TogetherReader } from './together-reader.ts';

/** Hears of an event that changed, by its `eventRef`; undefined: it is gone. */
type Listener = (ref: string, event: PublicEvent | undefined) => void;

/** Hears which of an organisation's registrations changed; null: any of them may have. */
type RegistrationsListener = (organisationId: string, ids: readonly string[] | null) => void;

/** Where the process stands in one organisation's feed. */
interface Feed {
	seen: number;
	/** Raised by every change: what was read before it is not kept. */
	turn: number;
	/** News may have been missed: everything is read anew. */
	lost: boolean;
	reading: Promise<void> | null;
	/** News came while reading. */
	again: boolean;
}

/** What was read of an address. */
interface Reading {
	registrations: readonly KnownRegistration[];
	/** Keeps them known, once one of them has been proved, unless something changed since. */
	keep(): void;
}

/** In place of a registration where an address has none. */
const nobody: AccessRegistration = {
	id: '00000000-0000-0000-0000-000000000000',
	personId: '00000000-0000-0000-0000-000000000000',
	status: 'cancelled',
	keyVersion: 0,
	firstName: '',
	lastName: '',
	language: null
};

export interface CacheLimits {
	/** How often versions are compared, should news fail to come, in ms. */
	pollMs: number;
	/** When a failed reading is tried again, in ms. */
	retryMs: number;
	/** How many addresses are kept known. */
	mostRegistrations: number;
}

const usual: CacheLimits = { pollMs: 10_000, retryMs: 1000, mostRegistrations: 50_000 };

/**
 * What a process knows of events and their registrations, kept right by the feed: on news of an
 * organisation the rows that changed are read and what was known of them is dropped. While the database
 * can't be reached, what is known goes on being answered.
 */
export class AccessCache {
	readonly #context: Pick<Context, 'db' | 'news' | 'log' | 'config'>;
	readonly #limits: CacheLimits;
	readonly #reader: TogetherReader<RegisteredAddress, AccessRegistration[]>;
	readonly #events = new Map<string, PublicEvent>();
	/** By `eventRef`. */
	readonly #paths = new Map<string, string>();
	readonly #registrations: KnownRegistrations;
	readonly #feeds = new Map<string, Feed>();
	readonly #listeners = new Set<Listener>();
	readonly #registrationsListeners = new Set<RegistrationsListener>();
	readonly #stop: () => void;
	readonly #poll: NodeJS.Timeout;
	#comparing: Promise<void> = Promise.resolve();

	constructor(
		context: Pick<Context, 'db' | 'news' | 'log' | 'config'>,
		limits: Partial<CacheLimits> = {}
	) {
		this.#context = context;
		this.#limits = { ...usual, ...limits };
		this.#registrations = new KnownRegistrations(this.#limits.mostRegistrations);
		this.#reader = new TogetherReader((asked) => readRegistrationsAt(context.db, asked));
		this.#stop = context.news.listen((organisationId) => this.#hear(organisationId));
		this.#poll = setInterval(() => {
			this.#comparing = this.#compareVersions();
		}, this.#limits.pollMs).unref();
	}

	/** The event at a path, as far as it is known. */
	held(path: string): PublicEvent | undefined {
		return this.#events.get(path);
	}

	/** The event at a path; undefined where there is none. */
	async event(path: string): Promise<PublicEvent | undefined> {
		return this.held(path) ?? this.#load(path);
	}

	/** What is known of the registrations under an address; undefined where nothing is. */
	known(event: PublicEvent, email: string): readonly KnownRegistration[] | undefined {
		return this.#registrations.get(event.ref, email);
	}

	/** What is known of a registration; undefined where nothing is. */
	knownById(id: string): KnownRegistration | undefined {
		return this.#registrations.find(id);
	}

	/** Reads the registrations under an address. An unknown one takes no less time than a known one. */
	async read(event: PublicEvent, email: string): Promise<Reading> {
		const organisationId = event.organisation.id;
		const feed = this.#feeds.get(organisationId);
		const turn = feed?.turn;
		const rows = await this.#reader.read({ organisationId, eventId: event.id, email });
		const known = (rows.length > 0 ? rows : [nobody]).map((row) => this.#withKey(row));
		return {
			registrations: rows.length > 0 ? known : [],
			keep: () => {
				if (feed && feed.turn === turn) this.#registrations.keep(event.ref, email, known);
			}
		};
	}

	#withKey(registration: AccessRegistration): KnownRegistration {
		const key = deriveKey(this.#context.config.secret, registration.id, registration.keyVersion);
		return { ...registration, key, keyBytes: Buffer.from(key) };
	}

	onChange(listener: Listener): void {
		this.#listeners.add(listener);
	}

	/** What is known by then of those that changed is forgotten. */
	onRegistrations(listener: RegistrationsListener): void {
		this.#registrationsListeners.add(listener);
	}

	/** Resolves once all news that came so far is taken in. */
	async settled(): Promise<void> {
		for (const { reading } of this.#feeds.values()) await reading;
	}

	/** Resolves once nothing is read any more. */
	async close(): Promise<void> {
		this.#stop();
		clearInterval(this.#poll);
		await this.#comparing;
		await this.settled();
	}

	async #load(path: string): Promise<PublicEvent | undefined> {
		// A snapshot older than what was taken in meanwhile would stay for ever: it is read again.
		for (;;) {
			const snapshot = await readEventAt(this.#context.db, path);
			if (!snapshot) return undefined;
			if (this.#hold(snapshot)) return snapshot.event;
		}
	}

	#hold({ event, version }: EventSnapshot): boolean {
		const feed = this.#feeds.get(event.organisation.id);
		if (!feed) {
			this.#feeds.set(event.organisation.id, {
				seen: version,
				turn: 0,
				lost: false,
				reading: null,
				again: false
			});
		} else if (version < feed.seen) return false;
		const path = eventPath(event.organisation.pageName, event.permalink);
		const former = this.#paths.get(event.ref);
		if (former !== undefined && former !== path) this.#events.delete(former);
		this.#paths.set(event.ref, path);
		this.#events.set(path, event);
		return true;
	}

	#hear(organisationId: string | null): void {
		if (organisationId === null) {
			for (const feed of this.#feeds.values()) feed.lost = true;
		}
		for (const id of organisationId === null ? this.#feeds.keys() : [organisationId])
			this.#takeIn(id);
	}

	#takeIn(organisationId: string): void {
		const feed = this.#feeds.get(organisationId);
		if (!feed) return;
		if (feed.reading) {
			feed.again = true;
			return;
		}
		feed.reading = this.#readNews(organisationId, feed)
			.catch((err: unknown) => {
				this.#context.log.warn({ err }, 'changes of events not read, to be tried again');
				setTimeout(() => this.#takeIn(organisationId), this.#limits.retryMs).unref();
			})
			.finally(() => {
				feed.reading = null;
			});
	}

	async #readNews(organisationId: string, feed: Feed): Promise<void> {
		do {
			feed.again = false;
			const lost = feed.lost;
			const { version, events, registrations } = lost
				? { version: Infinity, events: this.#heldBy(organisationId), registrations: null }
				: await readChangedAfter(this.#context.db, organisationId, feed.seen);
			const affected = events.filter((id) => this.#paths.has(eventRef(organisationId, id)));
			const snapshots = await readEventsById(this.#context.db, organisationId, affected);
			feed.turn += 1;
			feed.seen = lost
				? Math.min(version, ...snapshots.map((snapshot) => snapshot.version))
				: version;
			feed.lost &&= feed.again;
			this.#drop(registrations);
			this.#replace(organisationId, affected, snapshots);
			for (const listener of this.#registrationsListeners) listener(organisationId, registrations);
			if (feed.seen === Infinity) this.#feeds.delete(organisationId);
		} while (feed.again);
	}

	#heldBy(organisationId: string): string[] {
		return [...this.#events.values()]
			.filter((event) => event.organisation.id === organisationId)
			.map(({ id }) => id);
	}

	/** Null: all of them. Those of other organisations are read again too, which costs little. */
	#drop(registrations: readonly string[] | null): void {
		if (registrations === null) this.#registrations.clear();
		else for (const id of registrations) this.#registrations.forget(id);
	}

	#replace(
		organisationId: string,
		ids: readonly string[],
		snapshots: readonly EventSnapshot[]
	): void {
		for (const id of ids) {
			const ref = eventRef(organisationId, id);
			const snapshot = snapshots.find(({ event }) => event.ref === ref);
			if (snapshot) this.#hold(snapshot);
			else this.#remove(ref);
			for (const listener of this.#listeners) listener(ref, snapshot?.event);
		}
	}

	#remove(ref: string): void {
		const path = this.#paths.get(ref);
		if (path !== undefined) this.#events.delete(path);
		this.#paths.delete(ref);
	}

	async #compareVersions(): Promise<void> {
		try {
			const versions = await readVersions(this.#context.db, [...this.#feeds.keys()]);
			for (const [id, feed] of this.#feeds) {
				const version = versions.get(id) ?? 0;
				// Lower: a backup was restored.
				if (version < feed.seen) feed.lost = true;
				if (version !== feed.seen) this.#takeIn(id);
			}
		} catch (err) {
			this.#context.log.warn({ err }, 'events not compared with the database');
		}
	}
}
