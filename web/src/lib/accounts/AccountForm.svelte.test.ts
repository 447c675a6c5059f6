import { createRawSnippet } from 'svelte';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import * as v from 'valibot';
import '../../app.css';
import AccountForm from './AccountForm.svelte';
import { Form } from './form.svelte.ts';

const children = createRawSnippet(() => ({ render: () => '<p>Its fields.</p>' }));

test('its button stays where it is while what failed before is tried again, so that a double click meets nothing else', async () => {
	const form = new Form(v.object({}), () => ({}));
	const answers: (() => void)[] = [];
	const send = async () => {
		await new Promise<void>((answer) => answers.push(answer));
		form.failure = 'These don’t go together.';
	};
	await render(AccountForm, { form, deed: 'Sign in', send, children });
	const button = page.getByRole('button', { name: 'Sign in' });
	const place = () => button.element().getBoundingClientRect().top;
	const alert = page.getByRole('alert');

	await button.click();
	answers.shift()?.();
	await expect.element(alert.getByText('These don’t go together.')).toBeVisible();
	const before = place();

	await button.click();
	await expect.element(button).toHaveAttribute('aria-busy', 'true');
	expect(alert.getByText('These don’t go together.').query()).toBeNull();
	expect(place()).toBe(before);
	answers.shift()?.();
	await expect.element(alert.getByText('These don’t go together.')).toBeVisible();
	expect(place()).toBe(before);
});
