/**
 * What an organizer who has signed in waits for: all people of an organisation on a new device, the first of them,
 * and the list at every later start; of a large one all of its events' registrations too, after an end in the middle
 * as well, and what the device then holds. The app itself is there by then. Headless Chromium against the product on PostgreSQL, beside a bare Dexie in the
 * same browser that writes and reads the same rows. `first-sync.ts [people | people/events/registrations …]`, each
 * with `@phone` for a page that works as slowly as a phone's.
 */
import { setPriority } from 'node:os';
import type { Browser, Page } from '@playwright/test';
import { median, report } from '../../api/src/bench/support/measure.ts';
import { bareDexie } from './support/bare-dexie.ts';
import {
	held,
	longestWork,
	newDevice,
	openBrowser,
	watched,
	type Kind
} from './support/browser.ts';
import { openHouse, type House, type Size } from './support/house.ts';

const rounds = 7;
const tracedRounds = 3;
/** How long a device is left alone after a first sync, in ms. */
const restMs = 5000;
const usual = ['10000', '100000', '100000@phone', '100000/200/300000'];

interface Case extends Size {
	kind: Kind;
}

const cases = (process.argv.length > 2 ? process.argv.slice(2) : usual).map((text): Case => {
	const [size = '', kind = 'desktop'] = text.split('@');
	const [people = 0, events = 0, registrations = 0] = size.split('/').map(Number);
	return { people, events, registrations, kind: kind === 'phone' ? 'phone' : 'desktop' };
});

const figures = {
	all: [] as number[],
	first: [] as number[],
	cold: [] as number[],
	coldAll: [] as number[],
	blockedAtFirst: [] as number[],
	blockedLater: [] as number[],
	workedAtFirst: [] as number[],
	workedLater: [] as number[],
	done: [] as number[],
	pulls: [] as number[],
	pullsInTwo: [] as number[],
	heap: [] as number[],
	heapLater: [] as number[],
	stored: [] as number[],
	write: [] as number[],
	read: [] as number[]
};

async function round(
	browser: Browser,
	house: House,
	{ people, registrations, kind }: Case
): Promise<void> {
	const bare = await newDevice(browser, house, kind);
	const { write, read } = await bareDexie(bare, people + registrations);
	await bare.context().close();
	const page = await newDevice(browser, house, kind, 'app');
	const pulls = pullsOf(page);
	await page.goto('/app/people');
	const first = await watched(page);
	figures.pulls.push(pulls.count);
	const whole = await held(page);
	// What follows a first sync, which no other start meets: the rows are written in the list's order.
	await page.waitForTimeout(restMs);
	await page.reload();
	const cold = await watched(page);
	const later = await held(page);
	await page.context().close();
	const began = first.syncAt ?? 0;
	figures.write.push(write);
	figures.read.push(read);
	figures.all.push((first.allAt ?? NaN) - began);
	figures.first.push((first.listAt ?? NaN) - began);
	figures.cold.push(cold.listAt ?? NaN);
	figures.coldAll.push(cold.allAt ?? NaN);
	figures.done.push((first.doneAt ?? NaN) - began);
	figures.heap.push(whole.page + whole.threads);
	figures.heapLater.push(later.page + later.threads);
	figures.stored.push(whole.stored);
	figures.blockedAtFirst.push(first.longestTask);
	figures.blockedLater.push(cold.longestTask);
}

/** The answers that a page asks the server for. */
function pullsOf(page: Page): { count: number } {
	const pulls = { count: 0 };
	page.on('response', (response) => {
		if (response.url().includes('/sync.pull')) pulls.count++;
	});
	return pulls;
}

/** A first sync whose tab is ended in the middle, and one that goes on with it. */
async function inTwo(browser: Browser, house: House, kind: Kind): Promise<void> {
	const page = await newDevice(browser, house, kind, 'app');
	const pulls = pullsOf(page);
	await page.goto('/app/people');
	const half = median(figures.pulls) / 2;
	while (pulls.count < half) await page.waitForResponse((one) => one.url().includes('/sync.pull'));
	const next = await page.context().newPage();
	const rest = pullsOf(next);
	await page.close();
	await next.goto('/app/people');
	await watched(next);
	figures.pullsInTwo.push(pulls.count + rest.count);
	await next.context().close();
}

/** The same without a clock, on a device of its own: being watched so closely takes time. */
async function traced(browser: Browser, house: House, kind: Kind): Promise<void> {
	const page = await newDevice(browser, house, kind, 'app');
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

function tell({ people, events, registrations, kind }: Case): void {
	const more = events > 0 ? `, ${events} events, ${registrations} registrations` : '';
	const size = `${people} people${more}${kind === 'phone' ? ', on a phone' : ''}`;
	const line = (
		told: string,
		values: number[],
		reference: string,
		referenceValue: number,
		unit = 'ms'
	) =>
		report({
			bench: 'first-sync',
			case: `${size}: ${told}`,
			value: median(values),
			unit,
			reference,
			referenceValue
		});
	const bulkPut = 'a bare Dexie bulkPut of the same rows';
	line('all of them on a new device', figures.all, bulkPut, median(figures.write));
	if (events > 0) {
		line('everything of all events too', figures.done, bulkPut, median(figures.write));
		const inOne = 'without an end in the middle';
		line(
			'answers until all is there, where the tab ends in the middle',
			figures.pullsInTwo,
			inOne,
			median(figures.pulls),
			'answers'
		);
	}
	const text = 'as much as was stored';
	line('memory of page and threads', figures.heap, text, median(figures.stored), 'bytes');
	line('the same at a later start', figures.heapLater, text, median(figures.stored), 'bytes');
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
// What is begun from here on stands for another machine: it leaves the processors to the device. A page that is slowed
// down is so by the clock, and each moment that something else takes from it would be counted four times.
setPriority(10);
try {
	for (const one of cases) {
		const house = await openHouse(one);
		for (const values of Object.values(figures)) values.length = 0;
		for (let done = 0; done < rounds; done++) {
			await round(browser, house, one);
			if (one.events > 0) await inTwo(browser, house, one.kind);
		}
		for (let done = 0; done < tracedRounds; done++) await traced(browser, house, one.kind);
		tell(one);
		await house.close();
	}
} finally {
	await browser.close();
}
process.exit(0);
