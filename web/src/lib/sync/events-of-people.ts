import { fragments } from '@foyer/shared/entities';
import { hasStanding, type Place, type Standing } from '@foyer/shared/standings';
import type { Registration } from '@foyer/shared/registrations';
import { unpacked, type FragmentChange, type WireRow } from '@foyer/shared/sync';
import { rowsOf, type DataState, type DataStore } from './data-store.ts';
import { isOfEvent, partitionOf, type Partition } from './partitions.ts';

const { columns } = fragments.registrations;
const personAt = 1 + columns.indexOf('personId');
const statusAt = 1 + columns.indexOf('status');
const mailAt = 1 + columns.indexOf('mailState');
const admittedAt = 1 + columns.indexOf('admittedAt');
const ledInAt = 1 + columns.indexOf('ledInAt');

/** A place at an event. All who stand alike there share the object. */
interface PlaceHere extends Place {
	partition: Partition;
}

interface News {
	since: number;
	state: Pick<DataState, 'sequence' | 'droppedAt'>;
	changes: readonly FragmentChange[];
}

/**
 * Which events people are registered for, over all events, of which the device reads few at a time. Made when
 * first asked for, then kept in step.
 */
export class EventsOfPeople {
	readonly #data: DataStore;
	#places: Map<string, PlaceHere[]> | null = null;
	readonly #kinds = new Map<Partition, Map<string, PlaceHere>>();
	/** Up to which stored answer they are known. */
	#sequence = 0;
	/** What came while they were being read. */
	#meanwhile: News[] | null = null;
	#making: Promise<Map<string, PlaceHere[]>> | null = null;
	/** Raised when what is being made is for nothing. */
	#generation = 0;

	constructor(data: DataStore) {
		this.#data = data;
	}

	/** Takes in what was stored after one answer, up to another. */
	take(news: News): void {
		if (this.#meanwhile) this.#meanwhile.push(news);
		else this.#takeIn(news);
	}

	/** What is stored differs by more than can be told: they are made anew when next asked for. */
	forget(): void {
		this.#generation++;
		this.#places = null;
		this.#making = null;
		this.#meanwhile = null;
	}

	#takeIn({ since, state, changes }: News): void {
		if (!this.#places || state.sequence <= this.#sequence) return;
		const wasHere = changes.filter(({ fragment }) => fragment === 'registrations');
		const unclear =
			since > this.#sequence ||
			state.droppedAt > this.#sequence ||
			wasHere.some(({ gone }) => gone.length > 0);
		if (unclear) {
			this.#places = null;
			return;
		}
		for (const change of wasHere)
			this.#note(this.#places, partitionOf(change), unpacked(change.rows));
		this.#sequence = state.sequence;
	}

	#note(places: Map<string, PlaceHere[]>, partition: Partition, rows: readonly WireRow[]): void {
		const kinds = this.#kinds.get(partition) ?? new Map<string, PlaceHere>();
		this.#kinds.set(partition, kinds);
		for (const row of rows) {
			const person = row[personAt] as string;
			const place = kindOf(kinds, partition, row);
			const known = places.get(person);
			const at = known?.findIndex((one) => one.partition === partition) ?? -1;
			if (!known) places.set(person, [place]);
			else if (at === -1) known.push(place);
			else known[at] = place;
		}
	}

	#all(): Promise<Map<string, PlaceHere[]>> {
		if (this.#places) return Promise.resolve(this.#places);
		this.#making ??= this.#make(this.#generation);
		return this.#making;
	}

	async #make(generation: number): Promise<Map<string, PlaceHere[]>> {
		const meanwhile: News[] = [];
		this.#meanwhile = meanwhile;
		const isWanted = () => generation === this.#generation;
		try {
			const { sequence } = await this.#data.state('');
			const places = new Map<string, PlaceHere[]>();
			for (const partition of await this.#data.partitions()) {
				if (!isOfEvent(partition)) continue;
				const stored = await this.#data.load(partition, ['registrations']);
				for (const { rows } of rowsOf(stored)) this.#note(places, partition, rows);
			}
			if (isWanted()) {
				this.#places = places;
				this.#sequence = sequence;
				for (const news of meanwhile) this.#takeIn(news);
			}
			return places;
		} finally {
			if (isWanted()) {
				this.#meanwhile = null;
				this.#making = null;
			}
		}
	}

	/** How many places some people have, or wait for. */
	async placesOf(personIds: readonly string[]): Promise<number[]> {
		const all = await this.#all();
		return personIds.map(
			(id) => (all.get(id) ?? []).filter(({ status }) => status !== 'cancelled').length
		);
	}

	/** The events that a person is registered for, cancelled ones too. */
	async of(personId: string): Promise<Partition[]> {
		return ((await this.#all()).get(personId) ?? []).map(({ partition }) => partition);
	}

	/** Who has a registration of a standing. */
	async withStanding(standing: Standing): Promise<string[]> {
		const found: string[] = [];
		for (const [person, places] of await this.#all())
			if (places.some((place) => hasStanding(place, standing))) found.push(person);
		return found;
	}
}

function kindOf(kinds: Map<string, PlaceHere>, partition: Partition, row: WireRow): PlaceHere {
	const status = row[statusAt] as Registration['status'];
	const mailState = row[mailAt] as Registration['mailState'];
	// Rows of before arrivals were noted lack both.
	const arrived = row[admittedAt] != null || row[ledInAt] != null;
	const key = `${status} ${mailState} ${arrived}`;
	const place = kinds.get(key) ?? { partition, eventId: partition, status, mailState, arrived };
	kinds.set(key, place);
	return place;
}
