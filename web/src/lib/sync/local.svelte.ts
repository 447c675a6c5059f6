import { untrack } from 'svelte';
import type * as v from 'valibot';
import type { Entities, EntityName, SmallEntity } from '@foyer/shared/entities';
import type { Event } from '@foyer/shared/events';
import { standingKey, type Standing } from '@foyer/shared/standings';
import type { Mutation, Questions } from '@foyer/shared/mutation';
import { findMutation } from '@foyer/shared/mutations';
import { isErased, type Person } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';
import { roleKinds, type EventRole } from '@foyer/shared/roles';
import type { Membership } from '@foyer/shared/sync';
import { maySeeInvitations } from '@foyer/shared/invitations';
import { can, type Need } from '@foyer/shared/team';
import { drawn } from '#lib/ui/drawn.ts';
import type { ChangeLog } from './change-log.ts';
import type { Changes } from './changes-file.ts';
import { deviceStorage } from './device-storage.svelte.ts';
import { deviceName, openQueue, type DeviceOwner } from './device.ts';
import { drive, type Drive } from './driver.ts';
import { asking, Engine, type Asked, type Saved, type SyncStatus } from './engine.ts';
import { Looked } from './looked.svelte.ts';
import { OpenKeeper, type Unreadable } from './open-keeper.svelte.ts';
import type { AttentionItem, KeptMutation, QueueStore } from './queue-store.ts';
import { countsOf, type RegistrationCounts } from './registration-counts.ts';
import type { InvitationsOfPeople } from './invitations-of-people.ts';
import { invitationsPartition, ofEvent, peoplePartition } from './partitions.ts';
import type { ShownRows } from './shown-rows.ts';
import { withTouched } from './touched-standing.ts';
import { trpcServer } from './trpc-server.ts';
import { WorkerReplica } from './worker-replica.ts';

const idleStatus: SyncStatus = {
	phase: 'idle',
	waiting: 0,
	oldestWaitingAt: null,
	offlineSince: null,
	listOf: null,
	first: null,
	attention: 0,
	stopped: null,
	full: false,
	locksAt: null
};

/** The people who are shown, for who keeps an index of them. */
export interface PeopleSource {
	/** Whose copy they are in. */
	owner: string;
	/** Without a list being made. */
	all(): Iterable<Person>;
	find(id: string): Person | undefined;
	log: Pick<ChangeLog, 'count' | 'since'>;
}

/** One list, so that who compares sees that nothing changed. */
const noRegistrations: readonly Registration[] = [];

const isPresent = ({ deletedAt, mergedInto }: Person): boolean =>
	deletedAt === null && mergedInto === null;

const presentOnly = (person: Person | undefined): Person | undefined =>
	person && isPresent(person) ? person : undefined;

function* present(people: Iterable<Person>): Generator<Person> {
	for (const person of people) if (isPresent(person)) yield person;
}

interface Opening {
	owner: DeviceOwner;
	name: string;
	done: Promise<void>;
	stores: Stores | null;
}

/** What a copy is made of: ended or left alone however far its opening has come. */
interface Stores {
	replica: WorkerReplica;
	queue: QueueStore;
}

/** Handing more ids to the thread at once would hold up the page. */
const countedAtOnce = 10_000;

/**
 * The device's copy of an organisation as components see it: reactive, always there, never the network.
 * Reading any of it follows every later change, whether made here, in another tab or on another device.
 */
class Local {
	#engine: Engine | null = $state.raw(null);
	#tick = $state(0);
	#drive: Drive | null = null;
	/** The opening that counts: one that was closed again meanwhile is for nothing, though it be the same owner's. */
	#opening: Opening | null = null;
	#keeper: OpenKeeper | null = $state.raw(null);
	/** When the browser last lost what it holds for this page, so that only a new page helps. UTC ms by its clock. */
	lostAt = $state<number | null>(null);

