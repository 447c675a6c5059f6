/** The server that the bench `access` asks: the product, and the references beside it. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { accessLink, eventPath } from '@foyer/shared/access';
import { deriveKey } from '../../access/access-keys.ts';
import { openAccess } from '../../access/access.ts';
import { openApp } from '../../app.ts';
import { openKit } from '../../pages/kit.ts';
import { Rooms } from '../../rooms/rooms.ts';
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

const references = new Hono();
references.get('/hello', (c) => c.text('Hello'));
references.get('/select', async (c) => {
	const { id } = registrations[Number(c.req.query('n'))] ?? {};
	const row = await context.db
		.selectFrom('registrations')
		.select(['id', 'status', 'keyVersion'])
		.where('organisationId', '=', organisationId)
		.where('id', '=', id ?? '')
		.executeTakeFirst();
	return c.text(row?.status ?? '');
});
const answer = getRequestListener(references.fetch);

const kit = await openKit();
const product = openApp(context, kit);
// The same way in, which keeps so few registrations known that each request meets one it has forgotten.
const forgetful = openAccess(
	context,
	{ kit, rooms: new Rooms(context) },
	{ mostRegistrations: 10 }
);

async function serve(listener: RequestListener): Promise<number> {
	const server = createServer(listener);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return (server.address() as AddressInfo).port;
}
process.send?.({
	referencePort: await serve((request, response) => void answer(request, response)),
	port: await serve(product.listener),
	coldPort: await serve((request, response) => void forgetful.handle(request, response)),
	links
});
