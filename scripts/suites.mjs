import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/**
 * @typedef {object} Suite
 * @property {string} folder
 * @property {boolean} browser whether it needs one
 * @property {NodeJS.ProcessEnv} env
 * @property {(report: string) => { args: string[], env: NodeJS.ProcessEnv }} runner
 * @property {(report: string) => Counts} count
 *
 * @typedef {{ passed: number, failed: number, skipped: number, complaints: string[] }} Counts what failed,
 *   each with its first words, is said again at the end
 *
 * @typedef {Record<`num${'Passed' | 'Failed' | 'Pending' | 'Todo'}Tests`, number> & { testResults: VitestFile[] }} VitestReport
 * @typedef {{ name: string, message?: string, assertionResults: VitestTest[] }} VitestFile
 * @typedef {{ status: string, fullName: string, failureMessages: string[] }} VitestTest
 *
 * @typedef {{ stats: Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>, suites: PlaywrightSuite[] }} PlaywrightReport
 * @typedef {{ specs: PlaywrightSpec[], suites?: PlaywrightSuite[] }} PlaywrightSuite
 * @typedef {{ ok: boolean, title: string, tests: { results: { error?: { message?: string } }[] }[] }} PlaywrightSpec
 */

/** @type {Pick<Suite, 'runner' | 'count'>} */
const vitest = {
	runner: (report) => ({
		args: [
			'node_modules/vitest/vitest.mjs',
			'run',
			'--reporter=default',
			'--reporter=json',
			`--outputFile.json=${report}`
		],
		env: {}
	}),
	count(report) {
		/** @type {VitestReport} */
		const result = JSON.parse(readFileSync(report, 'utf8'));
		return {
			passed: result.numPassedTests,
			failed: result.numFailedTests,
			skipped: result.numPendingTests + result.numTodoTests,
			complaints: result.testResults.flatMap(({ name, message, assertionResults }) => [
				...(message ? [complaint(basename(name), message)] : []),
				...assertionResults
					.filter(({ status }) => status === 'failed')
					.map((each) => complaint(each.fullName, each.failureMessages[0]))
			])
		};
	}
};

/** @type {Pick<Suite, 'runner' | 'count'>} */
const playwright = {
	runner: (report) => ({
		args: ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'],
		env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report }
	}),
	count(report) {
		/** @type {PlaywrightReport} */
		const { stats, suites } = JSON.parse(readFileSync(report, 'utf8'));
		return {
			passed: stats.expected,
			failed: stats.unexpected + stats.flaky,
			skipped: stats.skipped,
			complaints: failedSpecs(suites)
		};
	}
};

/**
 * @param {PlaywrightSuite[]} suites
 * @returns {string[]}
 */
function failedSpecs(suites) {
	return suites.flatMap(({ specs, suites }) => [
		...specs
			.filter(({ ok }) => !ok)
			.map(({ title, tests }) => complaint(title, tests[0]?.results.at(-1)?.error?.message)),
		...failedSpecs(suites ?? [])
	]);
}

/**
 * @param {string} name
 * @param {string} [message]
 */
const complaint = (name, message = '') =>
	`${name}: ${stripVTControlCharacters(message).trim().slice(0, 500)}`;

/** @type {Record<string, Suite>} */
export const suites = {
	shared: { folder: 'shared', browser: false, env: {}, ...vitest },
	'api:pglite': {
		folder: 'api',
		browser: false,
		env: { FOYER_TEST_DATABASE: 'pglite' },
		...vitest
	},
	'api:postgres': {
		folder: 'api',
		browser: false,
		env: { FOYER_TEST_DATABASE: 'postgres' },
		...vitest
	},
	// Random schedules of offline devices against a real server.
	simulate: {
		folder: 'e2e',
		browser: false,
		env: { FOYER_TEST_DATABASE: 'pglite' },
		...vitest
	},
	web: { folder: 'web', browser: true, env: {}, ...vitest },
	e2e: { folder: 'e2e', browser: true, env: {}, ...playwright }
};
