import type { ExportRequest } from '@foyer/shared/exports';
import type { Context } from '../context.ts';
import { openFileFor } from '../exports/exports.reads.ts';
import { askExportFor } from '../exports/exports.writes.ts';

type Options = Partial<ExportRequest> & { organisationId: string };

/** Asks for an export as a user does. @returns its id */
export async function askExport(
	context: Context,
	userId: string,
	options: Options
): Promise<string> {
	const asked = await askExportFor(context, userId, {
		eventId: null,
		columns: null,
		format: 'csv',
		locale: 'en',
		...options
	});
	if (!asked || 'refused' in asked) throw new Error(`not asked: ${JSON.stringify(asked)}`);
	return asked.id;
}

/** A file as who asked for it gets it; null: there is none. */
export async function fetchExport(
	context: Context,
	userId: string,
	id: string
): Promise<Buffer | null> {
	const file = await openFileFor(context, userId, id);
	if (!file) return null;
	const chunks: Uint8Array[] = [];
	for (let chunk = await file.read(); chunk; chunk = await file.read()) chunks.push(chunk);
	return Buffer.concat(chunks);
}
