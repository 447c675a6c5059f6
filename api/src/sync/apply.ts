import { sql } from 'kysely';
import * as v from 'valibot';
import type { EntityName } from '@foyer/shared/entities';
import type {
	Decision,
	Mutation,
	MutationContext,
	Questions,
	Refusal,
	Write
} from '@foyer/shared/mutation';
import { wireName } from '@foyer/shared/mutations';
import type { Outcome } from '@foyer/shared/sync';
import { mailHoldMs } from '@foyer/shared/undo';
import type { Context } from '../context.ts';
import { anyOf } from '../db/any-of.ts';
import { sqlState, type TenantTx } from '../db/tenant.ts';
import { recordEffects } from '../mail/effects.ts';
import { readAnswers } from './questions.reads.ts';

/** What unique indexes refuse that the rule could not foresee: a row that came in between. */
const refusalOf: Record<string, Refusal> = {
	people_email: 'email_taken',
	events_permalink: 'permalink_taken',
	invitations_open: 'already_invited'
};

/**
 * A mutation's rule threw. It is pure, so it will throw again: no later try helps. Says where, but not in the
 * error's own words, which may quote what was entered.
 */
export class RuleFailed extends Error {
	constructor(mutation: Pick<Mutation, 'name' | 'version'>, error: unknown) {
		super(`${wireName(mutation)} failed: ${error instanceof Error ? error.name : typeof error}`);
		const frames = /^ +at .*$/gm;
		this.stack = ((error as Error | null)?.stack?.match(frames) ?? []).join('\n');
	}
}

const refused = (refusal: Refusal): Outcome => ({ outcome: 'refused', refusal });

const uniqueViolation = '23505';

/** Violated constraints and impossible values (SQLSTATE classes 23 and 22) will not pass at a later try. */
const isForGood = (state: string): boolean => /^2[23]...$/.test(state);

/** When a device made a mutation, and which. */
interface Origin {
	occurredAt?: number;
	clientId?: string;
}

/**
 * Applies a mutation on the server's facts: parse, decide, write, record its effects; all of it or none.
 * A refusal leaves the transaction usable, its effects rolled back.
 * @throws RuleFailed where the rule itself throws, before anything was written
 * @throws what is a passing fault: the database's own errors
 */
export async function applyOnServer<S extends v.GenericSchema, Q extends Questions>(
	context: Pick<Context, 'now' | 'newId'>,
	tx: TenantTx,
	organisationId: string,
	mutation: Mutation<S, Q>,
	args: unknown,
	by: MutationContext & Origin
): Promise<Outcome> {
	const parsed = byTheRule(mutation, () => v.safeParse(mutation.schema, args));
	if (!parsed.success) return refused('malformed');
	await nameWriter(tx, mutation, parsed.output, by);
	for (let tries = 1; ; tries++) {
		await sql`savepoint mutation`.execute(tx);
		try {
			const decision = await decideOnFacts(tx, organisationId, mutation, parsed.output, by);
			if (!decision.ok) return refused(decision.refusal);
			for (const inserts of insertsTogether(decision.writes))
				await insert(tx, organisationId, inserts);
			for (const patches of patchesTogether(decision.writes))
				await patch(tx, organisationId, patches);
			// What an attendee asks for themselves is not kept waiting.
			const holdMs = by.actor.kind === 'member' ? mailHoldMs : 0;
			await recordEffects(tx, organisationId, decision.effects, context, holdMs);
			await sql`release savepoint mutation`.execute(tx);
			return { outcome: 'applied', notices: decision.notices };
		} catch (error) {
			const state = sqlState(error) ?? '';
			if (!isForGood(state)) throw error;
			await sql`rollback to savepoint mutation`.execute(tx);
			// A row that came in between: the rule decides once more, and sees it now.
			if (state === uniqueViolation && tries === 1) continue;
			return refused(refusalOf[constraintOf(error)] ?? 'conflict');
		}
	}
}

/** Says who writes in the transaction from now on, for what is noted of people (`person_changes`). */
async function nameWriter<S extends v.GenericSchema, Q extends Questions>(
	tx: TenantTx,
	mutation: Mutation<S, Q>,
	args: v.InferOutput<S>,
	{ actor, occurredAt, clientId = '' }: MutationContext & Origin
): Promise<void> {
	const who = actor.kind === 'member' ? actor.userId : actor.kind;
	const at = occurredAt === undefined ? '' : new Date(occurredAt).toISOString();
	const { importId = '', part = '' } = mutation.importPart?.(args) ?? {};
	await sql`
		select set_config('foyer.actor', ${who}, true), set_config('foyer.deed', ${mutation.name}, true),
			set_config('foyer.occurred_at', ${at}, true), set_config('foyer.import', ${importId}, true),
			set_config('foyer.import_part', ${String(part)}, true), set_config('foyer.client', ${clientId}, true)
	`.execute(tx);
}