	/** Opens the owner's copy, or keeps it where it is open. Local data is there when this resolves. */
	open(owner: DeviceOwner): Promise<void> {
		const name = deviceName(owner);
		if (this.#opening?.name === name) return this.#opening.done;
		this.close();
		const opening: Opening = { owner, name, done: Promise.resolve(), stores: null };
		this.#opening = opening;
		opening.done = this.#open(owner, opening);
		opening.done.catch(() => {
			// The next call tries again.
			if (this.#opening === opening) this.#opening = null;
		});
		return opening.done;
	}

	/**
	 * Opens the owner's copy, again and again where the stores or the thread that reads them fail at first, and
	 * lets go of it while the browser puts the page aside.
	 * @returns what ends the trying
	 */
	keepOpen(owner: DeviceOwner): () => void {
		const keeper = new OpenKeeper({
			open: () => this.open(owner),
			close: () => this.close(),
			rest: () => this.#rest(),
			wake: () => this.#wake()
		});
		this.#keeper = keeper;
		return () => keeper.stop();
	}

	/** Why the copy that is kept open hasn't been open for long. */
	get unreadable(): Unreadable | null {
		return this.#keeper?.unreadable ?? null;
	}

	/** Opens the copy that is kept open anew; resolves once that is over, or takes long. */
	async tryNow(): Promise<void> {
		await this.#keeper?.tryNow();
	}

	async #open(owner: DeviceOwner, opening: Opening): Promise<void> {
		const { organisationId } = owner;
		const replica = new WorkerReplica(owner);
		const queue = openQueue(owner);
		opening.stores = { replica, queue };
		try {
			const engine = await Engine.open({
				organisationId,
				server: trpcServer,
				replica,
				queue,
				now: () => Date.now(),
				tell: (message) => this.#drive?.tell(message),
				onChange: () => this.#tick++,
				ticks: () => performance.now(),
				drawn,
				onLost: () => (this.lostAt = Date.now())
			});
			if (this.#opening !== opening) return;
			this.#engine = engine;
			this.#drive = drive(engine, { organisationId, device: opening.name });
		} catch (error) {
			this.#end(opening.stores);
			throw error;
		}
	}

	#end({ replica, queue }: Stores): void {
		void replica.close();
		queue.close();
	}

	/**
	 * Lets go of the stores, and of what keeps in step with others. What is shown stays: the browser may show the
	 * page again as it was, and keeps it with all that it was doing, which other tabs would wait for.
	 */
	#rest(): void {
		const stores = this.#opening?.stores;
		if (!this.#engine || !stores) return this.close();
		this.#drive?.stop();
		this.#drive = null;
		stores.replica.rest();
		stores.queue.rest();
	}

	/** The page is back: what others did meanwhile is taken in. */
	#wake(): void {
		const opening = this.#opening;
		if (!this.#engine || !opening?.stores) return;
		const { owner, name, stores } = opening;
		stores.replica.wake();
		stores.queue.wake();
		// What can't be read now is taken in at the next sync.
		this.#engine.catchUp().catch(() => {});
		this.#drive = drive(this.#engine, { organisationId: owner.organisationId, device: name });
	}

	/** Stops using the copy; what it holds stays on the device. */
	close(): void {
		this.#drive?.stop();
		this.#drive = null;
		// At once: what is being opened must not make anew what is deleted next.
		if (this.#opening?.stores) this.#end(this.#opening.stores);
		this.#opening = null;
		this.#engine = null;
		for (const looked of [
			this.#counts,
			this.#places,
			this.#placesOfAll,
			this.#standings,
			this.#keyed,
			this.#registrations
		])
			looked.forget();
	}

	/** The engine, as of now: reading it makes the reader follow every change. */
	get #now(): Engine | null {
		void this.#tick;
		return this.#engine;
	}

	/** What is shown, as of its last change: status alone changing doesn't make its readers run again. */
	readonly #shown = $derived(this.#now?.shown);

	/**
	 * What the server has, without what waits here; undefined until it can be told. What an event's registrations
	 * are has to be asked for (`hasRegistrationsOf`).
	 */
	get said(): ShownRows | undefined {
		return this.#now?.said;
	}

	/** Whether local data can be shown: true within milliseconds of a start, network or not. */
	get ready(): boolean {
		return this.#now !== null;
	}

	/** Whether there has never been a complete first sync on this device. */
	get isFirst(): boolean {
		return this.#now?.status.listOf === null;
	}

	get status(): SyncStatus {
		return this.#now?.status ?? idleStatus;
	}

	get membership(): Membership | null {
		return this.#now?.membership ?? null;
	}

	get attention(): readonly AttentionItem[] {
		return this.#now?.attention ?? [];
	}

	/** What this device has saved and the server has not answered, oldest first. */
	get waiting(): readonly KeptMutation[] {
		return this.#now?.waiting ?? [];
	}

	/** The corrected clock, UTC ms: the server's as far as known. Not reactive. */
	now(): number {
		return this.#engine?.now() ?? Date.now();
	}

	/** Whether this user may, as far as this device knows; the server decides again. */
	can(need: Need): boolean {
		const actor = this.membership?.actor;
		return actor !== undefined && can(actor, need);
	}

	/** Events that are not deleted, by start. */
	readonly #events = $derived.by((): Event[] =>
		[...(this.#shown?.all('events') ?? [])]
			.filter(({ deletedAt }) => deletedAt === null)
			.sort((a, b) => a.startsAt - b.startsAt)
	);
	get events(): readonly Event[] {
		return this.#events;
	}

	/** Whether the people that are on the device can be shown. */
	get hasPeople(): boolean {
		return this.#shown?.has(peoplePartition) ?? false;
	}

	/** People who are neither deleted nor merged into somebody else, and how they change. */
	get people(): PeopleSource | null {
		const shown = this.#shown;
		const log = this.#engine?.changedPeople;
		if (!shown?.has(peoplePartition) || !log) return null;
		return {
			owner: this.#opening?.name ?? '',
			all: () => present(shown.people()),
			find: (id) => presentOnly(shown.person(id)),
			log
		};
	}

	/** People who are deleted and can be brought back, the latest first. */
	readonly #deletedPeople = $derived.by((): Person[] =>
		[...(this.#shown?.has(peoplePartition) ? this.#shown.people() : [])]
			.filter((person) => person.deletedAt !== null && person.mergedInto === null)
			.filter((person) => !isErased(person))
			.sort((a, b) => (b.deletedAt ?? 0) - (a.deletedAt ?? 0))
	);
	get deletedPeople(): readonly Person[] {
		return this.#deletedPeople;
	}

	/** People while they are being read, the first of the list first: to be looked at, not to decide by. */
	get arrivingPeople(): PeopleSource | null {
		const arriving = this.#now?.arrivingPeople;
		if (!arriving) return null;
		return {
			owner: this.#opening?.name ?? '',
			all: () => present(arriving.all()),
			find: (id) => presentOnly(arriving.find(id)),
			log: arriving.log
		};
	}

	/**
	 * The registrations of an event, in no particular order; none while they are on their way into memory. It is the
	 * same list as long as none of them changes.
	 */
	registrationsOf(eventId: string): readonly Registration[] {
		this.#want(eventId);
		return this.#shown?.registrationsOf(eventId) ?? noRegistrations;
	}

	/** Whether the registrations of an event can be shown. */
	hasRegistrationsOf(eventId: string): boolean {
		this.#want(eventId);
		return this.#shown?.has(ofEvent(eventId)) ?? false;
	}

	/** Resolves once the people and an event's registrations can be shown: for a deed that depends on who is there. */
	async readFor(eventId: string): Promise<void> {
		await this.#engine?.need([peoplePartition, ofEvent(eventId)]);
	}

	#want(eventId: string): void {
		this.#engine?.want(ofEvent(eventId));
	}

	/**
	 * What an event's registrations come to; undefined until it is known, and during a first sync, which brings
	 * some of them before others. Costs next to nothing for any event.
	 */
	countsOf(eventId: string): RegistrationCounts | undefined {
		if (this.isFirst) return undefined;
		const shown = this.#shown;
		if (shown?.has(ofEvent(eventId))) return this.#countsIn(shown.registrationsOf(eventId));
		return this.#counts.of(eventId, shown);
	}
	/** Counted once of each list. */
	#countsIn(rows: readonly Registration[]): RegistrationCounts {
		const counted = this.#counted.get(rows) ?? countsOf(rows);
		this.#counted.set(rows, counted);
		return counted;
	}
	readonly #counted = new WeakMap<readonly Registration[], RegistrationCounts>();
	readonly #counts = new Looked<RegistrationCounts>(async (ids) =>
		this.#engine?.replica.counts(ids)
	);

