import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { accessLink, eventPath } from '@foyer/shared/access';
import { exportLifeMs, idColumn } from '@foyer/shared/exports';
import { allLevels, type Levels } from '@foyer/shared/team';
import { deriveKey } from '../access/access-keys.ts';
import { createSession } from '../accounts/sessions.writes.ts';
import { sessionCookie } from '../accounts/session-cookie.ts';
import type { Db } from '../db/database.ts';
import { isMailDue } from '../mail/due.reads.ts';
import { takeUserMail } from '../mail/user-mails.ts';
import { erasePersonFor } from '../people/erase.writes.ts';
import { openTestContext } from '../testing/context.ts';
import { askExport, fetchExport } from '../testing/exports.ts';
import {
	makeEvent,
	makeMember,
	makeOrganisation,
	makePerson,
	makeRegistration,
	personLike
} from '../testing/organisations.ts';
import { serveForTest, visit } from '../testing/served.ts';
import { readExportFor, isExportDue } from './exports.reads.ts';
import { askExportFor, sweepExports } from './exports.writes.ts';
import { makeExports } from './making.writes.ts';

const never = new AbortController().signal;

async function open(levels: Partial<Levels> = {}) {
	const context = await openTestContext();
	const { organisationId, pageName, host } = await makeOrganisation(context.db);
	const event = await makeEvent(context.db, organisationId);
	const member = await makeMember(context.db, organisationId, {
		levels: { ...allLevels('none'), people: 'edit', events: 'view', ...levels }
	});
	const { userId } = member;
	const ask = (options: Partial<Parameters<typeof askExport>[2]> = {}) =>
		askExport(context, userId, { organisationId, ...options });
	const make = (signal = never) => makeExports(context, signal);
	const made = async (options: Parameters<typeof ask>[0] = {}) => {
		const id = await ask(options);
		await make();
		return id;
	};
	const fetched = async (id: string) =>
		(await fetchExport(context, userId, id))?.toString() ?? null;
	const stateOf = async (id: string) => (await readExportFor(context, userId, id))?.state;
	const mails = () => context.db.selectFrom('userMails').select('id').execute();
	const chunks = () => context.db.selectFrom('exportChunks').select('sealed').execute();
	const setLevels = (next: Partial<Levels>) =>
		context.db
			.updateTable('members')
			.set({ levels: JSON.stringify({ ...allLevels('none'), ...next }) })
			.where('userId', '=', userId)
			.execute();
	return {
		...{ context, organisationId, pageName, host, event, userId },
		...{ ask, make, made, fetched, stateOf, mails, chunks, setLevels }
	};
}

const lines = (text: string | null): string[] => (text ?? '').replace(/^\ufeff/, '').split('\r\n');

test('everybody stands in a file of people, in the order in which they came, and nobody who is gone', async () => {
	const { context, organisationId, made, fetched } = await open();
	const people = ['Ada', 'Bo', '=1+1'].map((firstName, n) => ({
		...personLike({ firstName, lastName: '', email: `${n}@example.org`, note: 'a "b"\nc' }),
		createdAt: Date.UTC(2026, 3, 3 - n, 12)
	}));
	const gone = { ...personLike({ firstName: 'Gone' }), deletedAt: 1 };
	const merged = { ...personLike({ firstName: 'Merged' }), mergedInto: people[0]?.id ?? null };
	for (const person of [...people, gone, merged])
		await context.db
			.insertInto('people')
			.values({ organisationId, ...person })
			.execute();
	const [ada, bo, formula] = people.map(({ id }) => id);
	const text = await fetched(await made({ locale: 'fr' }));
	expect(text?.startsWith('\ufeffPrénom;Nom de famille;E-mail;Société;')).toBe(true);
	expect(lines(text).slice(1)).toEqual([
		`"'=1+1";;2@example.org;;;fr;"a ""b""\nc";2026-04-01 14:00;;${formula}`,
		`Bo;;1@example.org;;;fr;"a ""b""\nc";2026-04-02 14:00;;${bo}`,
		`Ada;;0@example.org;;;fr;"a ""b""\nc";2026-04-03 14:00;;${ada}`
	]);
});

