/**
 * From one change on the server, and a device that asks for it, to the row in its list, by how many people
 * there are: the cost must not depend on that. On a desktop, and on a page as slow as a phone's.
 */
import type { Browser, Page } from '@playwright/test';
import { median, report } from '../../api/src/bench/support/measure.ts';
import { firstInList, newDevice, openBrowser, watched, type Kind } from './support/browser.ts';
import { openHouse, type House } from './support/house.ts';

const changes = 21;
const sizes = [1000, 10_000, 100_000];

/** Changes somebody's company, has the page ask, and waits until it stands in the list. In ms. */
async function change(house: House, page: Page, id: string, company: string): Promise<number> {
	await house.db.updateTable('people').set({ company }).where('id', '=', id).execute();
	return page.evaluate(async (text) => {
		const table = document.querySelector('[role="table"], [role="list"]:has([data-row])');
		const began = performance.now();
		window.dispatchEvent(new Event('focus'));
		await new Promise<void>((resolve) => {
			const look = () => (table?.textContent.includes(text) ? resolve() : setTimeout(look));
			look();
		});
		return performance.now() - began;
	}, company);
}

async function measure(browser: Browser, people: number, kind: Kind): Promise<number> {
	const house = await openHouse({ people, events: 0, registrations: 0 });
	const page = await newDevice(browser, house, kind);
	await page.goto('/app/people');
	await watched(page);
	const href = await page.locator(firstInList).first().getAttribute('href');
	const id = href?.split('/').at(-1) ?? '';
	const taken: number[] = [];
	for (let n = 0; n < changes; n++) taken.push(await change(house, page, id, `Changed ${n}.`));
	await page.context().close();
	await house.close();
	return median(taken);
}

const browser = await openBrowser();
try {
	for (const kind of ['desktop', 'phone'] as const) {
		const on = kind === 'phone' ? ', on a phone' : '';
		const values: number[] = [];
		for (const people of sizes) values.push(await measure(browser, people, kind));
		sizes.forEach((people, index) =>
			report({
				bench: 'pull',
				case: `one change among ${people} people${on}`,
				value: values[index] ?? NaN,
				unit: 'ms',
				reference: `one among ${sizes[0]}${on}`,
				referenceValue: values[0] ?? NaN
			})
		);
	}
} finally {
	await browser.close();
}
process.exit(0);
