import { expect, test } from 'vitest';
import { holdUpdates, updates } from './update.svelte.ts';

test('nothing is offered while nothing waits, and letting go twice counts once', () => {
	const one = holdUpdates();
	const other = holdUpdates();
	one();
	one();
	expect(updates.held).toBe(true);
	other();
	expect(updates.held).toBe(false);
	expect(updates.offered).toBe(false);
});
