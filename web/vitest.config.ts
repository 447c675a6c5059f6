import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumPath } from '../scripts/browser.mjs';

/** What is waited for comes when it comes: a busy machine is slow, not wrong. */
const patience = { poll: { timeout: 60_000 } };

export default defineConfig({
	test: {
		projects: [
			{
				extends: './vite.config.ts',
				test: {
					name: 'unit',
					testTimeout: 120_000,
					expect: patience,
					environment: 'node',
					include: ['src/**/*.test.ts'],
					exclude: ['src/**/*.svelte.test.ts']
				}
			},
			{
				extends: './vite.config.ts',
				// All dependencies are found before the tests: one found in between would reload the page under them.
				optimizeDeps: { entries: ['src/lib/**/*.{svelte,ts}'] },
				test: {
					name: 'browser',
					testTimeout: 120_000,
					expect: patience,
					include: ['src/**/*.svelte.test.ts'],
					setupFiles: ['src/lib/testing/page.ts'],
					browser: {
						enabled: true,
						headless: true,
						screenshotFailures: false,
						provider: playwright({
							launchOptions: { executablePath: chromiumPath(), args: ['--no-sandbox'] },
							contextOptions: { locale: 'en-GB', reducedMotion: 'reduce' }
						}),
						instances: [{ browser: 'chromium', viewport: { width: 390, height: 844 } }]
					}
				}
			}
		]
	}
});
