import * as v from 'valibot';
import {
	protocolVersion,
	unpacked,
	pullSchema,
	pushSchema,
	type Cursor,
	type PullAnswer,
	type PullRequest,
	type PushRequest,
	type QueuedMutation
} from '@foyer/shared/sync';
import { updatePerson } from '@foyer/shared/people-mutations';
import { admitRegistrations } from '@foyer/shared/registration-mutations';
import { revealKeys, rotateKeys } from '@foyer/shared/key-mutations';
import { sendConfirmations } from '@foyer/shared/confirmation-mutations';
import type { Scope } from '@foyer/shared/scopes';
import type { Context } from '../../api/src/context.ts';
import { pull } from '../../api/src/sync/pull.reads.ts';
import { push } from '../../api/src/sync/push.writes.ts';
import { deleteOld } from '../../api/src/sync/retention.writes.ts';
import {
	makeEvent,
	makeMember,
	makeOrganisation,
	personLike,
	registrationLike
} from '../../api/src/testing/organisations.ts';
import { entryOf, Ledger, type Recorded } from './ledger.ts';
import type { Handler } from './network.ts';
import { Oracle } from './oracle.ts';
import type { Random } from './random.ts';
import { hostRights, mayDo, noRights, pickRights, type Rights } from './rights.ts';

/** Small answers, so that first syncs and long absences take several. */
const limits = { firstRows: 3, pageRows: 7, answerRows: 30, changedRows: 12, nearEvents: 1 };

/** When every simulation begins, UTC ms. */
const began = Date.UTC(2026, 4, 14, 12);

/** The context that a simulation runs on: its clock never stands still. */
export type SimulatedContext = Context & { clock: { time: number } };

/** What a snapshot gave a device: which rows, and, where that is known, all of them. */
export type Given = Pick<Oracle, 'gives'> & Partial<Pick<Oracle, 'tables'>>;

/** The server's side: an organisation, and what happens to it by hands other than a device's. */
export class World {
	readonly context: SimulatedContext;
	readonly ledger = new Ledger();
	/** What was found wrong, from inside calls whose errors their callers expect. */
	readonly faults: string[] = [];
	readonly eventIds: string[] = [];
	/** People who left the database for good at some time. */
	readonly gone = new Set<string>();
	/** People whom some device deleted, though they may be restored: what is edited meanwhile is refused. */
	readonly deleted = new Set<string>();
	readonly #random: Random;
	/** What an answer's snapshot gave its asker, by the answer's time. */
	readonly #snapshots = new Map<number, Oracle>();
	/** What the pages of first syncs brought until now, by where they stand. */
	readonly #brought = new Map<string, ReadonlySet<string>>();
	#organisationId = '';
	/** Entries that were applied: later answers repeat the outcome, whatever the rights are by then. */
	readonly #applied = new Set<string>();
	#backup: { dated: number } | null = null;
	/** Up to which version the feed's commits are dated by this world's clock: the database's is the real one. */
	#dated = 0;
	/** What retention may have deleted since, by client and number. */
	readonly #recorded = new Map<string, Recorded>();
	#turn: Promise<unknown> = Promise.resolve();

	protected constructor(context: SimulatedContext, random: Random) {
		this.context = { ...context, now: () => ++context.clock.time, newId: () => random.uuid() };
		this.#random = random;
	}

	/** Makes a world, alone on its database: whatever was there before it would change what a seed reproduces. */
	static async make(context: SimulatedContext, random: Random): Promise<World> {
		context.clock.time = began;
		await context.db.deleteFrom('organisations').execute();
		const world = new World(context, random);
		await world.found();
		return world;
	}

	/** Founds the organisation. */
	protected async found(): Promise<void> {
		await this.context.database.raw(countRotations);
		const { organisationId } = await makeOrganisation(this.context.db);
		this.#organisationId = organisationId;
		for (let i = 0; i < 2; i++) {
			const id = this.#random.uuid();
			const startsAt = this.context.now() + 60 * 86_400_000;
			const times = { startsAt, endsAt: startsAt + 7_200_000 };
			await makeEvent(this.context.db, organisationId, { id, ...times });
			this.eventIds.push(id);
		}
	}

