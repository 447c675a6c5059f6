import { markArrived, takeBackArrivals } from '@foyer/shared/arrival-mutations';
import { addGroup, joinGroup } from '@foyer/shared/group-mutations';
import { addPerson, updatePerson } from '@foyer/shared/people-mutations';
import { ofEvent } from '../../web/src/lib/sync/rows.ts';
import type { Phone } from './phone.ts';
import type { Random } from './random.ts';
import { hostRights, noRights } from './rights.ts';
import { turns } from './thread.ts';
import { addSomeone, doAsBefore } from './work.ts';
import type { World } from './world.ts';

/** Who and what a scene is played with. Nothing is on its way, and the network is whole. */
export interface Cast {
	world: World;
	/** The host's, who may do anything. */
	owner: Phone;
	phones: readonly Phone[];
	random: Random;
}

/** A way straight into what random work seldom leads to. Afterwards everything is brought to rest, and looked at. */
type Scene = (cast: Cast) => Promise<void>;

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
	for (const phone of phones) await phone.turnOff();
	await world.letPass(random.pick([20, 50]));
};

/** A tab reads its people, slowly perhaps, while another one stores what changed of them. */
const openBeside: Scene = async ({ world, owner, random }) => {
	await world.fill();
	const tab = await owner.tab();
	await tab.engine.sync();
	for (let left = 4; left > 0; left--) {
		await world.touchPeople();
		void tab.engine.sync();
		await turns(random.int(100));
		await owner.open();
	}
};

/** A tab reads its people while they are taken from the device. */
const loseRightsWhileReading: Scene = async ({ world, phones, random }) => {
	const phone = random.pick(phones);
	for (let left = 3; left > 0; left--) {
		await world.setRights(phone.userId, { ...hostRights, host: false });
		await world.fill();
		await (await phone.tab()).engine.sync();
		const tab = await phone.open();
		await world.setRights(phone.userId, noRights);
		void tab?.engine.sync();
		await turns(random.int(100));
	}
};

/** A device is told that something was refused, and not what is there instead. */
const hearOfRefusalAlone: Scene = async ({ world, owner, random }) => {
	const tab = await owner.tab();
	await tab.engine.sync();
	const email = await world.fill();
	await owner.save(tab, addPerson, { id: random.uuid(), email });
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
	meetAtTheDoor
];
