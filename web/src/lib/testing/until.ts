import { vi } from 'vitest';

/** Waits until a check holds, for as long as a busy machine takes: a test ends by what happened, not by a clock. */
export const until = <T>(check: () => T | Promise<T>): Promise<T> =>
	vi.waitFor(check, { timeout: 60_000 });
