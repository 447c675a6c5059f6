/** The server that the bench `access` asks: the product's own routes, and the references beside them. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { accessLink, eventPath } from '@foyer/shared/access';
import { deriveKey } from '../../access/access-keys.ts';
import { AccessCache } from '../../access/access-cache.ts';
import { AccessLog } from '../../access/access-log.ts';
import { AccessPages } from '../../access/access-pages.ts';
import { accessRoutes } from '../../access/access.routes.ts';
import { openAccess } from '../../access/access.ts';
import { openKit } from '../../pages/kit.ts';
import { makeEvent, makeOrganisation, makeRegistration } from '../../testing/organisations.ts';
import { openBenchContext } from './bench-context.ts';

const context = await openBenchContext(process.argv[2] ?? null);
const { organisationId, pageName } = await makeOrganisation(context.db);
const event = await makeEvent(context.db, organisationId, { status: 'live' });
const registrations: Awaited<ReturnType<typeof makeRegistration>>[] = [];
for (let i = 0; i < 1000; i++) {
	registrations.push(await makeRegistration(context.db, organisationId, event.id));
}
const path = eventPath(pageName, event.permalink);
const links = registrations.map(({ id, email }) =>
	accessLink('', path, email ?? '', deriveKey(context.config.secret, id, 1))
);

const kit = await openKit();
const access = openAccess(context, kit);
const app = new Hono();
app.get('/hello', (c) => c.text('Hello'));
app.get('/select', async (c) => {
	const { id } = registrations[Number(c.req.query('n'))] ?? {};
	const row = await context.db
		.selectFrom('registrations')
		.select(['id', 'status', 'keyVersion'])
		.where('organisationId', '=', organisationId)
		.where('id', '=', id ?? '')
		.executeTakeFirst();
	return c.text(row?.status ?? '');
});
app.route('/', access.routes);

// The same way in, which keeps so few registrations known that each request meets one it has forgotten.
const cache = new AccessCache(context, { mostRegistrations: 10 });
const log = new AccessLog(context);
const cold = accessRoutes({ context, cache, log, pages: new AccessPages(context, kit) });

async function serve(served: Hono): Promise<number> {
	const answer = getRequestListener(served.fetch);
	const server = createServer((request, response) => void answer(request, response));
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return (server.address() as AddressInfo).port;
}
process.send?.({ port: await serve(app), coldPort: await serve(cold), links });
