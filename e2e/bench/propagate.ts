/**
 * From Enter on one device to the value on another, both of them open, beside a page that posts to a bare
 * node:http server and another that hears it by EventSource.
 */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from '@playwright/test';
import { report } from '../../api/src/bench/support/measure.ts';
import { newDevice, openBrowser, watched } from './support/browser.ts';
import { openHouse, type House } from './support/house.ts';

const changes = 60;

const percentile = (values: readonly number[], share: number): number =>
	values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? NaN;

/** When the element's value is the text, on the clock that all pages of a machine share. In ms. */
const whenShown = (page: Page, text: string): Promise<number> =>
	page.evaluate(
		(wanted) =>
			new Promise<number>((resolve) => {
				const look = () => {
					const field = document.querySelector<HTMLInputElement>('input[type="tel"]');
					if (field?.value === wanted) resolve(performance.timeOrigin + performance.now());
					else setTimeout(look);
				};
				look();
			}),
		text
	);

async function openPerson(browser: Browser, house: House): Promise<Page> {
	const page = await newDevice(browser, house);
	await page.goto('/app/people');
	await watched(page);
	await page.locator('[role="table"] [role="row"] a').first().click();
	await page.locator('input[type="tel"]').waitFor();
	return page;
}

async function product(browser: Browser, house: House): Promise<number[]> {
	const [one, other] = [await openPerson(browser, house), await openPerson(browser, house)];
	await one.evaluate(() => {
		addEventListener(
			'keydown',
			() => Object.assign(window, { pressedAt: performance.timeOrigin + performance.now() }),
			{ capture: true }
		);
	});
	const taken: number[] = [];
	for (let n = 0; n < changes; n++) {
		const phone = `+32 2 ${n}`;
		const shown = whenShown(other, phone);
		await one.locator('input[type="tel"]').fill(phone);
		await one.locator('input[type="tel"]').press('Enter');
		const shownAt = await shown;
		taken.push(
			shownAt - (await one.evaluate(() => (window as unknown as { pressedAt: number }).pressedAt))
		);
	}
	return taken;
}

async function bare(browser: Browser): Promise<number[]> {
	const listeners = new Set<ServerResponse>();
	const server = createServer((request, response) => {
		if (request.url === '/stream') {
			response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': \n\n');
			listeners.add(response);
		} else if (request.method === 'POST') {
			request.resume().on('end', () => {
				response.end();
				for (const listener of listeners) listener.write('data: x\n\n');
			});
		} else response.writeHead(200, { 'content-type': 'text/html' }).end('<p>bare</p>');
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	const [one, other] = [await browser.newPage(), await browser.newPage()];
	await Promise.all([one.goto(url), other.goto(url)]);
	await other.evaluate(async () => {
		const stream = new EventSource('/stream');
		Object.assign(window, { stream });
		await new Promise((resolve) => stream.addEventListener('open', resolve));
	});
	const taken: number[] = [];
	for (let n = 0; n < changes; n++) {
		const heard = other.evaluate(
			() =>
				new Promise<number>((resolve) => {
					const { stream } = window as unknown as { stream: EventSource };
					stream.onmessage = () => resolve(performance.timeOrigin + performance.now());
				})
		);
		const sent = await one.evaluate(() => {
			void fetch('/', { method: 'POST' });
			return performance.timeOrigin + performance.now();
		});
		taken.push((await heard) - sent);
	}
	server.closeAllConnections();
	server.close();
	return taken;
}

const browser = await openBrowser();
const house = await openHouse({ people: 1000, events: 3, registrations: 900 });
try {
	const [ours, theirs] = [await product(browser, house), await bare(browser)];
	for (const share of [0.5, 0.95])
		report({
			bench: 'propagate',
			case: `from Enter on one device to the value on another, p${share * 100}`,
			value: percentile(ours, share),
			unit: 'ms',
			reference: 'a bare POST and an EventSource',
			referenceValue: percentile(theirs, share)
		});
} finally {
	await browser.close();
	await house.close();
}
process.exit(0);
