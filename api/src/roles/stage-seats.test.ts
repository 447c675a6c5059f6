import { describe, expect, it } from 'vitest';
import { allLevels } from '@foyer/shared/team';
import { writeTenant } from '../db/tenant.ts';
import { appRouter } from '../router.ts';
import { openTestContext } from '../testing/context.ts';
import { makeEvent, makeMember, makeOrganisation } from '../testing/organisations.ts';
import { requestOf } from '../testing/requests.ts';
import { changeRole, makeRole } from '../testing/roles.ts';
import { leaveSeat, seatMs, takeSeat, type Seated } from './stage-seats.writes.ts';

async function open(seats: number) {
	const context = await openTestContext();
	const { organisationId, host } = await makeOrganisation(context.db);
	await setSeats(seats);
	async function setSeats(presenterSeats: number) {
		await context.db
			.updateTable('organisations')
			.set({ presenterSeats })
			.where('id', '=', organisationId)
			.execute();
	}
	const event = await makeEvent(context.db, organisationId);
	const role = () => makeRole(context, organisationId, event.id);
	const seat = (
		{ id: roleId, keyVersion }: { id: string; keyVersion: number },
		forMs = seatMs,
		enters = false
	): Promise<Seated> =>
		writeTenant(context.db, organisationId, (tx) => {
			const now = context.now();
			const until = now + forMs;
			return takeSeat(tx, { organisationId, roleId, keyVersion, now, until, enters });
		});
	const sit = async (...args: Parameters<typeof seat>) => (await seat(...args)) === 'seated';
	const leave = ({ id: roleId }: { id: string }) =>
		writeTenant(context.db, organisationId, (tx) => leaveSeat(tx, { organisationId, roleId }));
	const callsOf = (userId: string | null) =>
		appRouter.createCaller(requestOf(context, userId)).roles;
	const asked = (userId: string | null) => callsOf(userId).seats({ organisationId });
	const free = (roleId: string, userId: string | null = host.userId, eventId = event.id) =>
		callsOf(userId).freeSeat({ organisationId, eventId, roleId });
	return { context, organisationId, host, event, role, seat, sit, leave, setSeats, asked, free };
}

describe('the account’s seats', () => {
	it('are taken one by one, over all of its events', async () => {
		const { context, organisationId, role, sit } = await open(2);
		const elsewhere = await makeEvent(context.db, organisationId);
		const [one, two, three] = [
			await role(),
			await makeRole(context, organisationId, elsewhere.id),
			await role()
		] as const;
		expect([await sit(one), await sit(two), await sit(three)]).toEqual([true, true, false]);
		// Who sits keeps the seat.
		expect([await sit(one), await sit(two)]).toEqual([true, true]);
	});

	it('are another account’s own', async () => {
		const { context, role, sit } = await open(1);
		const other = await makeOrganisation(context.db);
		const event = await makeEvent(context.db, other.organisationId);
		const stranger = await makeRole(context, other.organisationId, event.id);
		await writeTenant(context.db, other.organisationId, (tx) =>
			takeSeat(tx, {
				organisationId: other.organisationId,
				roleId: stranger.id,
				keyVersion: 1,
				now: context.now(),
				until: context.now() + seatMs,
				enters: false
			})
		);
		expect(await sit(await role())).toBe(true);
	});

	it('never go to more than there are, however many ask at once', async () => {
		const { role, sit } = await open(3);
		const roles = await Promise.all(Array.from({ length: 12 }, role));
		const seated = await Promise.all(roles.map((one) => sit(one)));
		expect(seated.filter(Boolean)).toHaveLength(3);
	});

	it('are free again when given back, when nobody renews them, and when their link is void', async () => {
		const { context, organisationId, role, sit, leave } = await open(1);
		const [one, two] = [await role(), await role()];
		await sit(one);
		await leave(one);
		expect(await sit(two)).toBe(true);
		context.clock.time += seatMs - 1;
		expect(await sit(one)).toBe(false);
		context.clock.time += 1;
		expect(await sit(one)).toBe(true);
		await changeRole(context, organisationId, one.id, { revokedAt: context.now() });
		expect(await sit(two)).toBe(true);
		await changeRole(context, organisationId, two.id, { keyVersion: 2 });
		const three = await role();
		expect(await sit(three)).toBe(true);
		await context.db.updateTable('events').set({ deletedAt: context.now() }).execute();
		const elsewhere = await makeEvent(context.db, organisationId);
		expect(await sit(await makeRole(context, organisationId, elsewhere.id))).toBe(true);
	});

	it('are free once their event is over', async () => {
		const { context, event, organisationId, role, sit } = await open(1);
		const elsewhere = await makeEvent(context.db, organisationId);
		const other = await makeRole(context, organisationId, elsewhere.id);
		await sit(await role(), 15 * 60_000);
		expect(await sit(other)).toBe(false);
		await context.db
			.updateTable('events')
			.set({ status: 'ended' })
			.where('id', '=', event.id)
			.execute();
		expect(await sit(other)).toBe(true);
	});

	it('are not made shorter by a shorter stay', async () => {
		const { context, role, sit } = await open(1);
		const [one, two] = [await role(), await role()];
		await sit(one, 15 * 60_000);
		await sit(one);
		context.clock.time += seatMs;
		expect(await sit(two)).toBe(false);
	});

	it('stay with those who sit though there are fewer meanwhile', async () => {
		const { role, sit, setSeats } = await open(2);
		const [one, two, three] = [await role(), await role(), await role()] as const;
		await sit(one);
		await sit(two);
		await setSeats(1);
		expect([await sit(one), await sit(two), await sit(three)]).toEqual([true, true, false]);
	});
});

