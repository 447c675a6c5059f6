import { ofEvent } from '../../web/src/lib/sync/partitions.ts';
import { Phone, type Tab } from './phone.ts';
import { Random } from './random.ts';
import { faultsAtRest, settle } from './rest.ts';
import {
	beAwayFor,
	letMuchWait,
	scenes,
	sendForgotten,
	writeOnOldQueue,
	type Scene
} from './scenes.ts';
import { turns } from './thread.ts';
import { World, type SimulatedContext } from './world.ts';
import { writeSomething } from './work.ts';

const day = 86_400_000;

/** How many scenes each schedule ends with. */
const scenesOfEach = 2;

/** What happens, and how often among 115; else something is written. */
const happenings = [
	[3, 'write in a tab while another pulls'],
	[11, 'sync'],
	[10, 'sync beside what follows'],
	[5, 'sync all tabs beside what follows'],
	[4, 'kill a tab'],
	[6, 'kill a tab at a commit'],
	[1, 'lose the connections'],
	[4, 'open a tab'],
	[2, 'delete someone for good'],
	[4, 'edit an event elsewhere'],
	[3, 'change rights'],
	[2, 'change rights between the pages of a first sync'],
	[1, 'lose the data'],
	[1, 'lose everything'],
	[2, 'back up'],
	[2, 'restore the backup'],
	[2, 'restore a backup before the copy of a request arrives'],
	[1, 'upgrade the databases'],
	[2, 'come from a version before'],
	[2, 'set a clock'],
	[2, 'copy the queue'],
	[3, 'set the queue back'],
	[2, 'let everyone be away'],
	[1, 'somebody asks to be erased'],
	[2, 'write on a queue that was set back'],
	[3, 'open a tab while another pulls'],
	[1, 'send again what has been forgotten'],
	[2, 'look at an event while another tab pulls'],
	[3, 'take what waits to another device']
] as const;

/** Random work of a few devices over a faulty network, reproduced by its seed. */
export class Schedule {
	readonly #random: Random;
	readonly #world: World;
	readonly #phones: Phone[] = [];
	/** What happened, to read a failing seed by. */
	readonly #story: string[] = [];
	/** Whether nothing happened that a server can't tell any more once it has forgotten what became of mutations. */
	#plain = true;

	private constructor(world: World, random: Random) {
		this.#world = world;
		this.#random = random;
	}

