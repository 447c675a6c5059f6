import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { allLevels, type Levels } from '@foyer/shared/team';
import { deriveRoleKey } from '../access/access-keys.ts';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import { makeEvent, makeMember, makeOrganisation } from '../testing/organisations.ts';
import { makeRole } from '../testing/roles.ts';

async function open() {
	const context = await openTestContext();
	const { organisationId, host } = await makeOrganisation(context.db);
	const event = await makeEvent(context.db, organisationId, {
		agenda: 'First, a song',
		presenterUrl: 'https://room.example/host'
	});
	const device = new Device(context, organisationId, host);
	const member = async (levels: Partial<Levels>, events?: string[]) =>
		new Device(
			context,
			organisationId,
			await makeMember(context.db, organisationId, {
				levels: { ...allLevels('none'), ...levels },
				...(events && { events })
			})
		);
	const id = randomUUID();
	const one = { id, eventId: event.id };
	const added = ['roles.add@1', { ...one, kind: 'speaker', name: 'Ada', email: null }] as [
		string,
		object
	];
	return { context, organisationId, host, event, device, member, one, added };
}

describe('roles on devices', () => {
	it('are made there and come back with the key that the server derives, stored nowhere', async () => {
		const { context, organisationId, device, one, added } = await open();
		await device.push(1, added);
		await device.pull();
		const key = deriveRoleKey(context.config.secret, organisationId, one.id, 1);
		expect(device.all('eventRoles').get(one.id)).toMatchObject({
			eventId: one.eventId,
			kind: 'speaker',
			name: 'Ada',
			rights: [],
			key,
			revokedAt: null
		});
		const stored = await context.db.selectFrom('eventRoles').selectAll().execute();
		expect(JSON.stringify(stored)).not.toContain(key);
	});

	it('have no key once revoked, the same after it was taken back, and another after renewal', async () => {
		const { device, one, added } = await open();
		const keyAfter = async (n: number, name: string) => {
			await device.push(n, [name, one]);
			await device.pull();
			return device.all('eventRoles').get(one.id)?.['key'];
		};
		await device.push(1, added);
		await device.pull();
		const first = device.all('eventRoles').get(one.id)?.['key'];
		expect(await keyAfter(2, 'roles.revoke@1')).toBeNull();
		expect(await keyAfter(3, 'roles.restore@1')).toBe(first);
		const renewed = await keyAfter(4, 'roles.renew@1');
		expect(renewed).toMatch(/^[0-9a-f]{22}$/);
		expect(renewed).not.toBe(first);
	});

	it('reach who edits the event alone, with its agenda, notes and addresses', async () => {
		const { context, organisationId, event, device, member, added } = await open();
		await device.push(1, added);
		const elsewhere = await makeEvent(context.db, organisationId);
		await makeRole(context, organisationId, elsewhere.id);
		const editor = await member({ events: 'edit' }, [event.id]);
		const others = [
			await member({ checkin: 'manage', people: 'manage' }, [event.id]),
			await member({ events: 'view', checkin: 'manage' }),
			await member({ events: 'manage' }, [])
		];
		for (const one of [editor, ...others]) await one.pull();
		expect([...editor.all('eventRoles').values()]).toMatchObject([{ eventId: event.id }]);
		expect(editor.all('eventStages').get(event.id)).toEqual({
			agenda: 'First, a song',
			notes: '',
			presenterUrl: 'https://room.example/host',
			speakerUrl: null,
			moderatorUrl: null
		});
		for (const other of others) {
			expect([other.all('eventRoles').size, other.all('eventStages').size]).toEqual([0, 0]);
			expect(
				JSON.stringify([...other.rows.values()].map((rows) => [...rows.values()]))
			).not.toMatch(/First, a song|room\.example\/host/);
		}
	});

	it('come whole in a first sync of several pages, of many events', async () => {
		const { context, organisationId, host } = await open();
		const events = await Promise.all(
			Array.from({ length: 3 }, () => makeEvent(context.db, organisationId))
		);
		const made: string[] = [];
		for (let n = 0; n < 600; n++) {
			const { id } = await makeRole(context, organisationId, events[n % 3]?.id ?? '');
			made.push(id);
		}
		const device = new Device(context, organisationId, host);
		await device.pull();
		expect([...device.all('eventRoles').keys()].sort()).toEqual(made.sort());
	});

	it('are nobody else’s: another house finds none to change', async () => {
		const { context, device, one, added } = await open();
		await device.push(1, added);
		const other = await makeOrganisation(context.db);
		const stranger = new Device(context, other.organisationId, other.host);
		const { results } = await stranger.push(1, ['roles.revoke@1', one]);
		expect(results[0]?.outcome).toEqual({ outcome: 'refused', refusal: 'missing' });
	});

	it('the same id in another house has another key', async () => {
		const { context, organisationId } = await open();
		const id = randomUUID();
		const keys = [organisationId, randomUUID()].map((of) =>
			deriveRoleKey(context.config.secret, of, id, 1)
		);
		expect(new Set(keys).size).toBe(2);
	});
});

describe('a stage', () => {
	it('is prepared by who edits the event, and travels at once', async () => {
		const { event, device } = await open();
		await device.pull();
		const fields = { notes: 'Water on the left', speakerUrl: 'https://room.example/speakers' };
		await device.push(1, ['roles.prepare@1', { eventId: event.id, fields }]);
		await device.pull();
		expect(device.all('eventStages').get(event.id)).toMatchObject({
			...fields,
			agenda: 'First, a song'
		});
	});
});
