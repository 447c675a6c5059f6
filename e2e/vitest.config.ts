import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['simulate/**/*.test.ts'],
		globalSetup: ['../api/src/testing/global-setup.ts'],
		testTimeout: 120_000,
		hookTimeout: 120_000
	}
});