	/** How many events a person has a place at, or waits for one; undefined until it is known. */
	placesOf(personId: string): number | undefined {
		const shown = this.#shown;
		const stored = this.#places.of(personId, shown);
		return stored === undefined ? undefined : stored + (shown?.placesAdded(personId) ?? 0);
	}
	readonly #places = new Looked<number>(async (ids) => this.#engine?.replica.placesOf(ids));

	/** The same of everybody at once, to sort by it. Undefined until it is known. */
	placesOfAll(): ReadonlyMap<string, number> | undefined {
		const shown = this.#shown;
		const stored = this.#placesOfAll.of('', shown);
		return stored && shown?.withPlacesAdded(stored);
	}
	readonly #placesOfAll = new Looked<ReadonlyMap<string, number>>(async () => {
		const replica = this.#engine?.replica;
		const ids = [...(this.#shown?.people() ?? [])].map(({ id }) => id);
		if (!replica) return undefined;
		const counted: [id: string, count: number][] = [];
		for (let at = 0; at < ids.length; at += countedAtOnce) {
			const some = ids.slice(at, at + countedAtOnce);
			const counts = await replica.placesOf(some);
			some.forEach((id, index) => counted.push([id, counts[index] ?? 0]));
		}
		return [new Map(counted)];
	});

