/**
 * What Lighthouse says of the attendee's waiting page, on its simulated slow phone, in the product as it
 * runs: the medians of its four scores, and what one opening takes. Performance depends on what else the
 * machine does, so a page with nothing on it is measured in turn.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { chromium } from '@playwright/test';
import lighthouse, { type Result } from 'lighthouse';
import { median, report } from '../../api/src/bench/support/measure.ts';
import { makeInvited } from '../../api/src/testing/access.ts';
import { chromiumPath } from '../../scripts/browser.mjs';
import { freePort } from '../server-process.ts';
import { openHouse } from './support/house.ts';

const runs = 7;
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
type Category = (typeof categories)[number];
/** What fits a connection's first round trip, with some room. */
const mostBytes = 13 * 1024;

/** An event of an evening next week, as an attendee's browser is shown it. */
const startsAt = Date.now() + 7 * 86_400_000;
const event = {
	title: 'Soirée d’ouverture de la saison',
	description: 'Une soirée de lectures et de musique, avec un verre à la fin.',
	startsAt,
	endsAt: startsAt + 7_200_000,
	reminders: [60]
};

async function measure(
	port: number,
	url: string,
	onlyCategories: Category[] = [...categories]
): Promise<Result> {
	const run = await lighthouse(url, { port, onlyCategories, logLevel: 'error' });
	if (!run) throw new Error('Lighthouse gave no result');
	return run.lhr;
}

async function serveBarePage(port: number): Promise<() => void> {
	const server = createServer((_, response) => {
		response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
		response.end('<!doctype html><html lang="en"><title>Bare</title><p>A page.</p></html>');
	}).listen(port, 'localhost');
	await once(server, 'listening');
	return () => void server.close();
}

interface Request {
	resourceType: string;
	transferSize: number;
	url: string;
}

/**
 * All that a running countdown needs: not the stream that the page holds open, nor what it asks for once that
 * has spoken, to work without network from then on.
 */
function requestsOf({ audits }: Result): Request[] {
	const details = audits['network-requests']?.details as unknown as { items: Request[] };
	return details.items.filter(
		({ resourceType, url }) => resourceType !== 'EventSource' && !url.endsWith('/worker.js')
	);
}

/** What a score was lost by. */
const lostBy = ({ categories, audits }: Result, category: string): string[] =>
	(categories[category]?.auditRefs ?? [])
		.filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9)
		.map(({ id }) => id);

const scores = (results: readonly Result[], category: Category): number =>
	median(results.map((result) => (result.categories[category]?.score ?? NaN) * 100));

function tellScores(results: readonly Result[], bare: readonly Result[]): void {
	for (const category of categories) {
		const lost = [...new Set(results.flatMap((result) => lostBy(result, category)))];
		report(
			{
				bench: 'waiting-page',
				case: `Lighthouse: ${category}`,
				value: scores(results, category),
				unit: 'points',
				...(category === 'performance'
					? { reference: 'a bare page', referenceValue: scores(bare, category) }
					: { reference: 'all of them', referenceValue: 100 })
			},
			lost.length > 0 ? { lost } : {}
		);
	}
}

function tellWeight(results: readonly Result[]): void {
	const requests = results.map(requestsOf);
	report({
		bench: 'waiting-page',
		case: 'transferred, compressed, with its headers',
		value: median(requests.map((all) => all.reduce((sum, one) => sum + one.transferSize, 0))),
		unit: 'bytes',
		reference: '13 KB',
		referenceValue: mostBytes
	});
	report({
		bench: 'waiting-page',
		case: 'requests to a running countdown',
		value: median(requests.map((all) => all.length)),
		unit: 'requests',
		reference: 'the page itself',
		referenceValue: 1
	});
}

const house = await openHouse({ people: 0, events: 0, registrations: 0 });
const port = await freePort();
const barePort = await freePort();
const closeBarePage = await serveBarePage(barePort);
const browser = await chromium.launch({
	executablePath: chromiumPath(),
	args: ['--no-sandbox', `--remote-debugging-port=${port}`]
});
try {
	const { link } = await makeInvited(house.context, event, { firstName: 'Inès' });
	const results: Result[] = [];
	const bare: Result[] = [];
	while (results.length < runs) {
		results.push(await measure(port, link(house.origin)));
		bare.push(await measure(port, `http://localhost:${barePort}`, ['performance']));
	}
	tellScores(results, bare);
	tellWeight(results);
} finally {
	await browser.close();
	closeBarePage();
	await house.close();
}
process.exit(0);