	get organisationId(): string {
		return this.#organisationId;
	}

	/** A new member. The first of an organisation holds every right, so that work gets done. */
	async addMember(first: boolean): Promise<string> {
		const rights = first ? hostRights : pickRights(this.#random, this.eventIds);
		const { userId } = await makeMember(this.context.db, this.#organisationId, {
			levels: rights.levels,
			host: rights.host,
			...(rights.events === 'all' ? {} : { events: [...rights.events] })
		});
		return userId;
	}

	/** Gives a member other rights, or lets them go until they are given some again; the host keeps theirs. */
	changeRights(userId: string): Promise<void> {
		const rights = pickRights(this.#random, this.eventIds);
		// In the past by anybody's clock.
		const until = this.#random.chance(0.2) ? 1 : null;
		return this.setRights(userId, rights, until);
	}

	/** Gives a member certain rights; the host keeps theirs. */
	setRights(
		userId: string,
		{ levels, events }: Rights,
		until: number | null = null
	): Promise<void> {
		return this.#alone(() =>
			this.context.db.transaction().execute(async (tx) => {
				await tx.deleteFrom('memberEvents').where('userId', '=', userId).execute();
				await tx
					.updateTable('members')
					.set({ levels: JSON.stringify(levels), allEvents: events === 'all', until })
					.where('userId', '=', userId)
					.where('host', '=', false)
					.execute();
				for (const eventId of events === 'all' ? [] : events)
					await tx
						.insertInto('memberEvents')
						.values({ organisationId: this.#organisationId, userId, eventId })
						.onConflict((conflict) => conflict.doNothing())
						.execute();
			})
		);
	}

	/** Who was let go is a member again. */
	async takeBackEveryone(): Promise<void> {
		await this.#alone(async () => {
			await this.context.db
				.updateTable('members')
				.set({ until: null })
				.where('organisationId', '=', this.#organisationId)
				.execute();
		});
	}

	/** Rows leave the database for good, as when somebody uses their right to be forgotten. */
	deleteSomeone(): Promise<void> {
		return this.#alone(async () => {
			const { db } = this.context;
			const people = await db
				.selectFrom('people')
				.select('id')
				.where('organisationId', '=', this.#organisationId)
				.orderBy('createdAt')
				.execute();
			if (people.length === 0) return;
			const { id } = this.#random.pick(people);
			const leaving = (await this.#mergedInto([id])).concat(id);
			await db.transaction().execute(async (tx) => {
				for (const one of leaving) await tx.deleteFrom('people').where('id', '=', one).execute();
				for (const one of leaving) this.gone.add(one);
			});
		});
	}

	/** Who was merged into these people, who was merged into those first. */
	async #mergedInto(ids: readonly string[]): Promise<string[]> {
		if (ids.length === 0) return [];
		const rows = await this.context.db
			.selectFrom('people')
			.select('id')
			.where('mergedInto', 'in', ids)
			.orderBy('id')
			.execute();
		const merged = rows.map(({ id }) => id);
		return [...(await this.#mergedInto(merged)), ...merged];
	}

	/** A job or another service writes: the feed must see it whoever writes, and what devices save meanwhile may be refused. */
	editEvent(): Promise<void> {
		const id = this.#random.pick(this.eventIds);
		const fields = {
			description: `By another hand ${this.#random.int(1000)}`,
			status: this.#random.pick(['scheduled', 'cancelled'] as const)
		};
		return this.#alone(async () => {
			await this.context.db.updateTable('events').set(fields).where('id', '=', id).execute();
		});
	}

