import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import { contextOn } from './context-on.ts';
import { openTestDatabase } from './database.ts';

/** A context on a database of its own, whose clock the test may set. */
export const openTestContext = async (
	config: Partial<Config> = {}
): Promise<Context & { clock: { time: number } }> => contextOn(await openTestDatabase(), config);
