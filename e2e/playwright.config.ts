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
	timeout: 120_000,
	expect: { timeout: 20_000 },
	use: {
		...devices['Desktop Chrome'],
		viewport: { width: 1440, height: 900 },
		launchOptions: { executablePath: chromiumPath() },
		locale: 'en',
		timezoneId: 'Europe/Brussels',
		trace: 'retain-on-failure',
		screenshot: 'only-on-failure'
	}
});