test('own fields and groups stand in it, and the columns asked for in their order', async () => {
	const { context, organisationId, made, fetched } = await open();
	const [fieldId, groupId] = [randomUUID(), randomUUID()];
	const createdAt = 1;
	await context.db
		.insertInto('customFields')
		.values({
			organisationId,
			...{ id: fieldId, name: 'Table', kind: 'number', choices: [] },
			...{ position: 1, createdAt, deletedAt: null }
		})
		.execute();
	await context.db
		.insertInto('groups')
		.values({
			organisationId,
			id: groupId,
			name: 'Choir',
			smart: false,
			rule: null,
			createdAt,
			deletedAt: null
		})
		.execute();
	const person = personLike({ firstName: 'Ada', lastName: 'L' });
	await context.db
		.insertInto('people')
		.values({
			organisationId,
			...person,
			groupIds: [groupId],
			custom: JSON.stringify({ [fieldId]: 4.5 }) as never
		})
		.execute();
	const columns = ['groups', `custom.${fieldId}`, 'unknown', 'name', idColumn];
	expect(lines(await fetched(await made({ columns })))).toEqual([
		'Groups,Table,First name,Last name,Foyer ID',
		`Choir,4.5,Ada,L,${person.id}`
	]);
});

test('all columns of registrants hold their links, but for who has none, and that is noted', async () => {
	const opened = await open();
	const { context, organisationId, pageName, event, userId, made, fetched } = opened;
	const registration = await makeRegistration(context.db, organisationId, event.id);
	const cancelled = await makeRegistration(context.db, organisationId, event.id);
	await makeRegistration(context.db, organisationId, event.id, { email: null });
	await context.db
		.updateTable('registrations')
		.set({ status: 'cancelled' })
		.where('id', '=', cancelled.id)
		.execute();
	const id = await made({ eventId: event.id });
	const key = deriveKey(context.config.secret, registration.id, 1);
	const path = eventPath(pageName, event.permalink);
	const link = accessLink(context.config.publicUrl, path, registration.email ?? '', key);
	const [headers, ...rows] = lines(await fetched(id));
	expect(headers).toMatch(/,Access key,Access link$/);
	expect(rows).toHaveLength(3);
	expect(rows.filter((row) => row.endsWith(`,${key},${link}`))).toHaveLength(1);
	expect(rows.filter((row) => row.endsWith(',,'))).toHaveLength(2);
	const reveals = () =>
		context.db.selectFrom('keyReveals').select(['registrationId', 'userId', 'way']).execute();
	const noted = [{ registrationId: registration.id, userId, way: 'exported' }];
	expect(await reveals()).toEqual(noted);
	expect((await readExportFor(context, userId, id))?.file?.opens).toBe(true);
	const shown = await made({ eventId: event.id, columns: ['name', 'status'] });
	expect(lines(await fetched(shown))[0]).toBe('First name,Last name,Status');
	expect(await reveals()).toEqual(noted);
});

test('what the directory says stands in a file of registrants, of whom the merged stand for too, and for who sees it alone', async () => {
	const { context, organisationId, event } = await open();
	await context.db
		.insertInto('customFields')
		.values({
			organisationId,
			...{ id: randomUUID(), name: 'Diet', kind: 'text', choices: [] },
			...{ position: 1, createdAt: 1, deletedAt: null }
		})
		.execute();
	const { personId } = await makeRegistration(context.db, organisationId, event.id);
	const known = { company: 'Acme', phone: '+32 470', note: 'table 4' };
	const [between, last] = [personLike({}), personLike(known)];
	for (const person of [last, { ...between, mergedInto: last.id }])
		await context.db
			.insertInto('people')
			.values({ organisationId, ...person })
			.execute();
	await context.db
		.updateTable('people')
		.set({ mergedInto: between.id })
		.where('id', '=', personId)
		.execute();
	const fileFor = async (events?: string[]) => {
		const { userId } = await makeMember(context.db, organisationId, {
			levels: allLevels('edit'),
			...(events && { events })
		});
		const id = await askExport(context, userId, { organisationId, eventId: event.id });
		await makeExports(context, never);
		return (await fetchExport(context, userId, id))?.toString() ?? '';
	};
	const told = ['Company', 'Phone', 'Note', 'Diet', ...Object.values(known)];
	const [all, ofOne] = [await fileFor(), await fileFor([event.id])];
	for (const text of told) {
		expect(all).toContain(text);
		expect(ofOne).not.toContain(text);
	}
});

