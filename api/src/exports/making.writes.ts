import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { exportLifeMs, type ExportRequest } from '@foyer/shared/exports';
import type { Locale } from '@foyer/shared/locales';
import { recordReveals } from '../access/key-reveals.writes.ts';
import type { Context } from '../context.ts';
import type { Db } from '../db/database.ts';
import { readTenant, writeTenant, type TenantTx } from '../db/tenant.ts';
import { sendUserMail } from '../mail/user-mails.ts';
import { sealBytes } from '../sealing.ts';
import { openSource, type ExportSource } from './export-rows.reads.ts';
import { placeOfChunk } from './exports.reads.ts';
import { openFile } from './file-writer.ts';

/** So often an export is tried. */
const mostAttempts = 5;

/** How long one that failed waits, times the attempts so far, in ms. */
const retryMs = 15_000;

/** How much of a file is stored as one, in bytes: what fetching it holds in memory. */
const chunkBytes = 256 * 1024;

interface Due extends ExportRequest {
	id: string;
	userId: string;
	attempts: number;
	/** Who asked. */
	name: string;
	email: string;
	speaks: Locale;
}

/**
 * Makes what was asked for, the longest waiting first, until nothing is due. Several processes may do it at once;
 * each export is made by one.
 * @param signal once aborted, what is under way is undone and left to the next
 */
export async function makeExports(context: Context, signal: AbortSignal): Promise<void> {
	for (const id of await readDue(context)) {
		signal.throwIfAborted();
		await alone(context.db, id, async (db) => {
			const due = await beginAttempt({ ...context, db }, id);
			if (due) await attempt({ ...context, db }, due, signal);
		});
	}
}

async function readDue({ db, now }: Context): Promise<string[]> {
	const rows = await db
		.selectFrom('exports')
		.select('id')
		.where('state', '=', 'making')
		.where('dueAt', '<=', now())
		.orderBy('dueAt')
		.execute();
	return rows.map(({ id }) => id);
}

/**
 * Does something on a connection that alone, over all processes, has to do with an export. The lock goes with the
 * connection: what a process that died was making is free for the others at once.
 */
const alone = (db: Db, id: string, run: (db: Db) => Promise<void>): Promise<void> =>
	db.connection().execute(async (connection) => {
		const lock = sql`hashtextextended(${`export:${id}`}, 0)`;
		const { rows } = await sql<{ locked: boolean }>`
			select pg_try_advisory_lock(${lock}) as locked
		`.execute(connection);
		if (!rows[0]?.locked) return;
		try {
			await run(connection);
		} finally {
			// A connection that was lost has given it back.
			await sql`select pg_advisory_unlock(${lock})`.execute(connection).catch(() => {});
		}
	});

/** Counts an attempt, so that one that ends the process is not tried for ever; undefined where it is done already. */
async function beginAttempt({ db, now }: Context, id: string): Promise<Due | undefined> {
	const counted = await db
		.updateTable('exports')
		.set((eb) => ({ attempts: eb('attempts', '+', 1) }))
		.where('id', '=', id)
		.where('state', '=', 'making')
		.where('dueAt', '<=', now())
		.returning([
			'organisationId',
			'id',
			'userId',
			'eventId',
			'columns',
			'format',
			'locale',
			'attempts'
		])
		.executeTakeFirst();
	if (!counted) return undefined;
	const user = await db
		.selectFrom('users')
		.select(['name', 'email', 'locale as speaks'])
		.where('id', '=', counted.userId)
		.executeTakeFirstOrThrow();
	return { ...counted, columns: counted.columns && [...counted.columns], ...user };
}

async function attempt(context: Context, due: Due, signal: AbortSignal): Promise<void> {
	try {
		const made = await make(context, due, signal);
		if (!made) await giveUp(context, due, 'refused');
	} catch (err) {
		if (signal.aborted) throw err;
		context.log.warn({ err, exportId: due.id, attempts: due.attempts }, 'export not made');
		if (due.attempts >= mostAttempts) await giveUp(context, due, 'failed');
		else await putOff(context, due);
	}
}

/**
 * Makes the file in one snapshot, by the rights that hold in it, in one transaction with the mail that tells of it
 * and with the note of who took whose keys out: there are all of them, or none.
 * @returns whether who asked may have it
 */
