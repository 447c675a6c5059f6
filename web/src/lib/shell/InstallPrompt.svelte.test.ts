import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { install, offerInstall } from './install.svelte.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import InstallPrompt from './InstallPrompt.svelte';

const offer = page.getByRole('complementary', { name: 'Keep Foyer at hand' });
const button = (name: string) => page.getByRole('button', { name });

/** As Chromium offers it: the page decides when to ask, and the reader answers the browser. */
function browserOffers(outcome: 'accepted' | 'dismissed') {
	const prompt = vi.fn(() => Promise.resolve());
	const event = new Event('beforeinstallprompt', { cancelable: true });
	dispatchEvent(Object.assign(event, { prompt, userChoice: Promise.resolve({ outcome }) }));
	return { prompt, event };
}

let stop: () => void;

beforeEach(() => {
	localStorage.clear();
	stop = install.listen();
});
afterEach(async () => {
	stop();
	await install.accept();
	install.decline();
	localStorage.clear();
	vi.restoreAllMocks();
});

test('is offered after the first value, not before, and instead of the browser’s own bar', async () => {
	await render(InstallPrompt);
	const { event } = browserOffers('accepted');
	expect(event.defaultPrevented).toBe(true);
	await expect.element(offer).not.toBeInTheDocument();
	offerInstall();
	await expect.element(offer).toBeVisible();
});

test('waits while something is said in its place', async () => {
	await render(InstallPrompt);
	browserOffers('accepted');
	const said = toasts.show('20 people imported');
	offerInstall();
	await expect.poll(() => install.offered).toBe(true);
	expect(offer.elements()).toEqual([]);
	toasts.dismiss(said);
	await expect.element(offer).toBeVisible();
});

test('is offered once the browser finds its way, where the app was of use before', async () => {
	await render(InstallPrompt);
	offerInstall();
	await expect.element(offer).not.toBeInTheDocument();
	browserOffers('accepted');
	await expect.element(offer).toBeVisible();
});

test('what the browser offered before the page was there isn’t lost', async () => {
	browserOffers('accepted');
	await render(InstallPrompt);
	offerInstall();
	await expect.element(offer).toBeVisible();
});

test('accepting asks the browser once, and the answer is kept', async () => {
	await render(InstallPrompt);
	const { prompt } = browserOffers('accepted');
	offerInstall();
	await button('Install Foyer').click();
	await expect.element(offer).not.toBeInTheDocument();
	expect(prompt).toHaveBeenCalledOnce();
	await expect.poll(() => localStorage.getItem('foyer.install')).toBe('accepted');
	expect(install.way).toBeNull();
});

test('who says not now is never offered it again, and finds it under More', async () => {
	await render(InstallPrompt);
	browserOffers('accepted');
	offerInstall();
	await button('Not now').click();
	await expect.element(offer).not.toBeInTheDocument();
	offerInstall();
	await expect.element(offer).not.toBeInTheDocument();
	expect(install.way).toBe('prompt');
});

test.each([
	['an iPhone', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)', 5],
	['an iPad, which calls itself a Mac', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 5]
])('%s has no way to ask: a hint says how', async (_, userAgent, touches) => {
	vi.spyOn(navigator, 'userAgent', 'get').mockReturnValue(userAgent);
	vi.spyOn(navigator, 'maxTouchPoints', 'get').mockReturnValue(touches);
	await render(InstallPrompt);
	offerInstall();
	await expect.element(offer).toMatchTextContent(/Share/);
	await expect.element(button('Install Foyer')).not.toBeInTheDocument();
});

test('nothing is offered where nothing can be done, nor in the installed app', async () => {
	await render(InstallPrompt);
	offerInstall();
	await expect.element(offer).not.toBeInTheDocument();
	const real = matchMedia;
	vi.spyOn(globalThis, 'matchMedia').mockImplementation((query) =>
		query.includes('standalone') ? ({ matches: true } as MediaQueryList) : real(query)
	);
	browserOffers('accepted');
	offerInstall();
	await expect.element(offer).not.toBeInTheDocument();
});