test.each([
	['sees people', { people: 'view' }, [true, true]],
	['sees people and no event', { people: 'view', events: 'none' }, [true, false]],
	['sees events alone', { people: 'none' }, [false, false]],
	['edits people and sees no event', { events: 'none' }, [true, false]],
	['edits people and is at the door', { events: 'none', checkin: 'view' }, [true, true]],
	['edits people and sees events', {}, [true, true]]
] as const)('who %s may ask for what they hold alone', async (_who, levels, expected) => {
	const { context, organisationId, event, userId } = await open(levels);
	const rest = { columns: null, format: 'csv', locale: 'en' } as const;
	const may = async (eventId: string | null) => {
		const asked = await askExportFor(context, userId, { organisationId, eventId, ...rest });
		await makeExports(context, never);
		return asked !== null;
	};
	expect([await may(null), await may(event.id)]).toEqual(expected);
	expect(await may(randomUUID())).toBe(false);
});

test('one is made at a time for each member, and ten a day', async () => {
	const { context, organisationId, userId, host, make, ask } = await open();
	const rest = { eventId: null, columns: null, format: 'csv', locale: 'en' } as const;
	const again = () => askExportFor(context, userId, { organisationId, ...rest });
	await ask();
	expect(await again()).toEqual({ refused: 'already_asked' });
	await askExport(context, host.userId, { organisationId });
	await make();
	expect(await again()).toMatchObject({ to: `${userId}@example.org` });
	for (let n = 0; n < 7; n++) await again();
	expect(await again()).toEqual({ refused: 'too_many' });
	context.clock.time += 86_400_000;
	await make();
	expect(await again()).toHaveProperty('id');
});

test('who asked is mailed a link that holds nothing but the id, once', async () => {
	const { context, made, make, mails, organisationId, userId } = await open();
	await makePerson(context.db, organisationId);
	const id = await made();
	await make();
	expect(await mails()).toHaveLength(1);
	const taken = await takeUserMail(context);
	const message = await taken?.compose();
	expect(message?.to).toBe(`${userId}@example.org`);
	const raw = message?.raw.toString().replace(/=\r?\n/g, '') ?? '';
	expect(raw).toContain(`http://foyer.test/app/exports/${id}`);
	expect(raw).toContain('24 hours');
	await taken?.settle({ state: 'sent', reason: null });
	expect(await isMailDue(context)).toBe(false);
});

test('nobody else gets it, and what it is can not be told from what there is not', async () => {
	const { context, organisationId, host, made, userId } = await open();
	const id = await made();
	const stranger = (await makeOrganisation(context.db)).host;
	for (const other of [host.userId, stranger.userId]) {
		expect(await readExportFor(context, other, id)).toBeNull();
		expect(await fetchExport(context, other, id)).toBeNull();
	}
	const { origin } = await serveForTest(context);
	const as = async (who: string) => ({
		cookie: sessionCookie(context.config, await createSession(context, who)).split(';')[0] ?? ''
	});
	const at = (which: string) => `${origin}/api/exports/${which}`;
	const asked = async (which: string, headers: Record<string, string>, method = 'GET') => {
		const answer = await visit(at(which), headers, method);
		const body = Buffer.from(await answer.arrayBuffer());
		return { status: answer.status, body: body.toString('latin1'), headers: answer.headers };
	};
	const foreign = await asked(id, await as(host.userId));
	const unknown = await asked(randomUUID(), await as(host.userId));
	expect([foreign.status, foreign.body]).toEqual([404, 'missing']);
	expect([unknown.status, unknown.body]).toEqual([404, 'missing']);
	expect((await asked('x', await as(userId))).status).toBe(404);
	const signedOut = await asked(id, {});
	expect([signedOut.status, signedOut.headers.get('location')]).toEqual([
		303,
		`/app/exports/${id}`
	]);
	const own = await asked(id, await as(userId));
	expect(own.status).toBe(200);
	expect(Object.fromEntries(own.headers)).toMatchObject({
		'cache-control': 'no-store',
		'content-disposition': 'attachment; filename="people.csv"',
		'content-type': 'text/csv; charset=utf-8',
		'x-content-type-options': 'nosniff'
	});
	expect(own.body).toHaveLength(Number(own.headers.get('content-length')));
	const looked = await asked(id, await as(userId), 'HEAD');
	expect([looked.status, looked.body]).toEqual([200, '']);
	expect(
		await context.db
			.selectFrom('exports')
			.select('state')
			.where('organisationId', '=', organisationId)
			.execute()
	).toEqual([{ state: 'ready' }]);
});