async function decideOnFacts<S extends v.GenericSchema, Q extends Questions>(
	tx: TenantTx,
	organisationId: string,
	mutation: Mutation<S, Q>,
	args: v.InferOutput<S>,
	by: MutationContext
): Promise<Decision> {
	const questions = byTheRule(mutation, () => mutation.questions(args));
	const answers = await readAnswers(tx, organisationId, questions);
	return byTheRule(mutation, () => mutation.decide(args, answers as never, by));
}

function byTheRule<T>(mutation: Pick<Mutation, 'name' | 'version'>, run: () => T): T {
	try {
		return run();
	} catch (error) {
		throw new RuleFailed(mutation, error);
	}
}

/** postgres.js says `constraint_name`, PGlite `constraint`. */
function constraintOf(error: unknown): string {
	const { constraint_name, constraint } = error as {
		constraint_name?: string;
		constraint?: string;
	};
	return constraint_name ?? constraint ?? '';
}

type Insert = Extract<Write, { write: 'insert' }>;
type Patch = Extract<Write, { write: 'patch' }>;

/** The new rows of each entity, which go in one statement. */
function insertsTogether(writes: readonly Write[]): Insert[][] {
	// These refer to the others.
	const order = (entity: EntityName) =>
		entity === 'registrations' || entity === 'invitations' ? 1 : 0;
	const ordered = writes
		.filter((one) => one.write === 'insert')
		.sort((a, b) => order(a.entity) - order(b.entity) || a.entity.localeCompare(b.entity));
	return [...Map.groupBy(ordered, ({ entity }) => entity).values()];
}

/**
 * Neighbours that change the same fields of an entity's rows, none of them twice of one row. They go in one statement:
 * its triggers look at all of the rows at once, which is most of what a deed on 500 of them costs.
 */
function patchesTogether(writes: readonly Write[]): Patch[][] {
	const runs: { entity: EntityName; ids: Set<string>; bySaying: Map<string, Patch[]> }[] = [];
	for (const one of writes.filter((each) => each.write === 'patch')) {
		const { entity, id } = one;
		const last = runs.at(-1);
		const run =
			last?.entity === entity && !last.ids.has(id)
				? last
				: { entity, ids: new Set<string>(), bySaying: new Map<string, Patch[]>() };
		if (run !== last) runs.push(run);
		run.ids.add(id);
		const alike = run.bySaying.get(sayingOf(one)) ?? [];
		alike.push(one);
		run.bySaying.set(sayingOf(one), alike);
	}
	return runs.flatMap(({ bySaying }) => [...bySaying.values()]);
}

/** Of patches that say the same, one statement says it of all their rows; of others, as long as it is in JSON as in a row. */
const sayingOf = ({ fields }: Patch): string =>
	Object.values(fields).some((value) => typeof value === 'number')
		? JSON.stringify(fields)
		: namesOf(fields).join(' ');

const namesOf = (fields: Patch['fields']): string[] =>
	Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [name]));

async function insert(tx: TenantTx, organisationId: string, inserts: Insert[]): Promise<void> {
	const [first] = inserts;
	if (!first) return;
	await tx
		.insertInto(first.entity as 'people')
		.values(inserts.map(({ row }) => ({ organisationId, ...row })) as never)
		.execute();
}

/** Writes what was put together. */
async function patch(tx: TenantTx, organisationId: string, patches: Patch[]): Promise<void> {
	const [first] = patches;
	if (!first || namesOf(first.fields).length === 0) return;
	const said = JSON.stringify(first.fields);
	if (!patches.every(({ fields }) => JSON.stringify(fields) === said))
		return patchEach(tx, organisationId, first, patches);
	await tx
		.updateTable(first.entity as 'people')
		.set(first.fields as never)
		.where('organisationId', '=', organisationId)
		.where('id', '=', anyOf(patches.map(({ id }) => id)))
		.execute();
}

/** Writes into each row what is said of it. */
async function patchEach(
	tx: TenantTx,
	organisationId: string,
	{ entity, fields }: Patch,
	patches: readonly Patch[]
): Promise<void> {
	const table = sql.table(entity);
	const rows = patches.map(({ id, fields }) => [
		['id', id],
		...Object.entries(fields).map(([name, value]) => [columnOf(name), value] as const)
	]);
	const values = JSON.stringify(rows.map((row) => Object.fromEntries(row) as unknown));
	const sets = namesOf(fields).map((name) => sql`${sql.ref(name)} = said.${sql.ref(name)}`);
	await sql`
		update ${table} set ${sql.join(sets)}
		from jsonb_populate_recordset(null::${table}, ${values}::jsonb) said
		where ${table}.organisation_id = ${organisationId} and ${table}.id = said.id
	`.execute(tx);
}

/** A field's column. */
const columnOf = (name: string): string =>
	name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
