import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from './browser.mjs';
import { ensureWebBuilt } from './build-web.mjs';
import { root } from './environment.mjs';
import { CommandFailed, launchNode } from './processes.mjs';
import { suites } from './suites.mjs';

/**
 * Runs every suite, or the one that is named; what follows its name goes to its runner.
 * @param {string[]} args
 */
export default async function test([name, ...runnerArgs]) {
	if (name !== undefined && !(name in suites)) {
		throw new CommandFailed(`Usage: npm test [-- ${Object.keys(suites).join(' | ')}]`);
	}
	const names = name === undefined ? Object.keys(suites) : [name];
	await ensureWebBuilt();
	const needsBrowser = names.some((each) => suites[each]?.browser);
	const env = needsBrowser ? { FOYER_CHROMIUM: ensureChromium() } : {};

	let interrupted = false;
	for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (interrupted = true));
	const total = { passed: 0, failed: 0 };
	/** @type {string[]} */
	const complaints = [];
	for (const each of names) {
		if (interrupted) break;
		const counts = await runSuite(each, runnerArgs, env);
		total.passed += counts.passed;
		total.failed += counts.failed;
		complaints.push(...counts.complaints.map((text) => `${each} › ${text}`));
	}
	// Once more and last: a log of all suites is long, and often only its end is kept.
	for (const text of complaints) console.error(`\n✘ ${text}`);
	console.log(`\n${total.passed} passed, ${total.failed} failed`);
	return interrupted ? 130 : Math.min(total.failed, 1);
}

/**
 * A suite that breaks outside of its tests, runs none or skips one has failed: one failure at
 * least is counted.
 * @param {string} name
 * @param {string[]} runnerArgs
 * @param {NodeJS.ProcessEnv} env
 */
async function runSuite(name, runnerArgs, env) {
	const suite = /** @type {import('./suites.mjs').Suite} */ (suites[name]);
	const folder = mkdtempSync(join(tmpdir(), 'foyer-test-'));
	// The tests' temporary folder, so that they leave nothing behind; PostgreSQL's user writes in it.
	chmodSync(folder, 0o1777);
	const report = join(folder, 'report.json');
	console.log(`\n── ${name}`);
	try {
		const runner = suite.runner(report);
		const run = launchNode([...runner.args, ...runnerArgs], {
			cwd: join(root, suite.folder),
			env: { TMPDIR: folder, ...env, ...suite.env, ...runner.env }
		});
		const code = await run.ended;
		const counts = count(suite, report);
		const complaint = complain(code, counts, runnerArgs.length > 0);
		if (complaint === undefined) return counts;
		return {
			...counts,
			failed: Math.max(counts.failed, 1),
			complaints: [...counts.complaints, complaint]
		};
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/**
 * @param {import('./suites.mjs').Suite} suite
 * @param {string} report
 */
function count(suite, report) {
	try {
		return suite.count(report);
	} catch {
		return { passed: 0, failed: 0, skipped: 0, complaints: [] };
	}
}

/**
 * @param {number} code
 * @param {import('./suites.mjs').Counts} counts
 * @param {boolean} filtered what the runner's arguments leave out counts as skipped
 */
function complain(code, { passed, failed, skipped }, filtered) {
	if (passed + failed === 0) return 'no test ran';
	if (skipped > 0 && !filtered) return `${skipped} skipped`;
	if (code !== 0 && failed === 0) return `its runner ended with ${code}`;
	return undefined;
}
