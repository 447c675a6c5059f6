import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['simulate/**/*.test.ts'],
		globalSetup: ['../api/src/testing/global-setup.ts'],
		hookTimeout: 60_000
	}
});
