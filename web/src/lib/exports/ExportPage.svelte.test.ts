import type { ExportRequest, ExportState } from '@foyer/shared/exports';
import { TRPCClientError } from '@trpc/client';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { Unreachable } from '../api.ts';
import type { ExportCalls, OwnExport } from './by-mail.ts';
import ExportPage from './ExportPage.svelte';

const id = crypto.randomUUID();
const request: ExportRequest = {
	organisationId: crypto.randomUUID(),
	eventId: null,
	columns: null,
	format: 'csv',
	locale: 'fr'
};

const own = (state: ExportState): OwnExport => ({
	state,
	request,
	file:
		state === 'ready'
			? { name: 'personnes.csv', rows: 1203, bytes: 94_000, expiresAt: Date.now(), opens: true }
			: null
});

/** @param answers one after another, the last again and again */
async function open(...answers: (OwnExport | Error)[]) {
	const asked: ExportRequest[] = [];
	const fetched: string[] = [];
	const calls: ExportCalls = {
		ask: (again) => {
			asked.push(again);
			return Promise.reject(new Unreachable());
		},
		look: () => {
			const answer = (answers.length > 1 ? answers.shift() : answers[0]) as OwnExport | Error;
			return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
		}
	};
	await render(ExportPage, {
		id,
		calls,
		fetchFile: (address: string) => void fetched.push(address)
	});
	return { asked, fetched };
}

const heading = (name: string) => page.getByRole('heading', { level: 1, name });
const button = (name: string) => page.getByRole('button', { name, exact: true });

test('a file that is ready says what it holds, and is fetched by a press', async () => {
	const { fetched } = await open(own('ready'));
	await expect.element(heading('Your file is ready')).toBeVisible();
	await expect.element(page.getByText(/1,203 rows · 94 kB/)).toBeVisible();
	await expect.element(page.getByText(/whoever has the file can come in/)).toBeVisible();
	await button('Get the file').click();
	await expect.poll(() => fetched).toEqual([`/api/exports/${id}`]);
});

test('what ran out while the page was open is not fetched', async () => {
	const { fetched } = await open(own('ready'), own('expired'));
	await button('Get the file').click();
	await expect.element(heading('This link is over')).toBeVisible();
	expect(fetched).toEqual([]);
});

test('one that is being made is looked at until it is ready', async () => {
	await open(own('making'), own('ready'));
	await expect.element(heading('Foyer is making your file')).toBeVisible();
	await expect.element(heading('Your file is ready'), { timeout: 10_000 }).toBeVisible();
});

test.each(['expired', 'outdated', 'failed'] as const)(
	'one that is %s can be asked for again, as it was',
	async (state) => {
		const { asked } = await open(own(state));
		await button('Ask again').click();
		await expect.element(page.getByText(/nothing was asked for/)).toBeVisible();
		expect(asked).toEqual([request]);
	}
);

test('one that may no longer be exported says so, and offers nothing', async () => {
	await open(own('refused'));
	await expect.element(heading('This list is no longer yours to export')).toBeVisible();
	expect(button('Ask again').query()).toBeNull();
});

test('somebody else’s is missing', async () => {
	const missing = new TRPCClientError('missing', {
		result: { error: { message: 'missing', code: -32_004, data: { code: 'NOT_FOUND' } } }
	});
	await open(missing);
	await expect.element(heading('There is no such file for you')).toBeVisible();
});

test('without network nothing is claimed', async () => {
	await open(new Unreachable());
	await expect.element(page.getByText(/are fetched over the network/)).toBeVisible();
	expect(page.getByRole('heading', { level: 1 }).query()).toBeNull();
});