	/**
	 * Runs a seed to its end and looks at what came of it.
	 * @throws Error that says all that is wrong
	 */
	static async run(context: SimulatedContext, seed: number): Promise<void> {
		const random = new Random(seed);
		const schedule = new Schedule(await World.make(context, random), random);
		await schedule.#begin();
		for (let left = 20 + random.int(61); left > 0; left--) {
			await schedule.#happen();
			await schedule.#check();
			schedule.#requireNone(schedule.#world.faults);
		}
		await schedule.#rest();
		for (const phone of schedule.#phones) phone.readSlowly();
		// By numbers of their own, so that a seed keeps its scenes whatever comes before them.
		const choice = new Random(seed + 1);
		for (let left = scenesOfEach; left > 0; left--) {
			await schedule.#play(choice.pick(scenes));
			await schedule.#rest();
		}
		await schedule.#play(letMuchWait);
		await schedule.#rest();
	}

	/** Everything is brought to rest and looked at. */
	async #rest(): Promise<void> {
		await this.#world.takeBackEveryone();
		await settle(this.#phones);
		this.#requireNone(await faultsAtRest(this.#world, this.#phones));
		for (const phone of this.#phones) await phone.turnOff();
	}

	/** A scene comes after all else, so that one that is added changes nothing of what seeds do before it. */
	async #play(scene: Scene): Promise<void> {
		this.#world.context.clock.time += this.#random.int(day / 12);
		const [owner] = this.#phones as [Phone];
		this.#story.push(`scene: ${scene.name}`);
		await scene({ owner, ...this.#devices });
	}

	/** @throws Error where there are faults */
	#requireNone(faults: readonly string[]): void {
		if (faults.length > 0) throw new Error([...new Set(faults), '', ...this.#story].join('\n'));
	}

	async #check(): Promise<void> {
		for (const phone of this.#phones) phone.checkShown();
		const tabs = this.#phones.flatMap((phone) => phone.tabs.map((tab) => ({ phone, tab })));
		if (tabs.length === 0 || this.#random.chance(0.5)) return;
		const { phone, tab } = this.#random.pick(tabs);
		await phone.checkTab(tab);
	}

	/** Members with a device, of whom some have two. */
	async #begin(): Promise<void> {
		const count = 2 + this.#random.int(4);
		for (let number = 0; number < count; number++) {
			const userId =
				number > 0 && this.#random.chance(0.3)
					? this.#random.pick(this.#phones).userId
					: await this.#world.addMember(number === 0);
			this.#phones.push(new Phone(number, this.#world, userId, this.#random));
		}
		for (const phone of this.#phones) await (await phone.tab()).engine.sync();
		for (const phone of this.#phones) phone.network.faultiness = 0.4;
	}

	async #happen(): Promise<void> {
		// Between two happenings up to two hours pass.
		this.#world.context.clock.time += this.#random.int(day / 12);
		const number = this.#random.int(this.#phones.length);
		const phone = this.#phones[number] as Phone;
		const happening = this.#random.share(115, happenings, 'write');
		this.#story.push(`${number}: ${happening}`);
		const tab = await phone.tab();
		switch (happening) {
			case 'write':
				return writeSomething(this.#world, phone, tab, this.#random);
			case 'write in a tab while another pulls':
				return this.#writeBeside(phone, tab);
			case 'sync':
				return tab.engine.sync();
			case 'sync beside what follows':
				void tab.engine.sync();
				return;
			case 'sync all tabs beside what follows':
				if (phone.tabs.length < 2) await phone.open();
				for (const { engine } of phone.tabs) void engine.sync();
				return;
			case 'kill a tab':
				return tab.power.cut();
			case 'kill a tab at a commit':
				return tab.power.cutAtWrite(
					1 + this.#random.int(4),
					this.#random.pick(['before the commit', 'after the commit'])
				);
			case 'lose the connections':
				return tab.power.loseConnections();
			case 'open a tab':
				if (phone.tabs.length < 3) await phone.open();
				return;
			case 'delete someone for good':
				return this.#world.deleteSomeone();
			case 'edit an event elsewhere':
				return this.#world.editEvent();
			case 'somebody asks to be erased':
				return this.#world.askErasure();
			case 'change rights':
				return this.#world.changeRights(phone.userId);
			case 'change rights between the pages of a first sync':
				return this.#changeRightsInFirstSync(phone);
			case 'lose the data':
				return phone.loseData();
			case 'lose everything':
				return phone.loseAll();
			case 'back up':
				return this.#world.backUp();
			case 'restore the backup':
				// What the server did just before is on its way back: half of the time.
				if (this.#random.chance(0.5)) await this.#syncSlowly();
				this.#plain = false;
				await this.#world.restore();
				// Every stream opens anew, so that every tab asks at once.
				this.#syncEverywhere();
				return;
			case 'restore a backup before the copy of a request arrives':
				return this.#restoreBeforeCopy(phone, tab);
			case 'upgrade the databases':
				return phone.upgrade();
			case 'come from a version before':
				return phone.comeFromBefore();
			case 'copy the queue':
				return phone.copyQueue();
			case 'set the queue back':
				this.#plain = false;
				return phone.setQueueBack();
			case 'write on a queue that was set back':
				this.#plain = false;
				return writeOnOldQueue(phone, tab, this.#random);
			case 'open a tab while another pulls':
				return this.#openBeside(phone, tab);
			case 'send again what has been forgotten':
				if (!this.#plain) return;
				this.#plain = false;
				return sendForgotten(this.#devices, phone, tab);
			case 'look at an event while another tab pulls':
				return this.#lookBeside(phone, tab);
			case 'take what waits to another device':
				return this.#takeElsewhere(phone, tab);
			case 'set a clock':
				this.#plain = false;
				phone.skew = this.#random.pick([-day, 0, day]);
				return;
			case 'let everyone be away':
				return this.#beAway();
		}
	}

	/** Every tab begins to sync. */
	#syncEverywhere(): void {
		for (const { tabs } of this.#phones) for (const { engine } of tabs) void engine.sync();
	}

	/** The same, and answers are late. */
	async #syncSlowly(): Promise<void> {
		for (const { network } of this.#phones) network.slow = 'back';
		this.#syncEverywhere();
		await this.#turns(40);
		for (const { network } of this.#phones) network.slow = null;
	}

	/**
	 * Something is saved and sent in a tab while another tab's question is on its way: that one may hear of it before
	 * the tab that saved it does. It may no longer be allowed.
	 */
	async #writeBeside(phone: Phone, tab: Tab): Promise<void> {
		const other = phone.tabs.find((each) => each !== tab) ?? (await phone.open());
		if (!other) return;
		const asks = phone.network.setsOut('/api/trpc/sync.pull');
		phone.network.slow = 'there';
		await Promise.race([asks, other.engine.sync()]);
		phone.network.slow = 'back';
		if (this.#random.chance(0.5)) await this.#world.changeRights(phone.userId);
		await writeSomething(this.#world, phone, tab, this.#random);
		void tab.engine.sync();
		await this.#turns(30);
		phone.network.slow = null;
	}

	/** What a device was told was done is lost with a backup, and done anew by a copy of the request: otherwise, perhaps. */
	async #restoreBeforeCopy(phone: Phone, tab: Tab): Promise<void> {
		await tab.engine.sync();
		await this.#world.backUp();
		const arrive = phone.network.copyPushes();
		this.#plain = false;
		await writeSomething(this.#world, phone, tab, this.#random);
		await tab.engine.sync();
		await this.#world.restore();
		await this.#random.pick([
			() => this.#world.changeRights(phone.userId),
			() => this.#world.editEvent(),
			() => this.#world.deleteSomeone()
		])();
		await arrive();
	}

	/** A tab reads what another one is storing. */
	async #openBeside(phone: Phone, tab: Tab): Promise<void> {
		if (phone.tabs.length > 2) return;
		await this.#world.editEvent();
		const asks = phone.network.setsOut('/api/trpc/sync.pull');
		void tab.engine.sync();
		await Promise.race([asks, this.#turns(400)]);
		await this.#turns(this.#random.int(60));
		await phone.open();
	}

	/** Both devices go on to send it. */
	async #takeElsewhere(phone: Phone, tab: Tab): Promise<void> {
		const other = this.#phones.find((one) => one !== phone && one.userId === phone.userId);
		if (!other) return;
		this.#plain = false;
		await writeSomething(this.#world, phone, tab, this.#random);
		await phone.takeTo(other, tab);
	}

	/** A tab reads the registrations of an event that change while it does, in one answer after another. */
	async #lookBeside(phone: Phone, tab: Tab): Promise<void> {
		const other = phone.tabs.find((each) => each !== tab) ?? (await phone.open());
		if (!other) return;
		const eventId = this.#random.pick(this.#world.eventIds);
		for (let times = 2 + this.#random.int(2); times > 0; times--) {
			await this.#world.touchRegistrations(eventId);
			void tab.engine.sync();
			await this.#turns(80);
			other.engine.want(ofEvent(eventId));
		}
	}

	/** A device that begins anew gets other rights between two of its pages. */
	async #changeRightsInFirstSync(phone: Phone): Promise<void> {
		await phone.loseData();
		const { engine } = await phone.tab();
		const asks = phone.network.setsOut('/api/trpc/sync.pull');
		void engine.sync();
		await Promise.race([asks, this.#turns(400)]);
		await this.#turns(60);
		await this.#world.changeRights(phone.userId);
	}

	/**
	 * All devices lie in a drawer, for longer than some things are kept. What became of mutations the server knows
	 * for 400 days: whoever comes later must have a clock that is right, and neither side been set back since.
	 */
	#beAway(): Promise<void> {
		return beAwayFor(this.#random.pick(this.#plain ? [20, 91, 401] : [20, 50, 91]), this.#devices);
	}

	get #devices() {
		return { world: this.#world, phones: this.#phones, random: this.#random };
	}

	/** Lets some turns of the event loop pass. */
	#turns(most: number): Promise<void> {
		return turns(this.#random.int(most));
	}
}
