/**
 * Searching people as one types, letter by letter: by name, address, company and a field of the organisation's
 * own, beside a plain look through the same folded texts; then in the product's list, on a desktop and on a page
 * as slow as a phone's, where the list is scrolled too. `search.ts [people …]`
 */
import type { Browser, Page } from '@playwright/test';
import { barePerson, type Person } from '@foyer/shared/people';
import { median, report } from '../../api/src/bench/support/measure.ts';
import { fold } from '../../web/src/lib/i18n/search-text.ts';
import { RowSearch } from '../../web/src/lib/lists/row-search.ts';
import { peopleIndexing } from '../../web/src/lib/people/people-index.ts';
import {
	machineTime,
	newDevice,
	openBrowser,
	watched,
	worked,
	type Kind
} from './support/browser.ts';
import { openHouse, type House } from './support/house.ts';

const rounds = 7;
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 100_000];

const first = ['Inès', 'Lukas', 'Hanne', 'Zoé', 'Amir', 'Nora'];
const last = ['Moreau', 'Peeters', 'Van den Broeck', 'Aït Ali', 'Lefèvre'];
const fieldId = 'seat';

const people = (count: number): Person[] =>
	Array.from({ length: count }, (_, at) => ({
		...barePerson,
		id: `p${at}`,
		firstName: first[at % first.length] ?? '',
		lastName: `${last[at % last.length]} ${at}`,
		email: `someone.${at}@example.org`,
		company: `Compagnie ${at % 500}`,
		custom: { [fieldId]: `Rang ${at % 40}, place ${at}` },
		createdAt: 0
	}));

const typed = [
	'Inès Moreau 4321',
	'peeters 99',
	'someone.77',
	'compagnie 42 zoe',
	'rang 7',
	'xyzzy'
];
/** Every query that stands in the field on the way. */
const queries = typed.flatMap((text) => [...text].map((_, at) => text.slice(0, at + 1)));

/** What 99 of a hundred take at most. */
function slowest(times: readonly number[]): number {
	const each = [...times].sort((a, b) => a - b);
	return each[Math.ceil(each.length * 0.99) - 1] ?? NaN;
}

function timed(work: () => void): number {
	const began = performance.now();
	work();
	return performance.now() - began;
}

async function inMemory(size: number): Promise<void> {
	const all = people(size);
	const search = new RowSearch(peopleIndexing(new Map([[fieldId, String]])));
	await search.take(all);
	await search.prepare();
	const texts = all.map(({ firstName, lastName, email, company, custom }) =>
		fold(`${firstName} ${lastName} ${email} ${company} ${String(custom[fieldId])}`)
	);
	const plain = (query: string): string[] => {
		const words = fold(query).split(' ').filter(Boolean);
		return texts.filter((text) => words.every((word) => text.includes(word)));
	};
	const found = queries.map((): number[] => []);
	const looked = queries.map((): number[] => []);
	for (let round = 0; round < rounds; round++)
		for (const [at, query] of queries.entries()) {
			found[at]?.push(timed(() => void search.find(query)));
			looked[at]?.push(timed(() => void plain(query)));
		}
	const told = `${size} people: 99 of 100 key presses take at most`;
	report({
		bench: 'search',
		case: told,
		value: slowest(found.map(median)),
		unit: 'ms',
		reference: 'a frame',
		referenceValue: 16
	});
	report({
		bench: 'search',
		case: told,
		value: slowest(found.map(median)),
		unit: 'ms',
		reference: 'a plain look through the same texts',
		referenceValue: slowest(looked.map(median))
	});
}

/** How far the list is scrolled, in px, and how fast, in px a second: a thumb's hard flick. */
const scrolled = 30_000;
const speed = 4000;
const frameMs = 1000 / 60;
/** As long as a press of a key is watched, in ms: nobody types faster. */
const beat = 120;

/** The longest that the page worked at one stretch after each deed, in ms of its own time. */
async function workAfterEach(
	browser: Browser,
	page: Page,
	deeds: readonly (() => Promise<unknown>)[]
): Promise<number[]> {
	const began: number[] = [];
	const stretches = await worked(browser, page, async () => {
		for (const deed of deeds) {
			began.push(machineTime());
			await deed();
			await page.waitForTimeout(beat);
		}
	});
	return began.map((at, nth) => {
		const until = began[nth + 1] ?? Infinity;
		return Math.max(
			0,
			...stretches.filter((one) => one.at >= at && one.at < until).map(({ ms }) => ms)
		);
	});
}

/** What the page works in each frame while the list is scrolled, in ms of its own time. */
async function workInFrames(browser: Browser, page: Page): Promise<number[]> {
	const cdp = await page.context().newCDPSession(page);
	const [x, y] = [190, 600];
	let began = 0;
	const stretches = await worked(browser, page, async () => {
		began = machineTime();
		await cdp.send('Input.synthesizeScrollGesture', { x, y, yDistance: -scrolled, speed });
	});
	const frames = Array.from({ length: Math.round((scrolled / speed) * (1000 / frameMs)) }, () => 0);
	for (const { at, ms } of stretches) {
		const frame = Math.floor((at - began) / 1000 / frameMs);
		if (frame in frames) frames[frame] = (frames[frame] ?? 0) + ms;
	}
	return frames;
}

/** What each letter that is typed into the list's search, and each frame of scrolling it, costs the page. */
async function inTheList(browser: Browser, house: House, kind: Kind): Promise<void> {
	const page = await newDevice(browser, house, kind);
	await page.goto('/app/people');
	await watched(page);
	await page.reload();
	await watched(page);
	// By keys alone from here on: finding an element in the page is work that nobody who types causes.
	await page.getByRole('searchbox').focus();
	const clear = async () => {
		await page.keyboard.press('Control+a');
		await page.keyboard.press('Delete');
	};
	const letters = typed.flatMap((text) => [
		...[...text].map((letter) => () => page.keyboard.insertText(letter)),
		clear
	]);
	const pressed = await workAfterEach(browser, page, letters);
	const drawn = await workInFrames(browser, page);
	const on = `${house.people} people in the list${kind === 'phone' ? ', on a phone' : ''}`;
	const frame = { bench: 'search', unit: 'ms', reference: 'a frame', referenceValue: 16 };
	const told = 'the page works at one stretch at most, by its own time';
	report({ ...frame, case: `${on}: after 99 of 100 key presses ${told}`, value: slowest(pressed) });
	report({ ...frame, case: `${on}: after half of them`, value: median(pressed) });
	const scrolling = `${on}: scrolled at ${speed} px/s, it works in`;
	report({ ...frame, case: `${scrolling} 99 of 100 frames at most`, value: slowest(drawn) });
	report({ ...frame, case: `${scrolling} half of them`, value: median(drawn) });
	await page.context().close();
}

for (const size of sizes) await inMemory(size);
const browser = await openBrowser();
try {
	for (const size of sizes) {
		const house = await openHouse({ people: size, events: 0, registrations: 0 });
		for (const kind of ['desktop', 'phone'] as const) await inTheList(browser, house, kind);
		await house.close();
	}
} finally {
	await browser.close();
}
process.exit(0);
