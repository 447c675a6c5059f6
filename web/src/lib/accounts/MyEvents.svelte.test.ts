import type { MyEvents as Answer } from '@foyer/shared/accounts';
import { afterEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import MyEvents from './MyEvents.svelte';

afterEach(() => void vi.restoreAllMocks());

const answers = (answer: Answer) =>
	vi
		.spyOn(globalThis, 'fetch')
		.mockImplementation(async () => Response.json({ result: { data: answer } }));

const concert = {
	registrationId: '1',
	organisation: 'Arts',
	title: 'Concert',
	startsAt: Date.UTC(2026, 11, 1, 19),
	endsAt: Date.UTC(2126, 11, 1, 21),
	timeZone: 'Europe/Brussels',
	status: 'registered',
	link: 'https://foyer.test/arts/concert/live?email=a&key=b'
} as const;

test('each event is there with its time where it takes place, its link, and how one stands', async () => {
	const waits = { ...concert, registrationId: '2', title: 'Ball', link: null };
	answers({
		organisations: ['Arts'],
		events: [concert, { ...waits, status: 'waiting_list' }]
	});
	await render(MyEvents);
	await expect.element(page.getByRole('heading', { name: 'My events' })).toBeVisible();
	await expect.element(page.getByText(/\b(20|8):00/).first()).toBeVisible();
	await expect.element(page.getByText('Waiting list')).toBeVisible();
	const links = page.getByRole('link', { name: 'Open my link' });
	expect(links.elements().map((link) => link.getAttribute('href'))).toEqual([concert.link]);
});

test('what is over stands below what is to come', async () => {
	const over = { ...concert, registrationId: '3', title: 'Over', startsAt: 0, endsAt: 1 };
	answers({ organisations: ['Arts'], events: [over, concert] });
	await render(MyEvents);
	await expect.element(page.getByRole('heading', { name: 'Over', exact: true })).toBeVisible();
	const headings = page.getByRole('heading').elements();
	expect(headings.map(({ textContent }) => textContent)).toEqual([
		...['My events', 'Concert', 'Past events', 'Over']
	]);
});

test('who has joined and is registered nowhere is told where their events will be', async () => {
	answers({ organisations: ['Arts', 'Ballet'], events: [] });
	await render(MyEvents);
	await expect.element(page.getByText(/^You joined Arts and Ballet\./)).toBeVisible();
});

test('who is a member nowhere is told so', async () => {
	answers({ organisations: [], events: [] });
	await render(MyEvents);
	await expect.element(page.getByText('You aren’t a member of an organisation')).toBeVisible();
});

test('without network it says so, and tries again', async () => {
	const away = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('no network'));
	await render(MyEvents);
	await expect.element(page.getByText(/which can’t be reached just now/)).toBeVisible();
	away.mockRestore();
	answers({ organisations: ['Arts'], events: [concert] });
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect.element(page.getByText('Concert')).toBeVisible();
});
