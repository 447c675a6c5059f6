import { markArrived, takeBackArrivals } from '@foyer/shared/arrival-mutations';
import { addGroup, joinGroup } from '@foyer/shared/group-mutations';
import { updatePerson } from '@foyer/shared/people-mutations';
import { ofEvent, peoplePartition } from '../../web/src/lib/sync/partitions.ts';
import type { Phone, Tab } from './phone.ts';
import type { Random } from './random.ts';
import { hostRights, noRights } from './rights.ts';
import { turns } from './thread.ts';
import { addSomeone, doAsBefore, doEverything } from './work.ts';
import type { World } from './world.ts';

/** Who and what a scene is played with. Nothing is on its way, and the network is whole. */
export interface Cast {
	world: World;
	/** The host's, who may do anything. */
	owner: Phone;
	phones: readonly Phone[];
	random: Random;
}

type Devices = Omit<Cast, 'owner'>;

/** All devices lie in a drawer. */
export async function beAwayFor(
	days: number,
	{ world, phones }: Omit<Devices, 'random'>
): Promise<void> {
	for (const phone of phones) await phone.turnOff();
	if (days > 400) for (const phone of phones) phone.forgetCopy();
	await world.letPass(days);
}

/** The device's own backup is put back after the server counted on, and somebody writes before it is asked again. */
export async function writeOnOldQueue(phone: Phone, tab: Tab, random: Random): Promise<void> {
	await phone.copyQueue();
	await addSomeone(phone, tab, random);
	await tab.engine.sync();
	await phone.setQueueBack();
	await addSomeone(phone, await phone.tab(), random);
}

/**
 * What a device sent was done, which it never heard, and is asked about when the server has forgotten it; then it
 * goes by another number.
 */
export async function sendForgotten(devices: Devices, phone: Phone, tab: Tab): Promise<void> {
	const { random } = devices;
	await addSomeone(phone, tab, random);
	phone.network.losesAnswers = true;
	await tab.engine.sync();
	phone.network.losesAnswers = false;
	await beAwayFor(401, devices);
	const again = await phone.tab();
	await again.engine.sync();
	await writeOnOldQueue(phone, again, random);
}

/** A way straight into what random work seldom leads to. Afterwards everything is brought to rest, and looked at. */
export type Scene = (cast: Cast) => Promise<void>;

/** The server is set back, and the device that had written since has nothing more to say. */
const loseWhatWasDone: Scene = async ({ world, owner, random }) => {
	const tab = await owner.tab();
	await world.backUp();
	await addSomeone(owner, tab, random);
	await tab.engine.sync();
	await world.restore();
};

/** A device is told of more than an answer has room for, what it did itself among that. */
const hearOfMuch: Scene = async ({ world, owner, random }) => {
	await world.fill();
	const tab = await owner.tab();
	await tab.engine.sync();
	for (let left = 3 + random.int(4); left > 0; left--)
		await random.pick([
			() => world.editEvent(),
			() => world.touchPeople(),
			() => world.touchRegistrations(random.pick(world.eventIds))
		])();
	await addSomeone(owner, tab, random);
	await tab.engine.sync();
};

/** A device begins anew where several events come after the near one, each with more registrants than a page has. */
const beginAnew: Scene = async ({ world, owner }) => {
	await world.fill();
	await owner.loseData();
	await (await owner.tab()).engine.sync();
};

/** The app was an old version until now, and something waits. */
const comeFromBefore: Scene = async ({ owner, random }) => {
	await addSomeone(owner, await owner.tab(), random);
	await owner.comeFromBefore();
};

/** What each past version of the app saved comes in, late. */
const workAsBefore: Scene = async ({ world, owner, random }) => {
	await world.fill();
	const tab = await owner.tab();
	await tab.engine.sync();
	const eventId = random.pick(world.eventIds);
	await tab.engine.need([ofEvent(eventId)]);
	const [guest] = tab.engine.shown.registrationsOf(eventId);
	if (guest) await doAsBefore({ phone: owner, tab, random, eventId, someone: guest.personId });
};

/** Somebody leaves for good while every device lies in a drawer, for less time than that is told. */
const leaveMeanwhile: Scene = async ({ world, owner, phones, random }) => {
	await world.fill();
	await (await owner.tab()).engine.sync();
	await world.deleteSomeone();
	await beAwayFor(random.pick([20, 50]), { world, phones });
};

/** A tab reads its people, page by page, while another one stores what changed of them. */
const openBeside: Scene = async ({ world, owner, random }) => {
	await world.fill(9);
	await owner.loseData();
	const tab = await owner.tab();
	await tab.engine.sync();
	for (let left = 4; left > 0; left--) {
		await world.touchPeople();
		void tab.engine.sync();
		await turns(random.int(60));
		await owner.open();
	}
};

/** A tab reads its people while they are taken from the device. */
const loseRightsWhileReading: Scene = async ({ world, owner, phones, random }) => {
	const phone = phones.find(({ userId }) => userId !== owner.userId);
	if (!phone) return;
	await world.fill(12);
	for (let left = 2; left > 0; left--) {
		await world.setRights(phone.userId, { ...hostRights, host: false });
		// So that people are written in the order in which they are listed.
		await phone.loseData();
		const tab = await phone.tab();
		await tab.engine.sync();
		await turns(100);
		await world.setRights(phone.userId, noRights);
		await phone.open();
		void tab.engine.sync();
		await turns(random.int(400));
	}
};

