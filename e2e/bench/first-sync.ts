/**
 * What an organizer waits for: all people of an organisation on a new device, the first of them, and the list
 * at every later start. Headless Chromium against the product on PostgreSQL, beside a bare Dexie in the same
 * browser that writes and reads the same rows. `first-sync.ts [people …]`
 */
import type { Browser } from '@playwright/test';
import { median, report } from '../../api/src/bench/support/measure.ts';
import { bareDexie } from './support/bare-dexie.ts';
import { longestWork, newDevice, openBrowser, watched } from './support/browser.ts';
import { openHouse, type House } from './support/house.ts';

const rounds = 7;
const tracedRounds = 3;
/** How long a device is left alone after a first sync, in ms. */
const restMs = 5000;
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 100_000];

const figures = {
	all: [] as number[],
	first: [] as number[],
	cold: [] as number[],
	coldAll: [] as number[],
	blockedAtFirst: [] as number[],
	blockedLater: [] as number[],
	workedAtFirst: [] as number[],
	workedLater: [] as number[],
	write: [] as number[],
	read: [] as number[]
};

async function round(browser: Browser, house: House): Promise<void> {
	const bare = await newDevice(browser, house);
	const { write, read } = await bareDexie(bare, house.people);
	await bare.context().close();
	const page = await newDevice(browser, house);
	await page.goto('/app/people');
	const first = await watched(page);
	// What follows a first sync, which no other start meets: the rows are written in the list's order.
	await page.waitForTimeout(restMs);
	await page.reload();
	const cold = await watched(page);
	await page.context().close();
	const began = first.syncAt ?? 0;
	figures.write.push(write);
	figures.read.push(read);
	figures.all.push((first.allAt ?? NaN) - began);
	figures.first.push((first.listAt ?? NaN) - began);
	figures.cold.push(cold.listAt ?? NaN);
	figures.coldAll.push(cold.allAt ?? NaN);
	figures.blockedAtFirst.push(first.longestTask);
	figures.blockedLater.push(cold.longestTask);
}

/** The same without a clock, on a device of its own: being watched so closely takes time. */
async function traced(browser: Browser, house: House): Promise<void> {
	const page = await newDevice(browser, house);
	const open = async (go: () => Promise<unknown>) =>
		longestWork(browser, page, async () => {
			await go();
			await watched(page);
		});
	figures.workedAtFirst.push(await open(() => page.goto('/app/people')));
	await page.waitForTimeout(restMs);
	figures.workedLater.push(await open(() => page.reload()));
	await page.context().close();
}

function tell(people: number): void {
	const line = (told: string, values: number[], reference: string, referenceValue: number) =>
		report({
			bench: 'first-sync',
			case: `${people} people: ${told}`,
			value: median(values),
			unit: 'ms',
			reference,
			referenceValue
		});
	const bulkPut = 'a bare Dexie bulkPut of the same rows';
	line('all of them on a new device', figures.all, bulkPut, median(figures.write));
	line('the first of them in the list', figures.first, bulkPut, median(figures.write));
	const second = 'a second';
	line('the list at a later start, from the navigation on', figures.cold, second, 1000);
	line('everybody in it', figures.coldAll, second, 1000);
	const blocked = 'three frames';
	const worked = 'the longest that the page worked at one stretch, by its own time';
	line(`${worked}, on a new device`, figures.workedAtFirst, blocked, 50);
	line(`${worked}, at a later start`, figures.workedLater, blocked, 50);
	line(
		'the longest that the page was blocked, on a new device',
		figures.blockedAtFirst,
		blocked,
		50
	);
	line(
		'the longest that the page was blocked, at a later start',
		figures.blockedLater,
		blocked,
		50
	);
}

const browser = await openBrowser();
try {
	for (const people of sizes) {
		const house = await openHouse({ people, events: 0, registrations: 0 });
		for (const values of Object.values(figures)) values.length = 0;
		for (let done = 0; done < rounds; done++) await round(browser, house);
		for (let done = 0; done < tracedRounds; done++) await traced(browser, house);
		tell(people);
		await house.close();
	}
} finally {
	await browser.close();
}
process.exit(0);
