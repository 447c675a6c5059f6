import { expect } from 'vitest';
import { createEvent, updateEvent } from '@foyer/shared/event-mutations';
import { addPerson, deletePeople, updatePerson } from '@foyer/shared/people-mutations';
import {
	addRegistrations,
	cancelRegistrations,
	rotateKeys
} from '@foyer/shared/registration-mutations';
import type { Context } from '../../api/src/context.ts';
import { writeTenant } from '../../api/src/db/tenant.ts';
import { makeEvent, makeOrganisation } from '../../api/src/testing/organisations.ts';
import type { Engine } from '../../web/src/lib/sync/engine.ts';
import { Phone } from './phone.ts';
import { Random } from './random.ts';

/** A run of random work on a few devices over a faulty network, reproduced by its seed. */
export class Schedule {
	readonly #random: Random;
	readonly #context: Context;
	#phones: Phone[] = [];
	#organisationId = '';
	#eventId = '';
	/** Ids of people whose adding was shown as saved. */
	readonly #added: string[] = [];
	#rotations = 0;
	/** People deleted for good, who took their aliases along. */
	readonly #erased = new Set<string>();

	constructor(context: Context, seed: number) {
		this.#context = context;
		this.#random = new Random(seed);
	}

	async run(operations: number): Promise<void> {
		const { organisationId, host } = await makeOrganisation(this.#context.db);
		this.#organisationId = organisationId;
		this.#eventId = (await makeEvent(this.#context.db, organisationId)).id;
		const count = 2 + this.#random.int(3);
		this.#phones = Array.from(
			{ length: count },
			() => new Phone(this.#context, organisationId, host, this.#random)
		);
		for (const phone of this.#phones) await (await phone.open()).sync();
		for (const phone of this.#phones) phone.server.faultiness = 0.5;
		for (let i = 0; i < operations; i++) await this.#operate(this.#random.pick(this.#phones));
		await this.#settle();
		await this.#check();
	}

	async #operate(phone: Phone): Promise<void> {
		const tab = await phone.tab();
		const roll = this.#random.int(100);
		if (roll < 55) await this.#write(tab);
		else if (roll < 75) await tab.sync();
		// Not awaited: what it does goes on beside the next operations.
		else if (roll < 85) void tab.sync();
		else if (roll < 90) phone.kill(tab);
		else if (roll < 95 && phone.tabs.length < 3) await phone.open();
		else if (roll < 98) await this.#deleteForGood();
		else await phone.loseData();
	}

	async #write(tab: Engine): Promise<void> {
		const people = [...tab.shown.all('people')].filter(({ deletedAt }) => deletedAt === null);
		const someone = people.length > 0 ? this.#random.pick(people) : null;
		const roll = this.#random.int(100);
		if (roll < 35 || !someone) await this.#addPerson(tab);
		else if (roll < 55) await tab.save(updatePerson, { id: someone.id, fields: this.#fields() });
		else if (roll < 60) await tab.save(deletePeople, { ids: [someone.id] });
		else if (roll < 78) {
			const registering = [{ id: this.#random.uuid(), personId: someone.id }];
			await tab.save(addRegistrations, {
				eventId: this.#eventId,
				people: registering,
				confirmations: 'never'
			});
		} else if (roll < 84)
			await tab.save(cancelRegistrations, { eventId: this.#eventId, personIds: [someone.id] });
		else if (roll < 92) await this.#rotate(tab, someone.id);
		else if (roll < 96)
			await tab.save(updateEvent, { id: this.#eventId, fields: { title: `Title ${roll}` } });
		else await this.#createEvent(tab);
	}

	async #addPerson(tab: Engine): Promise<void> {
		// Few addresses, so that devices add the same one.
		const id = this.#random.uuid();
		const email = `p${this.#random.int(12)}@example.org`;
		const { saved } = await tab.save(addPerson, {
			id,
			firstName: `First ${this.#random.int(99)}`,
			email
		});
		if (saved) this.#added.push(id);
	}

	/** Somebody's rows leave the database: a right of theirs, by hands other than a device's. */
	async #deleteForGood(): Promise<void> {
		await writeTenant(this.#context.db, this.#organisationId, async (tx) => {
			const people = await tx
				.selectFrom('people')
				.select('id')
				.where('email', 'is not', null)
				.orderBy('id')
				.execute();
			if (people.length === 0) return;
			const { id } = this.#random.pick(people);
			const { keyVersion } = (await tx
				.selectFrom('registrations')
				.select('keyVersion')
				.where('personId', '=', id)
				.executeTakeFirst()) ?? { keyVersion: 1 };
			const aliases = await tx
				.deleteFrom('people')
				.where('mergedInto', '=', id)
				.returning('id')
				.execute();
			for (const alias of aliases) this.#erased.add(alias.id);
			await tx.deleteFrom('people').where('id', '=', id).execute();
			this.#rotations -= keyVersion - 1;
			this.#erased.add(id);
		});
	}

	#fields() {
		const text = `v${this.#random.int(1000)}`;
		return this.#random.pick([
			{ firstName: text },
			{ lastName: text },
			{ phone: text },
			{ note: text }
		]);
	}

	async #rotate(tab: Engine, personId: string): Promise<void> {
		const { saved } = await tab.save(rotateKeys, { eventId: this.#eventId, personIds: [personId] });
		if (saved) this.#rotations += 1;
	}

	async #createEvent(tab: Engine): Promise<void> {
		await tab.save(createEvent, {
			id: this.#random.uuid(),
			title: 'Gala',
			description: '',
			permalink: 'gala',
			startsAt: 2_000_000_000_000,
			endsAt: 2_000_003_600_000,
			timeZone: 'Europe/Paris',
			language: 'fr',
			roomUrl: null,
			replayUrl: null,
			earlyEntry: 0,
			startsBy: 'clock',
			reminders: [],
			capacity: null
		});
	}

	/** The network is whole again; everyone syncs until nothing moves. */
	async #settle(): Promise<void> {
		for (const phone of this.#phones) phone.server.faultiness = 0;
		for (let round = 0; round < 3; round++) {
			for (const phone of this.#phones) {
				await phone.tab();
				for (const tab of phone.tabs) {
					await tab.sync();
					await tab.sync();
				}
			}
		}
	}

	async #check(): Promise<void> {
		// Tabs that were open all the while, and one that reads the disk anew.
		for (const phone of this.#phones) await phone.open();
		const tabs = this.#phones.flatMap((phone) => phone.tabs);
		const anew = this.#phones.flatMap((phone) => phone.tabs.at(-1) ?? []);
		const refusedRotations = anew.flatMap((tab) =>
			tab.attention.filter(
				({ refusal, mutation }) => refusal && mutation.name.startsWith('registrations.rotate')
			)
		);
		for (const tab of tabs) {
			expect(tab.status).toMatchObject({ waiting: 0, stopped: null, offlineSince: null });
			await this.#expectRows(tab);
		}
		const rows = await this.#registrations();
		const applied = rows.reduce((sum, row) => sum + row.keyVersion - 1, 0);
		expect(applied, 'each key rotation applied exactly once').toBe(
			this.#rotations - refusedRotations.length
		);
		await this.#expectAllAdded(tabs);
	}

	#registrations() {
		return this.#context.db
			.selectFrom('registrations')
			.selectAll()
			.where('organisationId', '=', this.#organisationId)
			.orderBy('id')
			.execute();
	}

	/** What a device shows is what the server has. */
	async #expectRows(tab: Engine): Promise<void> {
		const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
		for (const entity of ['people', 'events', 'registrations'] as const) {
			const rows = await this.#context.db
				.selectFrom(entity as 'people')
				.selectAll()
				.where('organisationId', '=', this.#organisationId)
				.execute();
			const shown = [...tab.shown.all(entity)].map(({ ...row }) => {
				if ('key' in row) delete row.key;
				return row;
			});
			const stored = rows.map(({ organisationId: _, ...row }) => row);
			const known = new Set(Object.keys(shown[0] ?? {}));
			const comparable = stored.map((row) =>
				Object.fromEntries(Object.entries(row).filter(([column]) => known.has(column)))
			);
			expect(shown.sort(byId), entity).toEqual((comparable as { id: string }[]).sort(byId));
		}
	}

	/** Whoever was shown as saved is there, or stands in a list of refusals. */
	async #expectAllAdded(tabs: Engine[]): Promise<void> {
		const rows = await this.#context.db
			.selectFrom('people')
			.select('id')
			.where('organisationId', '=', this.#organisationId)
			.execute();
		const present = new Set(rows.map(({ id }) => id));
		const refused = new Set(
			tabs.flatMap((tab) =>
				tab.attention.flatMap(({ mutation }) => (mutation.args as { id?: string }).id ?? [])
			)
		);
		expect(
			this.#added.filter((id) => !present.has(id) && !refused.has(id) && !this.#erased.has(id))
		).toEqual([]);
	}
}