	/**
	 * Who has a registration of a standing, or whoever was merged into them; undefined until it is known. Of what waits here to be sent, only that
	 * people gain it, and lose it for a certain event.
	 */
	withStanding(standing: Standing): ReadonlySet<string> | undefined {
		const shown = this.#shown;
		const key = standingKey(standing);
		this.#asked.set(key, standing);
		const stored = this.#standings.of(key, shown);
		return (
			stored && shown?.withMeant(withTouched(stored, [...shown.touchedRegistrations], standing))
		);
	}
	readonly #asked = new Map<string, Standing>();
	readonly #standings = new Looked<ReadonlySet<string>>(async (keys) => {
		const asked = keys.flatMap((key) => this.#asked.get(key) ?? []);
		const found = await this.#engine?.replica.withStandings(asked);
		return found?.map((ids) => new Set(ids));
	});

	/**
	 * Who has a registration whose access key begins so, as far as this device holds keys; undefined until it is
	 * known. Who was merged stands for whom they were merged into.
	 */
	withKey(beginning: string): ReadonlySet<string> | undefined {
		const shown = this.#shown;
		const stored = this.#keyed.of(beginning, shown);
		return stored && new Set(stored.map((id) => shown?.personMeant(id)?.id ?? id));
	}
	readonly #keyed = new Looked<readonly string[]>(async (beginnings) => {
		const replica = this.#engine?.replica;
		return replica && Promise.all(beginnings.map((one) => replica.withKey(one)));
	});

	/** A person's registrations for all events; undefined until they are known. */
	registrationsOfPerson(personId: string): readonly Registration[] | undefined {
		const shown = this.#shown;
		if (!shown) return undefined;
		// Who was merged while both were registered has kept a registration.
		const ids = shown.idsOf(personId);
		const stored = ids.map((id) => this.#registrations.of(id, shown));
		if (stored.includes(undefined)) return undefined;
		const touched = [...shown.touchedRegistrations];
		return [
			...stored
				.flatMap((rows) => rows ?? [])
				.filter(({ id }) => !touched.some((row) => row.id === id)),
			...touched.filter((row) => ids.includes(row.personId))
		];
	}
	readonly #registrations = new Looked<readonly Registration[]>(async (ids) => {
		const replica = this.#engine?.replica;
		return replica && Promise.all(ids.map((id) => replica.registrationsOf(id)));
	});

	/** Made anew only where invitations changed: whoever follows them does nothing at other changes. */
	readonly #invitationsAsOf = $derived(this.#shown?.invitationsAsOf);
	get invitationsAsOf(): object | undefined {
		return this.#invitationsAsOf;
	}

	/** Whether this user may see who is invited. */
	get seesInvitations(): boolean {
		const actor = this.membership?.actor;
		return actor !== undefined && maySeeInvitations(actor);
	}

	/** People's invitations; undefined until they are read, null where they may not be seen. */
	get invitations(): InvitationsOfPeople | null | undefined {
		if (this.membership && !this.seesInvitations) return null;
		this.#engine?.want(invitationsPartition);
		if (!this.#invitationsAsOf || this.isFirst) return undefined;
		return untrack(() => this.#shown?.invitations());
	}

	/** Resolves once the people and their invitations can be shown: for a deed that depends on who is invited. */
	async readInvitations(): Promise<void> {
		await this.#engine?.need([peoplePartition, invitationsPartition]);
	}

	/** An event by id, deleted ones too. */
	event(id: string): Event | undefined {
		return this.#shown?.event(id);
	}

	/** The rows of a small entity that are not deleted, in no particular order. */
	all<E extends SmallEntity>(entity: E): Entities[E][] {
		return [...(this.#shown?.all(entity) ?? [])].filter(
			(row) => !('deletedAt' in row) || row.deletedAt === null
		);
	}

	/** Who is on an event's stage, those who were taken off it too: presenters first, then as they were added. */
	rolesOf(eventId: string): readonly EventRole[] {
		return this.all('eventRoles')
			.filter((role) => role.eventId === eventId)
			.sort(
				(a, b) =>
					roleKinds.indexOf(a.kind) - roleKinds.indexOf(b.kind) ||
					a.createdAt - b.createdAt ||
					a.id.localeCompare(b.id)
			);
	}

	/** The rows of a small entity that are deleted and can be brought back, the latest first. */
	deleted<E extends 'customFields' | 'groups'>(entity: E): Entities[E][] {
		return [...(this.#shown?.all(entity) ?? [])]
			.filter(({ deletedAt }) => deletedAt !== null)
			.sort((a, b) => (b.deletedAt ?? 0) - (a.deletedAt ?? 0));
	}

	/** The ids of the organisation's own fields that were deleted. */
	get deletedFields(): ReadonlySet<string> {
		return new Set(this.deleted('customFields').map(({ id }) => id));
	}

	/** A row of a small entity by id, deleted ones too. */
	row<E extends SmallEntity>(entity: E, id: string): Entities[E] | undefined {
		return this.#shown?.small(entity, id);
	}

	/** A person by id; who was merged leads to who they were merged into. */
	person(id: string): Person | undefined {
		return this.#shown?.personMeant(id);
	}

	/** Looks people up as they are now, as `person` does: another function once anything changes. */
	get findPerson(): (id: string) => Person | undefined {
		const shown = this.#shown;
		return (id) => shown?.personMeant(id);
	}

	/** Who was merged into a person. */
	mergedInto(id: string): readonly Person[] {
		return this.#shown?.mergedInto(id) ?? [];
	}

	/** The person who has an address (any case). */
	personByEmail(email: string): Person | undefined {
		return this.#shown?.personByEmail(email.trim().toLowerCase());
	}

	/** Whether a row shows something that the server hasn't got yet. */
	isWaiting(entity: EntityName, id: string): boolean {
		return this.#shown?.isTouched(entity, id) ?? false;
	}

	/** Whether some of a row's columns show something that the server hasn't got yet, or all of it is new. */
	isChanged<E extends EntityName>(
		entity: E,
		id: string,
		columns: readonly (keyof Entities[E])[]
	): boolean {
		return this.#shown?.isChanged(entity, id, columns) ?? false;
	}

	/** The same, to be asked of many at once: what is read of it follows each later change, whatever it is about. */
	waits(): Pick<ShownRows, 'isTouched' | 'isChanged'> | undefined {
		return this.#shown;
	}

	/** Saves a mutation on the device, durably, and sends it when there is network. */
	save<S extends v.GenericSchema, Q extends Questions>(
		mutation: Mutation<S, Q>,
		args: v.InferInput<S>
	): Promise<Saved> {
		return this.saveAll(mutation, [args]);
	}

	/** Saves several mutations of a kind: all of them, or none. */
	async saveAll<S extends v.GenericSchema, Q extends Questions>(
		mutation: Mutation<S, Q>,
		all: readonly v.InferInput<S>[],
		between?: (decided: number) => Promise<void>
	): Promise<Saved> {
		return this.saveTogether(
			all.map((args) => asking(mutation, args)),
			between
		);
	}

	/**
	 * Saves several mutations: all of them, or none.
	 * @param between is awaited after each is decided, before anything is saved
	 */
	async saveTogether(
		all: readonly Asked[],
		between?: (decided: number) => Promise<void>
	): Promise<Saved> {
		const engine = this.#engine;
		if (!engine) return { saved: false, refusal: 'not_allowed' };
		return this.#sent(await engine.saveTogether(all, between));
	}

	/** What was saved goes out when there is network. */
	#sent(saved: Saved): Saved {
		if (saved.saved) {
			void this.#drive?.sync();
			void deviceStorage.afterSaving();
		}
		return saved;
	}

	/** Does a refused mutation again, with other arguments where they were edited. Its item leaves the list as it is saved. */
	async retry(item: AttentionItem, args: unknown = item.mutation.args): Promise<Saved> {
		const engine = this.#engine;
		const mutation = findMutation(item.mutation.name);
		if (!mutation) return { saved: false, refusal: 'update_required' };
		if (!engine) return { saved: false, refusal: 'not_allowed' };
		return this.#sent(await engine.retry(item.key, mutation, args));
	}

	/** What this device has and the server has not, to be carried elsewhere as a file. */
	get changes(): Changes {
		return this.#now?.changes ?? { waiting: [], refused: [] };
	}

	/** Takes in changes from a file, each once. @returns those that were new here */
	async load(changes: Changes): Promise<Changes> {
		const taken = await this.#engine?.load(changes);
		if (!taken) return { waiting: [], refused: [] };
		void this.#drive?.sync();
		return taken;
	}

	async dismiss({ key }: AttentionItem): Promise<void> {
		await this.#engine?.dismiss(key);
	}

	/** Syncs now; resolves when the run is over, however it went. */
	async sync(): Promise<void> {
		await this.#drive?.sync();
	}

	/** Whose copy is open, or being opened. */
	get owner(): DeviceOwner | null {
		return this.#opening?.owner ?? null;
	}

	isOpen(owner: DeviceOwner): boolean {
		return this.#opening?.name === deviceName(owner);
	}
}

export const local = new Local();