describe('a seat that the organizer gives to others', () => {
	it('is free, and not to be had by its holder’s page; their link is as good as before', async () => {
		const { role, seat, sit, leave, free } = await open(1);
		const [one, two] = [await role(), await role()];
		await sit(one, 15 * 60_000, true);
		await free(one.id);
		expect(await seat(one)).toBe('freed');
		expect(await seat(two)).toBe('seated');
		// Coming back is asking as everybody does.
		await leave(one);
		expect(await seat(one)).toBe('none_free');
		await leave(two);
		expect(await seat(one)).toBe('seated');
	});

	it('is forgotten with the link that held it', async () => {
		const { context, organisationId, role, seat, sit, free } = await open(1);
		const one = await role();
		await sit(one);
		await free(one.id);
		await changeRole(context, organisationId, one.id, { keyVersion: 2 });
		expect(await seat({ ...one, keyVersion: 2 })).toBe('seated');
		expect(await seat({ ...one, keyVersion: 2 })).toBe('seated');
	});

	it('is nothing where nobody sits, nor by another event’s name', async () => {
		const { context, organisationId, role, seat, sit, free, asked, host } = await open(2);
		const [one, two] = [await role(), await role()];
		const elsewhere = await makeEvent(context.db, organisationId);
		await sit(one);
		await free(two.id);
		await free(one.id, host.userId, elsewhere.id);
		expect((await asked(host.userId)).taken).toBe(1);
		expect(await seat(two)).toBe('seated');
	});

	it('is for who edits its event to give', async () => {
		const { context, organisationId, event, role, sit, free, asked, host } = await open(2);
		const one = await role();
		await sit(one);
		const member = (levels: object, events?: string[]) =>
			makeMember(context.db, organisationId, {
				levels: { ...allLevels('none'), ...levels },
				...(events && { events })
			});
		const door = await member({ checkin: 'manage', people: 'manage' });
		const other = await member({ events: 'manage' }, []);
		await expect(free(one.id, door.userId)).rejects.toThrow('not_allowed');
		await expect(free(one.id, other.userId)).rejects.toThrow('missing');
		await expect(free(one.id, null)).rejects.toThrow('signed_out');
		expect((await asked(host.userId)).taken).toBe(1);
		await free(one.id, (await member({ events: 'edit' }, [event.id])).userId);
		expect((await asked(host.userId)).taken).toBe(0);
	});
});

describe('how the seats stand', () => {
	it('is told to who edits events, with who holds them where', async () => {
		const { context, organisationId, host, event, role, sit, asked } = await open(4);
		const here = await role();
		const elsewhere = await makeEvent(context.db, organisationId, {
			startsAt: event.startsAt + 1,
			endsAt: event.endsAt + 1
		});
		const there = await makeRole(context, organisationId, elsewhere.id, {
			kind: 'speaker',
			name: 'Grace Hopper'
		});
		await sit(here);
		await sit(there, seatMs, true);
		const taken = { name: 'Ada Lovelace', kind: 'presenter', enteredAt: null };
		const held = [
			{ ...taken, roleId: here.id, eventId: event.id, eventTitle: event.title },
			{
				roleId: there.id,
				name: 'Grace Hopper',
				kind: 'speaker',
				eventId: elsewhere.id,
				eventTitle: elsewhere.title,
				enteredAt: context.now()
			}
		];
		expect(await asked(host.userId)).toEqual({ of: 4, taken: 2, held });
		context.clock.time += seatMs;
		expect(await asked(host.userId)).toEqual({ of: 4, taken: 0, held: [] });
	});

	it('is a number alone where they are at events that others edit', async () => {
		const { context, organisationId, event, role, sit, asked } = await open(4);
		const elsewhere = await makeEvent(context.db, organisationId);
		await sit(await makeRole(context, organisationId, elsewhere.id));
		const here = await role();
		await sit(here);
		const { userId } = await makeMember(context.db, organisationId, {
			levels: { ...allLevels('none'), events: 'edit' },
			events: [event.id]
		});
		expect(await asked(userId)).toMatchObject({ of: 4, taken: 2, held: [{ roleId: here.id }] });
	});

	it('says since when somebody is in the room, while they sit', async () => {
		const { context, host, role, sit, asked } = await open(4);
		const one = await role();
		const since = async () => (await asked(host.userId)).held[0]?.enteredAt;
		await sit(one);
		expect(await since()).toBeNull();
		await sit(one, 60 * 60_000, true);
		const entered = context.now();
		context.clock.time += 60_000;
		await sit(one);
		expect(await since()).toBe(entered);
		context.clock.time += 60 * 60_000;
		await sit(one);
		expect(await since()).toBeNull();
	});

	it('is no business of door staff, nor of who edits no event', async () => {
		const { context, organisationId, asked } = await open(4);
		const door = await makeMember(context.db, organisationId, {
			levels: { ...allLevels('none'), checkin: 'manage' }
		});
		const none = await makeMember(context.db, organisationId, {
			levels: allLevels('manage'),
			events: []
		});
		const stranger = (await makeOrganisation(context.db)).host;
		await expect(asked(door.userId)).rejects.toThrow('not_allowed');
		await expect(asked(none.userId)).rejects.toThrow('not_allowed');
		await expect(asked(stranger.userId)).rejects.toThrow('missing');
		await expect(asked(null)).rejects.toThrow('signed_out');
	});
});
