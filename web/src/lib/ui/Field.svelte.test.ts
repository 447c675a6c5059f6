import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Checkbox from './Checkbox.svelte';
import DateTimeField from './DateTimeField.svelte';
import Select from './Select.svelte';
import TextField from './TextField.svelte';

test('a field is told with its label, its hint and what is wrong with it', async () => {
	const screen = await render(TextField, {
		label: 'Room address',
		hint: 'Any meeting link.',
		error: 'It begins with https://.',
		value: 'http://x'
	});
	const input = screen.getByLabelText('Room address');
	await expect
		.element(input)
		.toHaveAccessibleDescription('Any meeting link. It begins with https://.');
	await expect.element(input).toHaveAttribute('aria-invalid', 'true');
});

test('a right field is not called wrong', async () => {
	const screen = await render(TextField, { label: 'Title', value: 'x' });
	const input = screen.getByLabelText('Title');
	await expect.element(input).not.toHaveAttribute('aria-invalid');
	await expect.element(input).not.toHaveAttribute('aria-describedby');
});

test('date and time have names of their own', async () => {
	const screen = await render(DateTimeField, { label: 'Start', date: '2026-05-14', time: '19:00' });
	await expect.element(screen.getByLabelText('Start', { exact: true })).toHaveValue('2026-05-14');
	await expect.element(screen.getByLabelText('Start, time')).toHaveValue('19:00');
});

test('what is pressed is at least 44 px high', async () => {
	const select = await render(Select, {
		label: 'Language',
		value: 'en',
		options: [{ value: 'en', label: 'English' }]
	});
	expect(
		select.getByLabelText('Language').element().getBoundingClientRect().height
	).toBeGreaterThanOrEqual(44);
	const box = await render(Checkbox, { label: 'Select Inès', bare: true });
	const label = box.getByRole('checkbox').element().closest('label');
	expect(label?.getBoundingClientRect().height).toBeGreaterThanOrEqual(44);
	expect(label?.getBoundingClientRect().width).toBeGreaterThanOrEqual(44);
});
