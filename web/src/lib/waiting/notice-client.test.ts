import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const path = '/maison/gala/live';
const link = '?email=ines%40example.org&key=0123456789abcdef012345';

const replace = vi.fn();
const replaceState = vi.fn();
let online: () => void;

/** The page's script, run on a page of its own. */
async function open(again: string, search: string, onLine = true): Promise<void> {
	const state = { textContent: JSON.stringify({ again }) };
	vi.stubGlobal('document', { getElementById: () => state });
	vi.stubGlobal('location', { pathname: path, search, replace });
	vi.stubGlobal('history', { replaceState });
	vi.stubGlobal('navigator', { onLine });
	vi.stubGlobal('addEventListener', (_: string, listen: () => void) => (online = listen));
	vi.resetModules();
	await import('./notice.client.ts');
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
	vi.resetAllMocks();
});

it('a link’s address and key move into the fragment, and it is asked for again in time', async () => {
	await open('60', link);
	expect(replaceState).toHaveBeenCalledExactlyOnceWith(null, '', `${path}#${link.slice(1)}`);
	vi.advanceTimersByTime(59_000);
	expect(replace).not.toHaveBeenCalled();
	vi.advanceTimersByTime(1000);
	expect(replace).toHaveBeenCalledExactlyOnceWith(path + link);
});

it('without network it is asked for once that is back', async () => {
	await open('10', link, false);
	vi.advanceTimersByTime(60_000);
	expect(replace).not.toHaveBeenCalled();
	vi.stubGlobal('navigator', { onLine: true });
	online();
	expect(replace).toHaveBeenCalledExactlyOnceWith(path + link);
});

it('a door that stays shut is left alone, and so is an address without a key', async () => {
	await open('', '?lang=fr');
	vi.advanceTimersByTime(3_600_000);
	expect(replace).not.toHaveBeenCalled();
	expect(replaceState).not.toHaveBeenCalled();
});
