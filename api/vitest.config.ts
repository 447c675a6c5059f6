import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['src/**/*.test.ts'],
		// About PostgreSQL alone.
		exclude:
			process.env.FOYER_TEST_DATABASE === 'postgres'
				? []
				: ['src/testing/postgres.test.ts', 'src/db/postgres.test.ts'],
		// A file's tests share an embedded database: what one puts in its way must not stay for the next.
		restoreMocks: true,
		globalSetup: ['src/testing/global-setup.ts'],
		// By default a processor is left idle: where there are two, half of what there is.
		maxWorkers: '100%',
		testTimeout: 120_000,
		hookTimeout: 120_000,
		// What is waited for comes when it comes: a busy machine is slow, not wrong.
		expect: { poll: { timeout: 60_000 } }
	}
});