/** Somebody with few rights tries all there is. */
const tryEverything: Scene = async ({ world, owner, phones, random }) => {
	const phone = phones.find(({ userId }) => userId !== owner.userId);
	if (!phone) return;
	await world.fill();
	const levels = { ...noRights.levels, events: 'view', people: 'view' } as const;
	await world.setRights(phone.userId, { host: false, levels, events: 'all' });
	const tab = await phone.tab();
	await tab.engine.sync();
	await tab.engine.need([peoplePartition]);
	const eventId = random.pick(world.eventIds);
	const { id: someone } = random.pick([...tab.engine.shown.people()]);
	await doEverything({ phone, tab, random, eventId, someone });
};

/**
 * As `sendForgotten`, of new devices: their clocks were always right and their numbers held. The others read people
 * page by page while all that they had is dropped.
 */
const comeBackLate: Scene = async ({ world, owner, ...cast }) => {
	await world.fill(9);
	for (const phone of cast.phones) {
		phone.loseAll();
		phone.skew = 0;
		await (await phone.tab()).engine.sync();
	}
	await turns(100);
	await sendForgotten({ world, ...cast }, owner, await owner.tab());
};

/** A device is told that something was refused, and not what is there instead. */
const hearOfRefusalAlone: Scene = async ({ world, owner, random }) => {
	await world.fill();
	const tab = await owner.tab();
	await tab.engine.sync();
	await tab.engine.need([peoplePartition]);
	const { id } = random.pick([...tab.engine.shown.people()]);
	// Somebody has that address by now.
	await owner.save(tab, updatePerson, { id, fields: { email: await world.fill() } });
	const asks = owner.network.setsOut('/api/trpc/sync.pull');
	const synced = tab.engine.sync();
	await Promise.race([asks, synced]);
	owner.network.losesAnswers = true;
	await synced;
	owner.network.losesAnswers = false;
	await owner.checkTab(tab);
};

/** Who is registered joins a group, and gets another name and address. */
const changeGuests: Scene = async ({ world, owner, random }) => {
	await world.fill();
	const tab = await owner.tab();
	await tab.engine.sync();
	await tab.engine.need([peoplePartition]);
	const groupId = random.uuid();
	await owner.save(tab, addGroup, { id: groupId, name: `Group ${random.int(99)}`, rule: null });
	for (const { id } of [...tab.engine.shown.people()].slice(0, 4)) {
		await owner.save(tab, joinGroup, { groupId, personIds: [id] });
		const fields = { firstName: random.uuid(), email: `${random.uuid()}@example.org` };
		await owner.save(tab, updatePerson, { id, fields });
	}
};

/** Devices mark the same guest before they hear of each other; some take back what they marked, and mark anew. */
const meetAtTheDoor: Scene = async ({ world, phones, random }) => {
	await world.fill();
	const eventId = random.pick(world.eventIds);
	for (const phone of phones) {
		await world.setRights(phone.userId, { ...hostRights, host: false });
		const { engine } = await phone.tab();
		await engine.sync();
		await engine.need([ofEvent(eventId)]);
	}
	for (const phone of phones) {
		const tab = await phone.tab();
		const [guest] = tab.engine.shown.registrationsOf(eventId);
		if (!guest) return;
		const { personId } = guest;
		for (let left = 1 + random.int(2); left > 0; left--) {
			const admissionId = random.uuid();
			const at = Math.round(tab.engine.now());
			await phone.save(tab, markArrived, { eventId, people: [{ personId, at }], admissionId });
			const people = [{ personId, admissionId, ledInAt: null }];
			if (random.chance(0.4)) await phone.save(tab, takeBackArrivals, { eventId, people });
		}
	}
};

/**
 * Much waits, and is laid in turns over what is read meanwhile, while more is saved in this tab and in others. Played
 * at the end of every schedule.
 */
export const letMuchWait: Scene = async ({ world, owner, random }) => {
	await world.fill(9);
	const tab = await owner.tab();
	await tab.engine.sync();
	owner.laySlowly();
	for (let left = 12; left > 0; left--) await addSomeone(owner, tab, random);
	const opening: Promise<Tab | undefined>[] = [];
	for (let left = 3; left > 0; left--) {
		opening.push(owner.open());
		await turns(random.int(200));
		for (const { engine } of owner.tabs) void engine.need([ofEvent(random.pick(world.eventIds))]);
		await turns(random.int(200));
		await addSomeone(owner, await owner.tab(), random);
	}
	for (const opened of await Promise.all(opening)) if (opened) await owner.checkTab(opened);
	owner.checkShown();
	void tab.engine.sync();
	await turns(random.int(400));
	await addSomeone(owner, await owner.tab(), random);
};

export const scenes: readonly Scene[] = [
	loseWhatWasDone,
	hearOfMuch,
	beginAnew,
	comeFromBefore,
	workAsBefore,
	leaveMeanwhile,
	openBeside,
	loseRightsWhileReading,
	hearOfRefusalAlone,
	changeGuests,
	tryEverything,
	comeBackLate,
	meetAtTheDoor
];
