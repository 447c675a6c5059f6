import { Phone, type Tab } from './phone.ts';
import { Random } from './random.ts';
import { faultsAtRest, settle } from './rest.ts';
import { World, type SimulatedContext } from './world.ts';
import { writeSomething } from './work.ts';

const day = 86_400_000;

/** What happens, and how often among a hundred. */
const happenings = {
	write: 36,
	'write in a tab while another pulls': 3,
	sync: 11,
	'sync beside what follows': 10,
	'sync all tabs beside what follows': 5,
	'kill a tab': 4,
	'kill a tab at a commit': 6,
	'lose the connections': 1,
	'open a tab': 4,
	'delete someone for good': 2,
	'edit an event elsewhere': 4,
	'change rights': 3,
	'lose the data': 1,
	'lose everything': 1,
	'back up': 2,
	'restore the backup': 2,
	'upgrade the databases': 1,
	'set a clock': 2,
	'copy the queue': 1,
	'set the queue back': 1
} as const;
type Happening = keyof typeof happenings;

const pickHappening = (random: Random): Happening => {
	let roll = random.int(100);
	for (const [name, weight] of Object.entries(happenings)) {
		if (roll < weight) return name as Happening;
		roll -= weight;
	}
	throw new Error('the weights make no hundred');
};

/** Random work of a few devices over a faulty network, reproduced by its seed. */
export class Schedule {
	readonly #random: Random;
	readonly #world: World;
	readonly #phones: Phone[] = [];
	/** What happened, to read a failing seed by. */
	readonly #story: string[] = [];

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
			for (const phone of schedule.#phones) phone.checkShown();
		}
		await settle(schedule.#phones);
		const faults = await faultsAtRest(schedule.#world, schedule.#phones);
		if (faults.length > 0) throw new Error([...faults, '', ...schedule.#story].join('\n'));
	}

	async #begin(): Promise<void> {
		const count = 2 + this.#random.int(4);
		for (let number = 0; number < count; number++) {
			const userId = await this.#world.addMember(number === 0);
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
		const happening = pickHappening(this.#random);
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
			case 'change rights':
				return this.#world.changeRights(phone.userId);
			case 'lose the data':
				return phone.loseData();
			case 'lose everything':
				return phone.loseAll();
			case 'back up':
				return this.#world.backUp();
			case 'restore the backup':
				// What the server did just before is on its way back: half of the time.
				if (this.#random.chance(0.5)) await this.#syncSlowly();
				await this.#world.restore();
				// Every stream opens anew, so that every tab asks at once.
				this.#syncEverywhere();
				return;
			case 'upgrade the databases':
				return phone.upgrade();
			case 'copy the queue':
				return phone.copyQueue();
			case 'set the queue back':
				return phone.setQueueBack();
			case 'set a clock':
				phone.skew = this.#random.pick([-day, 0, day]);
		}
	}

	/** Every tab begins to sync. */
	#syncEverywhere(): void {
		for (const { tabs } of this.#phones) for (const { engine } of tabs) void engine.sync();
	}

	/** The same, and answers are late. */
	async #syncSlowly(): Promise<void> {
		for (const { network } of this.#phones) network.slow = true;
		this.#syncEverywhere();
		await this.#turns(40);
		for (const { network } of this.#phones) network.slow = false;
	}

	/** Something is saved and sent in a tab while another's answer is on its way; it may no longer be allowed. */
	async #writeBeside(phone: Phone, tab: Tab): Promise<void> {
		const other = phone.tabs.find((each) => each !== tab) ?? (await phone.open());
		if (!other) return;
		phone.network.slow = true;
		void other.engine.sync();
		await this.#turns(30);
		if (this.#random.chance(0.5)) await this.#world.changeRights(phone.userId);
		await writeSomething(this.#world, phone, tab, this.#random);
		void tab.engine.sync();
		await this.#turns(30);
		phone.network.slow = false;
	}

	/** Lets some turns of the event loop pass. */
	async #turns(most: number): Promise<void> {
		for (let left = this.#random.int(most); left > 0; left--)
			await new Promise((resolve) => setImmediate(resolve));
	}
}
