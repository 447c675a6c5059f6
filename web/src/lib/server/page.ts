import { AsyncLocalStorage } from 'node:async_hooks';
import type { PageContext } from '@foyer/shared/pages';

// api and this build are bundled apart; the registered symbol makes them share one storage.
const key = Symbol.for('foyer.page');
const shared = globalThis as { [key]?: AsyncLocalStorage<PageContext> };

/**
 * What api decided for the request being rendered; undefined where api rendered without a decision
 * (the app's page, a request served by Vite alone).
 */
export function getPage<T extends PageContext = PageContext>(): T | undefined {
	shared[key] ??= new AsyncLocalStorage<PageContext>();
	return shared[key].getStore() as T | undefined;
}
