import { idColumn, type ExportColumn, type ExportRequest } from '@foyer/shared/exports';
import { TRPCClientError } from '@trpc/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { Unreachable } from '../api.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import Toaster from '../ui/Toaster.svelte';
import { toasts } from '../ui/toasts.svelte.ts';
import type { ExportCalls } from './by-mail.ts';
import ExportDialog from './ExportDialog.svelte';

const columns: ExportColumn<string>[] = [
	{ of: 'name', header: 'First name', text: (row) => row },
	{ of: 'email', header: 'E-mail', text: () => '' }
];

let device: TestDevice;
let asked: ExportRequest[];
beforeEach(async () => {
	toasts.shown = [];
	asked = [];
	device = await openTestDevice({});
	await render(Toaster);
});
afterEach(() => {
	vi.restoreAllMocks();
	return device.close();
});

const answering = (fault?: Error): ExportCalls => ({
	ask: (request) => {
		asked.push(request);
		return fault
			? Promise.reject(fault)
			: Promise.resolve({ id: crypto.randomUUID(), to: 'hanne@example.org' });
	},
	look: () => Promise.reject(new Unreachable())
});

const refusal = (message: string) =>
	new TRPCClientError(message, {
		result: { error: { message, code: -32_009, data: { code: 'CONFLICT', httpStatus: 409 } } }
	});

const show = (calls = answering(), everything = true) =>
	render(ExportDialog<string>, {
		open: true,
		rows: ['Ada', 'Bo'],
		columns,
		shown: ['email', 'name'],
		name: 'people',
		everything: everything ? { eventId: null, hint: 'Everyone' } : undefined,
		calls
	});
const radio = (name: string) => page.getByRole('radio', { name: new RegExp(name) });
const showTelling = (calls = answering()) =>
	render(ExportDialog<string>, {
		...{ open: true, rows: ['Ada', 'Bo'], shown: ['email', 'name'], name: 'people', calls },
		columns: [...columns, { of: idColumn, header: 'Foyer ID', text: (row) => `id of ${row}` }],
		everything: { eventId: null, hint: 'Everyone' }
	});
const told = page.getByRole('checkbox', { name: /^With the Foyer ID/ });
const button = (name: string) => page.getByRole('button', { name, exact: true });

test('everything is asked for with the columns and the file chosen, and where the link goes is told', async () => {
	await show();
	await expect.element(radio('What is listed, at once')).toBeChecked();
	await radio('Everything, by mail').click();
	await radio('CSV').click();
	await button('Mail me the link').click();
	await expect.element(page.getByText(/Its link goes to hanne@example.org/)).toBeVisible();
	await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
	const organisationId = local.membership?.organisation.id;
	expect(asked).toEqual([
		{ organisationId, eventId: null, columns: ['email', 'name'], format: 'csv', locale: 'en' }
	]);
});

test('all columns are asked for as such: the server knows which there are', async () => {
	await show();
	await radio('Everything, by mail').click();
	await radio('All columns').click();
	await button('Mail me the link').click();
	await expect.poll(() => asked.map((request) => request.columns)).toEqual([null]);
});

test('whom a row stands for is said beside the columns that are shown, unless that isn’t wished', async () => {
	const saved = vi.spyOn(URL, 'createObjectURL');
	const headers = async (at: number) =>
		(await (saved.mock.calls[at]?.[0] as Blob).text()).replace('\ufeff', '').split('\r\n')[0];
	const make = async () => {
		await radio('CSV').click();
		await button('Export 2 rows').click();
		await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
	};
	const shown = await showTelling();
	await expect.element(told).toBeChecked();
	await make();
	expect(await headers(0)).toBe('E-mail,First name,Foyer ID');
	await shown.unmount();
	await showTelling();
	await told.click();
	await make();
	expect(await headers(1)).toBe('E-mail,First name');
});

test('the server is asked for it as well; all columns have it', async () => {
	await showTelling();
	await radio('Everything, by mail').click();
	await radio('All columns').click();
	await expect.element(told).not.toBeInTheDocument();
	await radio('Those shown').click();
	await button('Mail me the link').click();
	await expect
		.poll(() => asked.map((request) => request.columns))
		.toEqual([['email', 'name', idColumn]]);
});

test.each([
	['is being made already', refusal('already_asked'), 'a file for you already'],
	['is out of reach', new Unreachable(), 'nothing was asked for']
])('what %s is said, and the dialog stays', async (_what, fault, words) => {
	await show(answering(fault));
	await radio('Everything, by mail').click();
	await button('Mail me the link').click();
	await expect.element(page.getByText(new RegExp(words))).toBeVisible();
	await expect.element(button('Mail me the link')).toBeVisible();
});

test('without network it says what needs it', async () => {
	vi.spyOn(local, 'status', 'get').mockReturnValue({ ...local.status, offlineSince: 1 });
	await show();
	await expect.element(page.getByText(/Needs the network/)).toBeVisible();
});

test('while a first sync is under way, everything by mail stands first', async () => {
	vi.spyOn(local, 'isFirst', 'get').mockReturnValue(true);
	await show();
	await expect.element(radio('Everything, by mail')).toBeChecked();
	await expect.element(page.getByText(/This device holds 2 of them so far/)).toBeVisible();
});

test('those who were chosen are exported on the device alone', async () => {
	await show(answering(), false);
	expect(radio('Everything, by mail').query()).toBeNull();
	await expect.element(button('Export 2 rows')).toBeVisible();
});

test('a long list is handed to the thread that writes it some rows at a time, and none is lost', async () => {
	const saved = vi.spyOn(URL, 'createObjectURL');
	const names = Array.from({ length: 2500 }, (_, at) => `Guest ${at}`);
	await render(ExportDialog<string>, {
		open: true,
		rows: names,
		columns: columns.slice(0, 1),
		shown: ['name'],
		name: 'people'
	});
	await radio('CSV').click();
	await page.getByRole('button', { name: /Export 2,500/ }).click();
	await expect.element(page.getByText('people.csv', { exact: false })).toBeVisible();
	const file = saved.mock.calls[0]?.[0] as Blob;
	const lines = (await file.text()).replace('\ufeff', '').split('\r\n');
	expect(lines.filter(Boolean)).toEqual(['First name', ...names]);
});
