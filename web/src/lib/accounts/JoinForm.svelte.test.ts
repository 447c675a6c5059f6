import type { JoinAnswer, Me, SignInAnswer } from '@foyer/shared/accounts';
import { afterEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import JoinForm from './JoinForm.svelte';
import { session } from './session.svelte.ts';

const email = 'bo@example.org';
const me: Me = {
	user: { id: crypto.randomUUID(), name: 'Bo', email, locale: 'en' },
	memberships: []
};

afterEach(async () => {
	vi.restoreAllMocks();
	await session.signOut();
});

/** @returns what was sent, and what became of it */
async function show(signIn: SignInAnswer, join: JoinAnswer) {
	const sent: unknown[] = [];
	vi.spyOn(globalThis, 'fetch').mockImplementation(async (asked, init) => {
		const url = asked instanceof Request ? asked.url : String(asked);
		if (!url.includes('.signIn') && !url.includes('.join')) throw new TypeError('no network');
		sent.push(JSON.parse(init?.body as string) as unknown);
		return Response.json({ result: { data: url.includes('.join') ? join : signIn } });
	});
	const became: string[] = [];
	await render(JoinForm, {
		token: 'a token',
		email,
		onjoined: () => void became.push('joined'),
		onover: (why: string) => void became.push(why)
	});
	return { sent, became };
}

const button = (name: string) => page.getByRole('button', { name, exact: true });

async function enter() {
	await expect.element(page.getByLabelText('E-mail address')).toHaveAttribute('readonly');
	await page.getByLabelText('Password', { exact: true }).fill('four green dogs');
	await button('Sign in and accept').click();
}

test('the owner of the invited address signs in, and has joined', async () => {
	const { sent, became } = await show({ state: 'signed_in', me }, { state: 'joined' });
	await enter();
	await expect.poll(() => became).toEqual(['joined']);
	expect(sent).toEqual([{ email, password: 'four green dogs' }, { token: 'a token' }]);
});

test('a wrong password joins nobody', async () => {
	const { sent } = await show({ state: 'wrong' }, { state: 'joined' });
	await enter();
	await expect.element(page.getByRole('alert')).not.toBeEmptyDOMElement();
	expect(sent).toHaveLength(1);
});

test('who is signed in already accepts at one press', async () => {
	await session.accept(me);
	const { sent, became } = await show({ state: 'wrong' }, { state: 'revoked' });
	await button('Accept the invitation').click();
	await expect.poll(() => became).toEqual(['revoked']);
	expect(sent).toEqual([{ token: 'a token' }]);
});
