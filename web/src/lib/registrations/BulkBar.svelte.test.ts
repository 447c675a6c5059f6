import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { eventLike } from '../events/testing.ts';
import Toaster from '../ui/Toaster.svelte';
import { toasts } from '../ui/toasts.svelte.ts';
import BulkBar from './BulkBar.svelte';
import { registrationLike } from './testing.ts';

const event = eventLike({ id: crypto.randomUUID() });
const chosen = [registrationLike({ eventId: event.id })];

beforeEach(() => void (toasts.shown = []));
afterEach(() => page.viewport(390, 844));

const box = (locator: ReturnType<typeof page.getByText>) =>
	locator.element().getBoundingClientRect();

for (const [width, height] of [
	[390, 844],
	[1440, 900]
] as const) {
	test(`at ${width}×${height} what is said stands above the bar, which it would cover else`, async () => {
		await page.viewport(width, height);
		await render(Toaster);
		await render(BulkBar, {
			event,
			chosen,
			onclear: () => undefined,
			onexport: () => undefined
		});
		toasts.show('The old link no longer works.');
		const bar = page.getByRole('region', { name: 'What to do with those chosen' });
		const said = page.getByText('The old link no longer works.');
		await expect.element(said).toBeVisible();
		await expect.poll(() => box(said).bottom).toBeLessThan(box(bar).top);
	});
}

test('on a phone the menu stands beside the count, the deeds below', async () => {
	await page.viewport(390, 844);
	await render(BulkBar, {
		event,
		chosen,
		onclear: () => undefined,
		onexport: () => undefined
	});
	const menu = page.getByRole('button', { name: 'More for those chosen' });
	const send = page.getByRole('button', { name: 'Send links' });
	await expect.element(menu).toBeVisible();
	expect(box(menu).bottom).toBeLessThanOrEqual(box(send).top);
	const count = box(page.getByText('1 chosen'));
	expect(box(menu).top).toBeLessThan(count.bottom);
	expect(box(menu).bottom).toBeGreaterThan(count.top);
});