test('who sees registrants and edits none gets all columns but the links, and none that were made before', async () => {
	const { context, organisationId, event, made, fetched, stateOf, setLevels } = await open();
	await makeRegistration(context.db, organisationId, event.id);
	const [withLinks, without] = [
		await made({ eventId: event.id }),
		await made({ eventId: event.id, columns: ['name', 'email'] })
	];
	expect(await fetched(withLinks)).toContain('key=');
	await setLevels({ people: 'view', events: 'view', checkin: 'manage' });
	expect([await stateOf(withLinks), await fetched(withLinks)]).toEqual(['refused', null]);
	expect(await stateOf(without)).toBe('ready');
	const noted = () => context.db.selectFrom('keyReveals').select('registrationId').execute();
	expect(await noted()).toHaveLength(1);
	for (const columns of [null, ['email', 'key', 'link']]) {
		const text = await fetched(await made({ eventId: event.id, columns }));
		expect(text).toContain('E-mail');
		expect(text).not.toMatch(/Access|key=/);
	}
	expect(await noted()).toHaveLength(1);
});

test('rights that are lost before it is made, or before it is fetched, are lost for it', async () => {
	const { ask, make, made, fetched, stateOf, setLevels, mails } = await open();
	const early = await ask();
	await setLevels({ events: 'view' });
	await make();
	expect([await stateOf(early), await fetched(early)]).toEqual(['refused', null]);
	expect(await mails()).toHaveLength(1);
	await setLevels({ people: 'edit' });
	const late = await made();
	expect(await fetched(late)).not.toBeNull();
	await setLevels({ events: 'view' });
	expect([await stateOf(late), await fetched(late)]).toEqual(['refused', null]);
});

test('who is no member any more has none', async () => {
	const { context, made, userId, chunks } = await open();
	const id = await made();
	await context.db.updateTable('members').set({ until: 1 }).where('userId', '=', userId).execute();
	expect(await readExportFor(context, userId, id)).toBeNull();
	expect(await fetchExport(context, userId, id)).toBeNull();
	await context.db.deleteFrom('members').where('userId', '=', userId).execute();
	expect(await chunks()).toEqual([]);
});

test('after 24 hours it is over at once, and deleted soon; its page says so for a month', async () => {
	const { context, made, fetched, stateOf, chunks } = await open();
	const id = await made();
	context.clock.time += exportLifeMs - 1;
	expect(await isExportDue(context)).toBe(false);
	expect(await fetched(id)).not.toBeNull();
	context.clock.time += 1;
	expect([await stateOf(id), await fetched(id)]).toEqual(['expired', null]);
	expect(await isExportDue(context)).toBe(true);
	await sweepExports(context.db, context.now());
	expect(await chunks()).toEqual([]);
	expect(await isExportDue(context)).toBe(false);
	expect(await stateOf(id)).toBe('expired');
	context.clock.time += 31 * 86_400_000;
	await sweepExports(context.db, context.now());
	expect(await stateOf(id)).toBeUndefined();
});

test('a file that somebody stood in who is erased is gone with them; others stay', async () => {
	const { context, organisationId, host, event, made, stateOf, fetched, chunks } = await open();
	const registration = await makeRegistration(context.db, organisationId, event.id);
	const other = await makeEvent(context.db, organisationId);
	await makeRegistration(context.db, organisationId, other.id);
	const [people, theirs, others] = [
		await made(),
		await made({ eventId: event.id }),
		await made({ eventId: other.id })
	];
	const { personId } = registration;
	await erasePersonFor(context, host.userId, { organisationId, personId });
	expect(await Promise.all([people, theirs, others].map(stateOf))).toEqual([
		'outdated',
		'outdated',
		'ready'
	]);
	expect(await fetched(people)).toBeNull();
	expect(await chunks()).toHaveLength(1);
	expect(await fetched(others)).not.toBeNull();
});

