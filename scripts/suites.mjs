import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Suite
 * @property {string} folder
 * @property {boolean} browser whether it needs one
 * @property {NodeJS.ProcessEnv} env
 * @property {(report: string) => { args: string[], env: NodeJS.ProcessEnv }} runner
 * @property {(report: string) => Counts} count
 *
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
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
		/** @type {Record<`num${'Passed' | 'Failed' | 'Pending' | 'Todo'}Tests`, number>} */
		const result = JSON.parse(readFileSync(report, 'utf8'));
		return {
			passed: result.numPassedTests,
			failed: result.numFailedTests,
			skipped: result.numPendingTests + result.numTodoTests
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
		/** @type {{ stats: Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number> }} */
		const { stats } = JSON.parse(readFileSync(report, 'utf8'));
		return {
			passed: stats.expected,
			failed: stats.unexpected + stats.flaky,
			skipped: stats.skipped
		};
	}
};

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