const make = (context: Context, due: Due, signal: AbortSignal): Promise<boolean> =>
	readTenant(context.db, due.organisationId, async (tx) => {
		const source = await openSource(tx, due, context.config, context.now());
		if (!source) return false;
		const written = await writeFile(context, tx, { due, source, signal });
		const expiresAt = context.now() + exportLifeMs;
		const { organisationId, id } = due;
		// The first write of this row in this transaction: it fails where the row has changed since the snapshot.
		await tx
			.updateTable('exports')
			.set({ state: 'ready', expiresAt, opens: source.opens, ...written })
			.where('organisationId', '=', organisationId)
			.where('id', '=', id)
			.execute();
		await sendUserMail(
			{ ...context, db: tx },
			{
				kind: 'export_ready',
				...addressed(context, due),
				title: source.title,
				organisation: source.organisation,
				rows: written.rowCount,
				opens: source.opens
			}
		);
		return true;
	});

const addressed = ({ config }: Context, { id, name, email, speaks }: Due) => ({
	to: email,
	name,
	locale: speaks,
	link: `${config.publicUrl}/app/exports/${id}`
});

interface Work {
	due: Due;
	source: ExportSource;
	signal: AbortSignal;
}

async function writeFile(
	context: Context,
	tx: TenantTx,
	{ due, source, signal }: Work
): Promise<{ rowCount: number; byteCount: number }> {
	const file = openFile(due.format, due.locale, source.name);
	const store = openStore(context, tx, due);
	let rowCount = 0;
	await store.add(await file.add([source.headers]));
	for await (const { rows, opened } of source.pages()) {
		signal.throwIfAborted();
		await store.add(await file.add(rows));
		if (opened.length > 0) await noteOpened(tx, due, opened, context.now());
		rowCount += rows.length;
		// The embedded database works on this thread: requests that need none are answered in between.
		await setImmediate();
	}
	await store.add(await file.end());
	return { rowCount, byteCount: await store.end() };
}

const noteOpened = (
	tx: TenantTx,
	{ organisationId, eventId, userId }: Due,
	registrationIds: string[],
	now: number
): Promise<void> =>
	recordReveals(
		tx,
		{ organisationId, now },
		{
			effect: 'reveal',
			eventId: eventId ?? '',
			registrationIds,
			userId,
			way: 'exported',
			at: now
		}
	);

/** Stores a file in sealed chunks as it comes. */
function openStore({ config }: Context, tx: TenantTx, { organisationId, id }: Due) {
	let waiting = Buffer.alloc(0);
	let position = 0;
	let byteCount = 0;
	async function keep(chunk: Buffer): Promise<void> {
		const sealed = sealBytes(config.secret, 'exports', chunk, placeOfChunk(id, position));
		await tx
			.insertInto('exportChunks')
			.values({ organisationId, exportId: id, position, sealed })
			.execute();
		position++;
		byteCount += chunk.length;
	}
	return {
		async add(content: Uint8Array): Promise<void> {
			waiting = Buffer.concat([waiting, content]);
			for (; waiting.length >= chunkBytes; waiting = waiting.subarray(chunkBytes))
				await keep(waiting.subarray(0, chunkBytes));
		},
		/** @returns how many bytes were stored */
		async end(): Promise<number> {
			if (waiting.length > 0) await keep(waiting);
			return byteCount;
		}
	};
}

const putOff = ({ db, now }: Context, { organisationId, id, attempts }: Due): Promise<unknown> =>
	writeTenant(db, organisationId, (tx) =>
		tx
			.updateTable('exports')
			.set({ dueAt: now() + attempts * retryMs })
			.where('organisationId', '=', organisationId)
			.where('id', '=', id)
			.execute()
	);

/** Ends it without a file, and has who asked told: they are waiting for a mail. */
const giveUp = (context: Context, due: Due, state: 'refused' | 'failed'): Promise<void> =>
	writeTenant(context.db, due.organisationId, async (tx) => {
		const ended = await tx
			.updateTable('exports')
			.set({ state })
			.where('organisationId', '=', due.organisationId)
			.where('id', '=', due.id)
			.where('state', '=', 'making')
			.returning('id')
			.executeTakeFirst();
		if (ended)
			await sendUserMail(
				{ ...context, db: tx },
				{ kind: 'export_not_made', ...addressed(context, due) }
			);
	});
