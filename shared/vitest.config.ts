import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		// Property tests take their time on a busy machine; nothing here is timed.
		testTimeout: 120_000,
		include: ['src/**/*.test.ts']
	}
});
