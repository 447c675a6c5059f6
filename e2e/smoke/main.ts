/**
 * A walk through the product in the browsers that the tests don't run in, where this machine has them. The
 * steps are `journey.ts`'s; how a browser is steered is in a file of its own.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, startProduct } from '../start-product.ts';
import type { BrowserKind } from './driver.ts';
import { firefox } from './firefox.ts';
import { journey } from './journey.ts';
import { openOutside } from './outside.ts';
import { Page } from './page.ts';
import { webkit } from './webkit.ts';

const pictures = new URL('../test-results/', import.meta.url).pathname;
const size = { width: 1440, height: 900 };

/** Takes the steps until one fails. @returns whether all went well */
async function walk(kind: BrowserKind): Promise<boolean> {
	const folder = await makeFolder();
	const profile = join(folder, 'browser');
	await mkdir(profile);
	const product = await startProduct(join(folder, 'data'));
	const outside = await openOutside();
	const browser = await kind.start({ folder: profile, proxy: outside.proxy, ...size });
	const page = new Page(await browser.newTab());
	let done = 0;
	try {
		for (const { name, run } of journey) {
			const begin = performance.now();
			try {
				await run({ product, browser, outside, page });
			} catch (error) {
				console.error(`✗ ${name}\n${String(error)}`);
				await keepPicture(page, `smoke-${kind.name.toLowerCase()}.png`);
				break;
			}
			console.log(`✓ ${name} (${((performance.now() - begin) / 1000).toFixed(1)} s)`);
			done++;
		}
		console.log(`${browser.name}: ${done} of ${journey.length}`);
	} finally {
		await browser.close();
		outside.close();
		await product.stop();
		await rm(folder, { recursive: true, force: true, maxRetries: 5 });
	}
	return done === journey.length;
}

async function keepPicture(page: Page, name: string): Promise<void> {
	await mkdir(pictures, { recursive: true });
	const path = join(pictures, name);
	await writeFile(path, await page.tab.screenshot());
	console.error(`What it showed: ${path}`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));

const kinds = [firefox, webkit];
const [named] = process.argv.slice(2);
const chosen = kinds.filter(({ name }) => named === undefined || name.toLowerCase() === named);
if (chosen.length === 0) {
	const names = kinds.map(({ name }) => name.toLowerCase());
	throw new Error(`Usage: npm run smoke [-- ${names.join(' | ')}]`);
}
let failed = false;
for (const kind of chosen) {
	if (kind.isHere()) failed = !(await walk(kind)) || failed;
	else console.log(`${kind.name} isn’t on this machine: left out`);
}
process.exitCode = failed ? 1 : 0;
