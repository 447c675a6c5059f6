import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['src/**/*.test.ts'],
		// How PostgreSQL starts doesn't depend on what a run is about: once is enough.
		exclude: process.env.FOYER_TEST_DATABASE === 'postgres' ? [] : ['src/testing/postgres.test.ts'],
		// A file's tests share an embedded database: what one puts in its way must not stay for the next.
		restoreMocks: true,
		globalSetup: ['src/testing/global-setup.ts'],
		testTimeout: 120_000,
		hookTimeout: 120_000
	}
});
