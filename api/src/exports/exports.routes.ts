import { Hono } from 'hono';
import * as v from 'valibot';
import { idSchema } from '@foyer/shared/fields';
import { readSession } from '../accounts/sessions.writes.ts';
import type { Context } from '../context.ts';
import { openFileFor, type OpenedFile } from './exports.reads.ts';

/** Files that the server made, each for who asked for it. Nothing changes by fetching one. */
export function exportRoutes(context: Context): Hono {
	const app = new Hono();
	app.get('/api/exports/:id', async (c) => {
		const id = c.req.param('id');
		const signedIn = await readSession(context, c.req.header('cookie'));
		// The page asks to sign in, and leads back.
		if (!signedIn && v.is(idSchema, id)) return c.redirect(`/app/exports/${id}`, 303);
		const file =
			signedIn && v.is(idSchema, id) ? await openFileFor(context, signedIn.userId, id) : null;
		if (!file) return c.text('missing', 404);
		return c.body(streamOf(file), 200, {
			'content-type': file.type,
			'content-length': String(file.bytes),
			'content-disposition': attachment(file.name),
			'content-security-policy': "default-src 'none'; sandbox",
			'cross-origin-resource-policy': 'same-origin',
			'referrer-policy': 'no-referrer',
			'x-content-type-options': 'nosniff'
		});
	});
	return app;
}

/** Read as fast as it is taken, a piece at a time; HEAD takes none. */
const streamOf = (file: OpenedFile): ReadableStream<Uint8Array> =>
	new ReadableStream(
		{
			async pull(controller) {
				const chunk = await file.read();
				if (chunk) controller.enqueue(chunk);
				else controller.close();
			}
		},
		{ highWaterMark: 0 }
	);

/** Names are a permalink or a word of ours; whatever else came to stand there would be left out. */
const attachment = (name: string): string =>
	`attachment; filename="${name.replace(/[^a-z0-9._-]/gi, '')}"`;
