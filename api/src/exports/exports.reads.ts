import { sql } from 'kysely';
import { exportWords } from '@foyer/shared/export-words';
import {
	mayExport,
	mayExportLinks,
	type ExportRequest,
	type ExportState
} from '@foyer/shared/exports';
import type { Context } from '../context.ts';
import { readTenant } from '../db/tenant.ts';
import { unsealBytes } from '../sealing.ts';
import { readMember } from '../sync/members.reads.ts';

/** An export as who asked for it sees it. */
export interface OwnExport {
	state: ExportState;
	/** What was asked for, to be asked for again. */
	request: ExportRequest;
	/** Of a file that is ready. */
	file: { name: string; rows: number; bytes: number; expiresAt: number; opens: boolean } | null;
}

type Reader = Pick<Context, 'db' | 'now' | 'config'>;

/**
 * An export of a user's own. Null for anybody else's, and for one that isn't there: the link alone opens nothing,
 * and tells nothing.
 */
export async function readExportFor(
	{ db, now }: Pick<Context, 'db' | 'now'>,
	userId: string,
	id: string
): Promise<OwnExport | null> {
	const row = await db
		.selectFrom('exports')
		.selectAll()
		.where('id', '=', id)
		.where('userId', '=', userId)
		.executeTakeFirst();
	if (!row) return null;
	const { organisationId, eventId, columns, format, locale } = row;
	const { actor, name } = await readTenant(db, organisationId, async (tx) => ({
		actor: await readMember(tx, organisationId, userId, now()),
		name:
			eventId === null
				? exportWords[locale].people
				: (
						await tx
							.selectFrom('events')
							.select('permalink')
							.where('organisationId', '=', organisationId)
							.where('id', '=', eventId)
							.executeTakeFirstOrThrow()
					).permalink
	}));
	if (!actor) return null;
	const holdsLinks = eventId !== null && row.opens === true;
	const allowed = holdsLinks ? mayExportLinks(actor, eventId) : mayExport(actor, eventId);
	const state = stateOf(row, allowed, now());
	return {
		state,
		request: { organisationId, eventId, columns: columns && [...columns], format, locale },
		file:
			state === 'ready'
				? {
						name: `${name}.${format}`,
						rows: row.rowCount ?? 0,
						bytes: row.byteCount ?? 0,
						expiresAt: row.expiresAt ?? 0,
						opens: row.opens ?? false
					}
				: null
	};
}

/** Rights count as they are now, and the end of its time to the millisecond: its file goes a little later. */
function stateOf(
	{ state, expiresAt }: { state: ExportState; expiresAt: number | null },
	allowed: boolean,
	now: number
): ExportState {
	if (!allowed) return 'refused';
	return state === 'ready' && (expiresAt ?? 0) <= now ? 'expired' : state;
}

/** A file on its way to who asked for it. */
export interface OpenedFile {
	name: string;
	type: string;
	bytes: number;
	/** Its next piece; null: there is none. */
	read(): Promise<Uint8Array | null>;
}

const types = {
	csv: 'text/csv; charset=utf-8',
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
};

/** A user's own file that is ready; null as `readExportFor`, and where there is none to be fetched. */
export async function openFileFor(
	reader: Reader,
	userId: string,
	id: string
): Promise<OpenedFile | null> {
	const found = await readExportFor(reader, userId, id);
	if (!found?.file) return null;
	const { file, request } = found;
	let position = 0;
	return {
		name: file.name,
		type: types[request.format],
		bytes: file.bytes,
		read: () => readChunk(reader, request.organisationId, id, position++)
	};
}

/** Where a chunk belongs, which is sealed with it. */
export const placeOfChunk = (exportId: string, position: number): string =>
	`${exportId}:${position}`;

async function readChunk(
	{ db, config }: Reader,
	organisationId: string,
	exportId: string,
	position: number
): Promise<Uint8Array | null> {
	const chunk = await readTenant(db, organisationId, (tx) =>
		tx
			.selectFrom('exportChunks')
			.select('sealed')
			.where('organisationId', '=', organisationId)
			.where('exportId', '=', exportId)
			.where('position', '=', position)
			.executeTakeFirst()
	);
	if (!chunk) return null;
	return unsealBytes(config.secret, 'exports', chunk.sealed, placeOfChunk(exportId, position));
}

/** Whether an export is to be made, or a file's time is over. Cheap: asked every few seconds. */
export async function isExportDue({ db, now }: Pick<Context, 'db' | 'now'>): Promise<boolean> {
	const { rows } = await sql<{ due: boolean }>`
		select exists (select from exports where state = 'making' and due_at <= ${now()}::timestamptz)
			or exists (select from exports where state = 'ready' and expires_at <= ${now()}::timestamptz) as due
	`.execute(db);
	return rows[0]?.due ?? false;
}
