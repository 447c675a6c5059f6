import { sql } from 'kysely';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { eventPath } from '@foyer/shared/access';
import { changeEvent, changeRegistration, makeInvited } from '../testing/access.ts';
import { openTestContext } from '../testing/context.ts';
import { makeOrganisation } from '../testing/organisations.ts';
import { AccessCache } from './access-cache.ts';
import { until } from '../testing/until.ts';

const quick = { pollMs: 60_000, retryMs: 20 };

async function open() {
	const context = await openTestContext();
	const invited = await makeInvited(context);
	const cache = new AccessCache(context, quick);
	onTestFinished(() => cache.close());
	const look = () => cache.event(invited.path);
	const known = (await look())!;
	const email = invited.registration.email ?? '';
	const keep = async (address: string) => (await cache.read(known, address)).keep();
	await keep(email);
	return { context, cache, look, known, email, keep, ...invited };
}

describe('what a process knows', () => {
	it('follows the event', async () => {
		const { context, look, organisationId, known, cache } = await open();
		const told: unknown[] = [];
		cache.onChange((id, now) => told.push([id, now?.status]));
		await changeEvent(context, organisationId, known.id, { status: 'live' });
		await until(async () => expect((await look())?.status).toBe('live'));
		expect(told).toEqual([[known.ref, 'live']]);
	});

	it('follows an event to its new address', async () => {
		const { context, look, organisationId, known, cache, pageName } = await open();
		await changeEvent(context, organisationId, known.id, { permalink: 'elsewhere' });
		await until(async () => expect(await look()).toBeUndefined());
		expect((await cache.event(eventPath(pageName, 'elsewhere')))?.id).toBe(known.id);
	});

	it.each([
		{ status: 'cancelled' },
		{ keyVersion: 2 },
		{ email: 'other@example.org' },
		{ language: 'nl' }
	] as const)('forgets a registration that changed: %o', async (fields) => {
		const { context, cache, known, email, organisationId, registration } = await open();
		expect(cache.known(known, email)).toHaveLength(1);
		await changeRegistration(context, organisationId, registration.id, fields);
		await until(() => expect(cache.known(known, email)).toBeUndefined());
	});

	it('holds nothing under a former address, though the new one is read before the change is heard of', async () => {
		const { context, cache, known, email, keep, registration } = await open();
		await context.db
			.updateTable('registrations')
			.set({ email: 'other@example.org', keyVersion: 2 })
			.where('id', '=', registration.id)
			.execute();
		expect(cache.known(known, email)).toHaveLength(1);
		await keep('other@example.org');
		expect(cache.known(known, 'other@example.org')).toHaveLength(1);
		expect(cache.known(known, email)).toBeUndefined();
	});

	it('keeps what others’ changes don’t concern', async () => {
		const { context, cache, known, email, organisationId, path } = await open();
		const other = await makeInvited(context);
		await cache.event(other.path);
		await changeRegistration(context, other.organisationId, other.registration.id, {
			status: 'cancelled'
		});
		await changeEvent(context, organisationId, known.id, { title: 'Renamed' });
		await until(async () => expect((await cache.event(path))?.title).toBe('Renamed'));
		expect(cache.known(known, email)).toHaveLength(1);
	});

	it('doesn’t keep what was read before a change and came after it', async () => {
		const { context, cache, known, email, organisationId, registration } = await open();
		await changeRegistration(context, organisationId, registration.id, { language: 'en' });
		await until(() => expect(cache.known(known, email)).toBeUndefined());
		let release = () => {};
		const held = new Promise<void>((resolve) => (release = resolve));
		const rows = await context.db
			.selectFrom('registrations')
			.select([
				'id',
				'status',
				'keyVersion',
				'firstName',
				'lastName',
				'language',
				sql<number>`1`.as('n')
			])
			.where('id', '=', registration.id)
			.execute();
		const slow = vi.spyOn(context.db, 'selectFrom').mockImplementationOnce((() => ({
			leftJoin: () => ({ select: () => ({ execute: () => held.then(() => rows) }) })
		})) as never);
		const reading = cache.read(known, email);
		await until(() => expect(slow).toHaveBeenCalled());
		const heard = new Promise<void>((resolve) => void context.news.listen(() => resolve()));
		await changeRegistration(context, organisationId, registration.id, { status: 'cancelled' });
		await heard;
		await cache.settled();
		release();
		const { registrations, keep } = await reading;
		expect(registrations[0]?.status).toBe('registered');
		keep();
		expect(cache.known(known, email)).toBeUndefined();
	});

	it('is read anew where news may have been missed', async () => {
		const { context, cache, look, known, email, organisationId } = await open();
		// Written by hand, told to nobody.
		await context.db
			.updateTable('events')
			.set({ title: 'Quietly renamed' })
			.where('id', '=', known.id)
			.execute();
		await context.db.updateTable('registrations').set({ status: 'cancelled' }).execute();
		expect((await look())?.title).toBe(known.title);
		context.news.changed(organisationId);
		await until(async () => expect((await look())?.title).toBe('Quietly renamed'));
		expect(cache.known(known, email)).toBeUndefined();
	});

	it('finds out by itself when no news came at all', async () => {
		const context = await openTestContext();
		const { path, event } = await makeInvited(context);
		const cache = new AccessCache(context, { pollMs: 20, retryMs: 20 });
		await cache.event(path);
		await context.db
			.updateTable('events')
			.set({ title: 'Quietly renamed' })
			.where('id', '=', event.id)
			.execute();
		await until(async () => expect((await cache.event(path))?.title).toBe('Quietly renamed'));
		await cache.close();
	});

	it('takes a change in later, where reading it failed', async () => {
		const { context, look, known, organisationId } = await open();
		const down = vi.spyOn(context.db, 'selectFrom').mockImplementation(() => {
			throw new Error('the connection is gone');
		});
		await changeEvent(context, organisationId, known.id, { title: 'Renamed' });
		await until(() => expect(down).toHaveBeenCalled());
		expect((await look())?.title).toBe(known.title);
		down.mockRestore();
		await until(async () => expect((await look())?.title).toBe('Renamed'));
	});

	it('knows nothing of an organisation without events', async () => {
		const { context, cache } = await open();
		const { pageName } = await makeOrganisation(context.db);
		expect(await cache.event(eventPath(pageName, 'nothing'))).toBeUndefined();
	});
});
