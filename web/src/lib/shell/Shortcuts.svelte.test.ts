import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Shortcuts from './Shortcuts.svelte';

/** A press so long after the page opened, in ms. @returns whether it was a command */
function press(key: string, at: number): boolean {
	const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
	Object.defineProperty(event, 'timeStamp', { value: at });
	return !document.body.dispatchEvent(event);
}

test('a key that is heard as the page has just opened is the second of no two', async () => {
	await render(Shortcuts);
	// Where it opens a row, it would lead away from the list.
	expect(press('e', 300)).toBe(false);
	// Long after the first key it is one by itself as well.
	press('g', 10_000);
	expect(press('e', 12_000)).toBe(false);
});
