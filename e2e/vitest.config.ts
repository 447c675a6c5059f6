import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['simulate/**/*.test.ts'],
		globalSetup: ['../api/src/testing/global-setup.ts'],
		// By default a processor is left idle: where there are two, half of what there is.
		maxWorkers: '100%',
		testTimeout: 120_000,
		hookTimeout: 120_000
	}
});
