import { barePerson, type Person } from '@foyer/shared/people';
import { TRPCClientError } from '@trpc/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import { savePersonFile } from './person-data.ts';

const person = (firstName: string): Person => ({
	...barePerson,
	...{ id: crypto.randomUUID(), firstName, createdAt: 0 }
});
const [ana, bo] = [person('Ana'), person('Bo')];
const there = () => Promise.resolve({});
const away = () => Promise.reject(new TRPCClientError('unreachable'));

let device: TestDevice;
let saved: string[];
beforeEach(async () => {
	saved = [];
	toasts.shown = [];
	vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
		this: HTMLAnchorElement
	) {
		saved.push(this.download);
	});
	device = await openTestDevice({});
});
afterEach(async () => {
	vi.restoreAllMocks();
	await device.close();
});

test('without network what the device holds is offered once, and no longer when the server’s file is there', async () => {
	await savePersonFile(ana, away);
	await savePersonFile(ana, away);
	await savePersonFile(bo, away);
	expect(toasts.shown.map(({ action }) => action?.label)).toEqual(['Save', 'Save']);
	const [, ofBo] = toasts.shown;
	await savePersonFile(ana, there);
	expect(saved).toEqual(['Ana.json']);
	expect(toasts.shown).toEqual([ofBo]);
	toasts.act(ofBo?.id ?? 0);
	expect(saved).toEqual(['Ana.json', 'Bo.json']);
});

test('who asked again and has the file hears of no failure of before', async () => {
	const { promise, reject } = Promise.withResolvers<object>();
	const before = savePersonFile(ana, () => promise);
	await savePersonFile(ana, there);
	reject(new TRPCClientError('unreachable'));
	await before;
	expect(saved).toEqual(['Ana.json']);
	expect(toasts.shown).toEqual([]);
});
