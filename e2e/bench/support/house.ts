import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSession } from '../../../api/src/accounts/sessions.writes.ts';
import { migrate } from '../../../api/src/db/migrate.ts';
import { openPostgres } from '../../../api/src/db/postgres.ts';
import { contextOn, testConfig } from '../../../api/src/testing/context-on.ts';
import { makeEvent, makeOrganisation } from '../../../api/src/testing/organisations.ts';
import { startPostgres } from '../../../api/src/testing/postgres.ts';
import { freePort, ServerProcess } from '../../server-process.ts';
import type { Context } from '../../../api/src/context.ts';
import type { Database, Db } from '../../../api/src/db/database.ts';

/** How much an organisation has. */
export interface Size {
	people: number;
	events: number;
	/** In all, evenly divided among the events. */
	registrations: number;
}

/** The product on a PostgreSQL of its own, with an organisation of a size. */
export interface House {
	origin: string;
	/** The host's session, as a browser's cookie has it. */
	session: string;
	organisationId: string;
	people: number;
	db: Db;
	/** To write as the product does. */
	context: Context;
	close(): Promise<void>;
}

export async function openHouse(size: Size): Promise<House> {
	const postgres = await startPostgres();
	const dataDir = await mkdtemp(join(tmpdir(), 'foyer-bench-'));
	const port = await freePort();
	const origin = `http://localhost:${port}`;
	const server = new ServerProcess(port, {
		DATABASE_URL: postgres.url,
		SECRET: testConfig.secret,
		PUBLIC_URL: origin,
		DATA_DIR: dataDir
	});
	await server.start();
	const database = await openPostgres(postgres.url);
	await migrate(database.db);
	const context: Context = { ...(await contextOn(database)), now: Date.now };
	const { organisationId, host } = await makeOrganisation(database.db);
	await fill(database, organisationId, size);
	return {
		origin,
		session: await createSession(context, host.userId),
		organisationId,
		people: size.people,
		db: database.db,
		context,
		async close() {
			await database.close();
			await server.end();
			await postgres.stop();
			await rm(dataDir, { recursive: true, force: true });
		}
	};
}

async function fill(database: Database, organisationId: string, size: Size): Promise<void> {
	await database.raw(`insert into people (organisation_id, id, first_name, last_name, email, company, created_at)
		select '${organisationId}', gen_random_uuid(),
			(array['Inès', 'Lukas', 'Hanne', 'Zoé', 'Amir', 'Nora'])[1 + n % 6],
			(array['Moreau', 'Peeters', 'Van den Broeck', 'Aït Ali', 'Lefèvre'])[1 + n % 5] || ' ' || n,
			'someone.' || n || '@example.org', 'Compagnie ' || n % 500, now()
		from generate_series(1, ${size.people}) n`);
	for (let n = 0; n < size.events; n++) {
		const startsAt = Date.now() + (n - size.events / 2) * 86_400_000;
		await makeEvent(database.db, organisationId, {
			title: `Evening ${n}`,
			startsAt,
			endsAt: startsAt + 7_200_000
		});
	}
	await database.raw(`insert into registrations (organisation_id, id, event_id, person_id, status, source, first_name, last_name, email, mail_state, created_at)
		select p.organisation_id, gen_random_uuid(), e.id, p.id, 'registered', 'import', p.first_name, p.last_name, p.email, 'sent', now()
		from (select *, row_number() over () - 1 as place from events where organisation_id = '${organisationId}') e
		join (select *, row_number() over () - 1 as place from people where organisation_id = '${organisationId}') p
			on (p.place + e.place * 7919) % ${size.people} < ${Math.floor(size.registrations / Math.max(1, size.events))}`);
	await database.raw('analyze');
}