test('a file that is made while somebody is erased is made again without them', async () => {
	const { context, organisationId, host, ask, make, stateOf, fetched } = await open();
	// The embedded database does one thing at a time.
	if (context.database.kind === 'pglite') return;
	const { id: personId } = await makePerson(context.db, organisationId, { firstName: 'Ada' });
	const id = await ask();
	const making = await context.db.transaction().execute(async (tx) => {
		await sql`lock table export_chunks in share mode`.execute(tx);
		const under = make();
		// It has read everybody by now, and waits to store them.
		await expect.poll(() => waiting(context.db)).toBe(1);
		await erasePersonFor(context, host.userId, { organisationId, personId });
		return { under };
	});
	await making.under;
	expect(await stateOf(id)).toBe('making');
	context.clock.time += 60_000;
	await make();
	expect(await fetched(id)).toContain('First name');
	expect(await fetched(id)).not.toContain('Ada');
});

/** How many statements on the database wait for a lock. */
async function waiting(db: Db): Promise<number> {
	const { rows } = await sql<{ waits: number }>`
		select count(*)::int as waits from pg_stat_activity
		where datname = current_database() and wait_event_type = 'Lock'
	`.execute(db);
	return rows[0]?.waits ?? 0;
}

test('what is stopped or killed in the midst leaves nothing, and is made by the next', async () => {
	const { context, organisationId, ask, make, mails, chunks, fetched } = await open();
	for (let n = 0; n < 3; n++) await makePerson(context.db, organisationId);
	const id = await ask();
	let looked = 0;
	const stopping = {
		get aborted() {
			return looked > 1;
		},
		throwIfAborted() {
			if (++looked > 1) throw new Error('stopped');
		}
	} as AbortSignal;
	await expect(make(stopping)).rejects.toThrow('stopped');
	expect([await mails(), await chunks()]).toEqual([[], []]);
	await make();
	expect(lines(await fetched(id))).toHaveLength(4);
	expect(await mails()).toHaveLength(1);
});

test('several processes make it once', async () => {
	const { context, organisationId, ask, make, mails, chunks } = await open();
	for (let n = 0; n < 5; n++) await makePerson(context.db, organisationId);
	await ask();
	await Promise.all([make(), make(), make()]);
	expect(await mails()).toHaveLength(1);
	expect(await chunks()).toHaveLength(1);
});

test('what fails is tried five times, then who asked is told', async () => {
	const { context, organisationId, ask, make, stateOf, mails } = await open();
	const warn = vi.spyOn(context.log, 'warn');
	await makePerson(context.db, organisationId);
	const id = await ask();
	await context.db.updateTable('organisations').set({ timeZone: 'Nowhere' }).execute();
	for (let n = 1; n <= 4; n++) {
		await make();
		await make();
		expect([await stateOf(id), warn.mock.calls.length]).toEqual(['making', n]);
		context.clock.time += 120_000;
	}
	await make();
	expect([await stateOf(id), await mails()]).toEqual(['failed', [expect.anything()]]);
	const message = await (await takeUserMail(context))?.compose();
	expect(message?.raw.toString()).toContain(`/app/exports/${id}`);
});

test('a file is sealed where it is stored, each piece at its place', async () => {
	const { context, organisationId, made, chunks, fetched } = await open();
	const note = 'x'.repeat(1500);
	for (let n = 0; n < 400; n++)
		await makePerson(context.db, organisationId, { firstName: 'Ada', note });
	const id = await made();
	const stored = await chunks();
	expect(stored.length).toBeGreaterThan(1);
	// Not a name: among the 600,000 bytes of a sealed file, any three come in this order once in 28 files.
	expect(stored.some(({ sealed }) => Buffer.from(sealed).includes(note.slice(0, 16)))).toBe(false);
	const file = await fetched(id);
	expect(file).toContain(note);
	expect(lines(file)).toHaveLength(401);
	await sql`update export_chunks set position = 1 - position + 10 where position < 2`.execute(
		context.db
	);
	await sql`update export_chunks set position = position - 10 where position >= 10`.execute(
		context.db
	);
	await expect(fetched(id)).rejects.toThrow();
});