	/** Everybody's of an event, as a job does. */
	touchRegistrations(eventId: string): Promise<void> {
		return this.#alone(async () => {
			await this.context.db
				.updateTable('registrations')
				.set({ erasureAskedAt: this.context.now() })
				.where('eventId', '=', eventId)
				.execute();
		});
	}

	/** Some people's, a commit for all of them. */
	touchPeople(): Promise<void> {
		return this.#alone(async () => {
			const { db } = this.context;
			const people = await db
				.selectFrom('people')
				.select('id')
				.where('organisationId', '=', this.#organisationId)
				.where('mergedInto', 'is', null)
				.orderBy('id')
				.execute();
			const some = people.map(({ id }) => id).filter(() => this.#random.chance(0.5));
			if (some.length === 0) return;
			const company = `Touched ${this.#random.int(1000)}`;
			await db.updateTable('people').set({ company }).where('id', 'in', some).execute();
		});
	}

	/**
	 * There is one more event, and somebody more; everybody is registered for each of them.
	 * @returns a newcomer's address
	 */
	fill(people = 1): Promise<string> {
		return this.#alone(async () => {
			const { db } = this.context;
			const id = this.#random.uuid();
			const startsAt = this.context.now() + 90 * 86_400_000;
			await makeEvent(db, this.#organisationId, { id, startsAt, endsAt: startsAt + 7_200_000 });
			this.eventIds.push(id);
			const newcomers = Array.from({ length: people }, () => {
				const [id, name] = [this.#random.uuid(), this.#random.uuid()];
				return { ...personLike({ email: `${name}@example.org` }), id };
			});
			await db
				.insertInto('people')
				.values(newcomers.map((one) => ({ organisationId: this.#organisationId, ...one })))
				.execute();
			for (const eventId of this.eventIds) await this.#registerAll(eventId);
			return newcomers[0]?.email ?? '';
		});
	}

	async #registerAll(eventId: string): Promise<void> {
		const { db } = this.context;
		const people = await db
			.selectFrom('people')
			.selectAll()
			.where('organisationId', '=', this.#organisationId)
			.where('mergedInto', 'is', null)
			.where('deletedAt', 'is', null)
			.orderBy('id')
			.execute();
		if (people.length === 0) return;
		await db
			.insertInto('registrations')
			.values(
				people.map((person) => ({
					...registrationLike(person, eventId),
					id: this.#random.uuid(),
					groupIds: person.groupIds,
					organisationId: this.#organisationId
				}))
			)
			.onConflict((conflict) => conflict.doNothing())
			.execute();
	}

	/** By their own link. */
	askErasure(): Promise<void> {
		return this.#alone(async () => {
			const guests = await this.context.db
				.selectFrom('registrations')
				.select('id')
				.where('organisationId', '=', this.#organisationId)
				.orderBy('id')
				.execute();
			if (guests.length === 0) return;
			await this.context.db
				.updateTable('registrations')
				.set({ erasureAskedAt: this.context.now() })
				.where('id', '=', this.#random.pick(guests).id)
				.execute();
		});
	}

	backUp(): Promise<void> {
		return this.#alone(async () => {
			await this.context.database.raw(takeBackup);
			this.#backup = { dated: this.#dated };
		});
	}

	/** The database is as it was at the last backup: what was done since is lost to the server. */
	restore(): Promise<void> {
		return this.#alone(async () => {
			if (!this.#backup) return;
			await this.context.database.raw(restoreBackup);
			this.#dated = this.#backup.dated;
		});
	}

	/**
	 * Days go by without a call, and the server deletes what it has kept for long enough. Nobody goes back to a
	 * backup from before: devices keep what they were answered for 14 days.
	 */
	letPass(days: number): Promise<void> {
		this.#backup = null;
		return this.#alone(async () => {
			await this.#readRecorded();
			await this.#dateCommits();
			this.context.clock.time += days * 86_400_000;
			await deleteOld(this.context, { batchRows: 5 });
		});
	}

	async #dateCommits(): Promise<void> {
		const { db } = this.context;
		await db
			.updateTable('syncCommits')
			.set({ at: this.context.now() })
			.where('organisationId', '=', this.#organisationId)
			.where('version', '>', this.#dated)
			.execute();
		const { version } = await db
			.selectFrom('syncOrganisations')
			.select('version')
			.where('organisationId', '=', this.#organisationId)
			.executeTakeFirstOrThrow();
		this.#dated = version;
	}

	async #readRecorded(): Promise<Recorded[]> {
		const stored = await this.context.db
			.selectFrom('syncOutcomes')
			.select(['clientId', 'mutationId', 'entry', 'resent', 'outcome'])
			.where('organisationId', '=', this.#organisationId)
			.execute();
		for (const { clientId, mutationId, ...recorded } of stored)
			this.#recorded.set(`${clientId} ${mutationId}`, recorded);
		return [...this.#recorded.values()];
	}

	/** Runs one call at a time, as one connection does: what is read along with it is of its snapshot. */
	#alone<T>(work: () => Promise<T>): Promise<T> {
		const result = this.#turn.then(work);
		this.#turn = result.catch(() => {});
		return result;
	}

	/** The server as a user reaches it. */
	handlerFor(userId: string): Handler {
		const user = { id: userId, name: 'A member', email: '' };
		return (path, input) =>
			this.#alone(async () => {
				try {
					const data =
						path === '/api/trpc/sync.pull'
							? await this.#pull(v.parse(pullSchema, input), user)
							: await this.#push(input, userId);
					return { status: 200, body: { result: { data } } };
				} catch (error) {
					const { message, code } = error as { message: string; code?: string };
					return { status: 409, body: { error: { message, code: -32009, data: { code } } } };
				}
			});
	}

	async #pull(request: PullRequest, user: { id: string; name: string; email: string }) {
		const answer = await pull(this.context, request, user, limits);
		const rights = await this.rightsOf(user.id);
		const oracle = await Oracle.read(this.context, this.#organisationId, {
			...rights,
			userId: user.id
		});
		this.#snapshots.set(answer.serverTime, oracle);
		this.#notePages(request, answer);
		for (const { scope, changes } of answer.scopes)
			for (const { fragment, rows } of changes)
				for (const row of unpacked(rows))
					if (JSON.stringify(oracle.find(fragment, row[0])) !== JSON.stringify(row))
						this.faults.push(
							`${scope} delivered what it must not, or otherwise: ${fragment} ${row[0]}`
						);
		return answer;
	}

	/** While nothing changes, no page of a first sync brings what one before it did. */
	#notePages({ clientId, cursors }: PullRequest, { scopes }: PullAnswer): void {
		const placeOf = (scope: Scope, { version, commit, after, progress }: Cursor) =>
			JSON.stringify([clientId, scope, version, commit, after, progress]);
		for (const { scope, reset, changes, cursor } of scopes) {
			const from = cursors[scope];
			const before = from && !reset ? this.#brought.get(placeOf(scope, from)) : new Set<string>();
			if (!before || (from && !reset && from.version !== cursor.version)) continue;
			const brought = changes.flatMap(({ fragment, rows }) =>
				unpacked(rows).map(([id]) => `${fragment} ${id}`)
			);
			for (const row of brought)
				if (before.has(row)) this.faults.push(`${scope} brings ${row} twice in a first sync`);
			if (cursor.after) this.#brought.set(placeOf(scope, cursor), new Set([...before, ...brought]));
		}
	}

	/** Notes what a push carries. */
	protected noteSent(input: unknown): PushRequest {
		const request = v.parse(pushSchema, input);
		if (request.protocol !== protocolVersion) throw new Error('an unknown protocol');
		for (const mutation of request.mutations) this.ledger.sent(mutation);
		return request;
	}

	async #push(input: unknown, userId: string) {
		const request = this.noteSent(input);
		const rights = await this.rightsOf(userId);
		const answer = await push(this.context, request, userId);
		for (const { id, outcome } of answer.results) {
			const mutation = request.mutations.find((one) => one.id === id);
			if (
				outcome.outcome === 'applied' &&
				mutation &&
				!this.#applied.has(entryOf(mutation)) &&
				!mayDo(rights, mutation)
			)
				this.faults.push(`${mutation.name} was applied without the right to it`);
			if (outcome.outcome === 'applied' && mutation) this.#applied.add(entryOf(mutation));
		}
		return answer;
	}

	/** What the snapshot of an answer gave. */
	snapshotOf({ serverTime }: PullAnswer): Given | undefined {
		return this.#snapshots.get(serverTime);
	}

	async oracleFor(userId: string): Promise<Oracle> {
		const rights = await this.rightsOf(userId);
		return Oracle.read(this.context, this.#organisationId, { ...rights, userId });
	}

	protected async rightsOf(userId: string): Promise<Rights> {
		const { db } = this.context;
		const member = await db
			.selectFrom('members')
			.select(['host', 'levels', 'allEvents', 'until'])
			.where('userId', '=', userId)
			.executeTakeFirstOrThrow();
		if (member.until !== null) return noRights;
		const events = await db
			.selectFrom('memberEvents')
			.select('eventId')
			.where('userId', '=', userId)
			.execute();
		return {
			host: member.host,
			levels: member.levels,
			events: member.allEvents ? 'all' : events.map(({ eventId }) => eventId)
		};
	}

	/** What is wrong at rest with what the server holds. */
	async faultsAtRest(listed: ReadonlySet<string>): Promise<string[]> {
		const recorded = await this.#readRecorded();
		const applied = this.ledger.applied(recorded);
		const asked = applied.filter(({ name }) => name.startsWith(rotateKeys.name)).length;
		const { rows } = await this.context.database.raw(
			'select count(*)::int as rotated from simulated_rotations where organisation_id = $1',
			[this.#organisationId]
		);
		const [{ rotated }] = rows as [{ rotated: number }];
		return [
			...this.faults,
			...this.ledger.faults(recorded, listed),
			...(rotated === asked ? [] : [`${asked} keys rotated ${rotated} times`]),
			...(await this.#strayNames()),
			...(await this.#changedThoughMerged()),
			...(await this.#admittedTwice()),
			...(await this.#surplusMails(applied)),
			...(await this.#surplusReveals(applied))
		];
	}

	/** Registrations carry their person's name and groups; what a merged person kept, those of either of the two. */
	async #strayNames(): Promise<string[]> {
		const { rows } = await this.context.database.raw(
			`select r.id from registrations r
			join people p on p.organisation_id = r.organisation_id and p.id = r.person_id
			left join people o on o.organisation_id = p.organisation_id and o.id = p.merged_into
			where r.organisation_id = $1
				and (r.first_name, r.group_ids) is distinct from (p.first_name, p.group_ids)
				and (o.id is null or (r.first_name, r.group_ids) is distinct from (o.first_name, o.group_ids))`,
			[this.#organisationId]
		);
		return (rows as { id: string }[]).map(
			({ id }) => `registration ${id} carries another name or other groups than its person`
		);
	}

	/** What is changed of somebody who has been merged is changed of whom they were merged into. */
	async #changedThoughMerged(): Promise<string[]> {
		const { rows } = await this.context.database.raw(
			`select distinct c.person_id as id from person_changes c
			join people p on p.organisation_id = c.organisation_id and p.id = c.person_id
			where c.organisation_id = $1 and c.deed = $2 and p.merged_into is not null and c.id > coalesce((
				select max(m.id) from person_changes m
				where m.organisation_id = c.organisation_id and m.person_id = c.person_id and m.after ->> 'merged_into' is not null
			), 0)`,
			[this.#organisationId, updatePerson.name]
		);
		return (rows as { id: string }[]).map(({ id }) => `${id} was changed after they were merged`);
	}

	/** A registration has one admission: another comes after it was taken back, never in its place. */
	async #admittedTwice(): Promise<string[]> {
		const { rows } = await this.context.database.raw(
			`select distinct registration_id as id from person_changes where organisation_id = $1
				and before ->> 'admission_id' is not null and after ->> 'admission_id' is not null
			union
			select r.id from registrations r cross join lateral (
				select c.after ->> 'admission_id' as admission_id from person_changes c
				where c.organisation_id = r.organisation_id and c.registration_id = r.id and c.after ? 'admission_id'
				order by c.id desc limit 1
			) noted
			where r.organisation_id = $1 and r.admission_id is distinct from noted.admission_id::uuid`,
			[this.#organisationId]
		);
		return (rows as { id: string }[]).map(({ id }) => `registration ${id} was admitted twice`);
	}

	/** A confirmation goes out for a registration that asked for it, once. */
	async #surplusMails(applied: readonly QueuedMutation[]): Promise<string[]> {
		const mails = await this.context.db
			.selectFrom('mails')
			.select('registrationId')
			.where('organisationId', '=', this.#organisationId)
			.where('kind', '=', 'confirmation')
			.execute();
		const asked = applied.reduce((sum, mutation) => sum + mailsAsked(mutation), 0);
		return mails.length > asked
			? [`${asked} confirmations were asked for, ${mails.length} are to be sent`]
			: [];
	}

	/** That a key was shown is noted once. */
	async #surplusReveals(applied: readonly QueuedMutation[]): Promise<string[]> {
		const noted = await this.context.db
			.selectFrom('keyReveals')
			.select('id')
			.where('organisationId', '=', this.#organisationId)
			.execute();
		const shown = applied.filter(({ name }) => name.startsWith(revealKeys.name));
		return noted.length > shown.length
			? [`${shown.length} keys were shown, ${noted.length} times it is noted`]
			: [];
	}
}

/** The most confirmations that a mutation can ask for. */
function mailsAsked({ name, args }: QueuedMutation): number {
	const { confirmations, people, rows, personIds } = args as {
		confirmations?: string;
		people?: unknown[];
		rows?: unknown[];
		personIds?: unknown[];
	};
	const sends = [sendConfirmations, admitRegistrations].some((one) => name.startsWith(one.name));
	if (sends) return personIds?.length ?? 0;
	return confirmations === 'now' ? (people ?? rows ?? [null]).length : 0;
}

/** Counts rotations of keys: those of registrations that are gone too, and not the new keys of other addresses. */
const countRotations = `
	do $$ begin
		create table if not exists simulated_rotations (
			organisation_id uuid not null references organisations on delete cascade
		);
		create or replace function count_rotation() returns trigger language plpgsql security definer as $body$
		begin
			insert into simulated_rotations values (new.organisation_id);
			return null;
		end $body$;
		create or replace trigger count_rotation after update on registrations for each row
			when (new.key_version > old.key_version and new.email is not distinct from old.email)
			execute function count_rotation();
	end $$`;

const eachTable = (statement: string, columns: string): string => `
	for t in select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely_%' loop
		execute format('${statement}', ${columns});
	end loop;`;

const takeBackup = `
	do $$ declare t text; begin
		drop schema if exists backup cascade;
		create schema backup;
		${eachTable('create table backup.%I as table public.%I', 't, t')}
	end $$`;

/** A table's columns but those that the database makes of the others. */
const writtenColumns = `(
	select string_agg(quote_ident(attname), ', ') from pg_attribute
	where attrelid = ('public.' || quote_ident(t))::regclass and attnum > 0 and not attisdropped and attgenerated = ''
)`;

const restoreBackup = `
	do $$ declare t text; begin
		perform set_config('session_replication_role', 'replica', true);
		${eachTable('delete from public.%I', 't')}
		${eachTable('insert into public.%1$I (%2$s) overriding system value select %2$s from backup.%1$I', `t, ${writtenColumns}`)}
		perform setval('sync_tx', (select coalesce(max(tx), 1) from sync_commits));
	end $$`;
