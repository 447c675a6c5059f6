import { Hono } from 'hono';
import type { Context } from './context.ts';
import { isMigrated } from './db/migrate.ts';

/** How long a database may take to answer before the process counts as not ready. In ms. */
const patienceMs = 2000;

/** Yesterday's health says nothing. */
const keptByNobody = { 'cache-control': 'no-store' };

/** `/healthz`: the process runs. `/readyz`: its database answers and has the schema that it needs. */
export function healthRoutes(context: Context): Hono {
	return new Hono()
		.get('/healthz', (c) => c.json({ ok: true }, 200, keptByNobody))
		.get('/readyz', async (c) => {
			const ready = await Promise.race([isReady(context), patience()]);
			return c.json({ ok: ready }, ready ? 200 : 503, keptByNobody);
		});
}

const patience = () =>
	new Promise<false>((resolve) => setTimeout(resolve, patienceMs, false).unref());

/** Asking for the applied migrations asks the database as well. */
async function isReady({ db, log }: Context): Promise<boolean> {
	try {
		return await isMigrated(db);
	} catch (err) {
		log.warn({ err }, 'not ready');
		return false;
	}
}
