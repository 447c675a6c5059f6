import { defineConfig, devices } from '@playwright/test';
import { chromiumPath } from '../scripts/browser.mjs';

export default defineConfig({
	testDir: '.',
	testMatch: '**/*.spec.ts',
	outputDir: 'test-results',
	forbidOnly: true,
	// A test that passes only when it is tried again has found something.
	retries: 0,
	fullyParallel: true,
	workers: 2,
	// Generous: a machine that does other things as well is slow, not wrong.
	timeout: 600_000,
	expect: { timeout: 60_000 },
	use: {
		...devices['Desktop Chrome'],
		viewport: { width: 1440, height: 900 },
		launchOptions: { executablePath: chromiumPath() },
		locale: 'en',
		timezoneId: 'Europe/Brussels',
		// A trace of every action triples the time; `npm test -- e2e --trace on` makes one where it is wanted.
		screenshot: 'only-on-failure'
	}
});
