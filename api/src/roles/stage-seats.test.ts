import { describe, expect, it } from 'vitest';
import { allLevels } from '@foyer/shared/team';
import { writeTenant } from '../db/tenant.ts';
import { appRouter } from '../router.ts';
import { openTestContext } from '../testing/context.ts';
import { makeEvent, makeMember, makeOrganisation } from '../testing/organisations.ts';
import { requestOf } from '../testing/requests.ts';
import { changeRole, makeRole } from '../testing/roles.ts';
import { leaveSeat, seatMs, takeSeat } from './stage-seats.writes.ts';

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
	const sit = ({ id: roleId, keyVersion }: { id: string; keyVersion: number }, forMs = seatMs) =>
		writeTenant(context.db, organisationId, (tx) => {
			const now = context.now();
			return takeSeat(tx, { organisationId, roleId, keyVersion, now, until: now + forMs });
		});
	const leave = ({ id: roleId }: { id: string }) =>
		writeTenant(context.db, organisationId, (tx) => leaveSeat(tx, { organisationId, roleId }));
	const asked = (userId: string | null) =>
		appRouter
			.createCaller(requestOf(context, userId))
			.roles.seats({ organisationId, eventId: event.id });
	return { context, organisationId, host, event, role, sit, leave, setSeats, asked };
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
				until: context.now() + seatMs
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

describe('how the seats stand', () => {
	it('is told to who edits the event, with those of its own', async () => {
		const { context, organisationId, host, role, sit, asked } = await open(4);
		const here = await role();
		const elsewhere = await makeEvent(context.db, organisationId);
		await sit(here);
		await sit(await makeRole(context, organisationId, elsewhere.id));
		expect(await asked(host.userId)).toEqual({ of: 4, taken: 2, here: [here.id] });
		context.clock.time += seatMs;
		expect(await asked(host.userId)).toEqual({ of: 4, taken: 0, here: [] });
	});

	it('is no business of door staff, nor of who edits another event', async () => {
		const { context, organisationId, asked } = await open(4);
		const door = await makeMember(context.db, organisationId, {
			levels: { ...allLevels('none'), checkin: 'manage' }
		});
		const other = await makeMember(context.db, organisationId, {
			levels: allLevels('manage'),
			events: []
		});
		await expect(asked(door.userId)).rejects.toThrow('not_allowed');
		await expect(asked(other.userId)).rejects.toThrow('missing');
		await expect(asked(null)).rejects.toThrow('signed_out');
	});
});
