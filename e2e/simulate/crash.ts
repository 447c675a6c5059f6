import { addPerson, updatePerson } from '@foyer/shared/people-mutations';
import { addRegistrations } from '@foyer/shared/registration-mutations';
import { rotateKeys } from '@foyer/shared/key-mutations';
import { Phone } from './phone.ts';
import type { Moment, Power } from './power.ts';
import { Random } from './random.ts';
import { faultsAtRest, settle } from './rest.ts';
import { World, type SimulatedContext } from './world.ts';

/**
 * An evening's work on one device, whose tab is killed at its n-th transaction that writes and opened again.
 * @returns whether there was an n-th
 * @throws Error that says all that is wrong
 */
export async function crashAtWrite(
	context: SimulatedContext,
	write: number,
	moment: Moment
): Promise<boolean> {
	const random = new Random(write);
	const world = await World.make(context, random);
	const phone = new Phone(0, world, await world.addMember(true), random);
	let first: Power | undefined;
	await phone.open((power) => {
		first = power;
		power.cutAtWrite(write, moment);
	});
	for (const step of evening(world, random)) await step(phone);
	const crashed = first?.on === false;
	await settle([phone]);
	const faults = await faultsAtRest(world, [phone]);
	if (faults.length > 0) throw new Error(faults.join('\n'));
	return crashed;
}

type Step = (phone: Phone) => Promise<void>;

function evening(world: World, random: Random): Step[] {
	const [eventId = ''] = world.eventIds;
	const [ada, bo] = [random.uuid(), random.uuid()];
	const registration = random.uuid();
	const sync: Step = async (phone) => (await phone.tab()).engine.sync();
	const add =
		(id: string, email: string): Step =>
		async (phone) =>
			phone.save(await phone.tab(), addPerson, { id, email });
	const rotate =
		(rotation: string): Step =>
		async (phone) =>
			phone.save(await phone.tab(), rotateKeys, { eventId, personIds: [ada], rotation });
	return [
		sync,
		add(ada, 'ada@example.org'),
		async (phone) =>
			phone.save(await phone.tab(), updatePerson, { id: ada, fields: { firstName: 'Ada' } }),
		sync,
		async (phone) =>
			phone.save(await phone.tab(), addRegistrations, {
				eventId,
				people: [{ id: registration, personId: ada }],
				confirmations: 'now'
			}),
		rotate(random.uuid()),
		() => world.editEvent(),
		sync,
		// Refused: the address is known, which is told.
		add(bo, 'ada@example.org'),
		() => world.backUp(),
		async (phone) =>
			phone.save(await phone.tab(), updatePerson, { id: ada, fields: { note: 'front row' } }),
		sync,
		() => world.restore(),
		sync,
		rotate(random.uuid()),
		sync,
		() => world.deleteSomeone(),
		sync
	];
}
