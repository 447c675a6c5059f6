import { createRawSnippet } from 'svelte';
import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Tabs from './Tabs.svelte';

const panel = createRawSnippet<[string]>((value) => ({ render: () => `<p>About ${value()}</p>` }));

test('arrows move between tabs and show what they hold', async () => {
	const screen = await render(Tabs, {
		label: 'Event',
		value: 'people',
		tabs: [
			{ value: 'people', label: 'Registrants', count: 1204 },
			{ value: 'mail', label: 'Mail' }
		],
		panel
	});
	const first = screen.getByRole('tab', { name: 'Registrants 1,204' });
	await expect.element(first).toHaveAttribute('aria-selected', 'true');
	await first.click();
	await userEvent.keyboard('{ArrowRight}');
	const second = screen.getByRole('tab', { name: 'Mail' });
	await expect.element(second).toHaveFocus();
	await expect.element(second).toHaveAttribute('aria-selected', 'true');
	await expect.element(first).toHaveAttribute('tabindex', '-1');
	await expect.element(screen.getByRole('tabpanel', { name: 'Mail' })).toBeVisible();
	await userEvent.keyboard('{ArrowRight}');
	await expect.element(first).toHaveFocus();
});

test('the row of tabs scrolls sideways alone: a pixel more made some browsers show a bar at its end', async () => {
	const tabs = [{ value: 'people', label: 'Registrants' }];
	const screen = await render(Tabs, { label: 'Event', value: 'people', tabs, panel });
	const row = screen.getByRole('tablist').element();
	expect(row.scrollHeight).toBe(row.clientHeight);
});
