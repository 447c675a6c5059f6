import type { Me } from '@foyer/shared/accounts';
import { allLevels } from '@foyer/shared/team';
import { beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { ownersHere, withQueue, type DeviceOwner } from '../sync/device.ts';
import { wipeDevice } from '../sync/leave.ts';
import { leftBehind } from '../sync/left-behind.svelte.ts';
import { leaving } from './leaving.svelte.ts';
import LeavingDialog from './LeavingDialog.svelte';
import { session } from './session.svelte.ts';

const organisation = (name: string) => ({
	id: crypto.randomUUID(),
	name,
	pageName: name.toLowerCase(),
	locale: 'en' as const,
	timeZone: 'Europe/Brussels'
});
const arts = organisation('Arts');
const ball = organisation('Ball');

function member(...organisations: (typeof arts)[]): Me {
	const userId = '00000000-0000-4000-8000-00000000000a';
	return {
		user: { id: userId, name: 'Inès', email: 'ines@example.org', locale: 'en' },
		memberships: organisations.map((one) => ({
			organisation: one,
			actor: {
				kind: 'member',
				userId,
				host: true,
				levels: allLevels('manage'),
				events: 'all'
			}
		}))
	};
}
const somebodyElse = (): Me => {
	const me = member(arts);
	return { ...me, user: { ...me.user, id: crypto.randomUUID(), name: 'Jan' } };
};

const ownerOf = (me: Me, { id }: typeof arts): DeviceOwner => ({
	userId: me.user.id,
	organisationId: id
});

const save = (owner: DeviceOwner, count: number) =>
	withQueue(owner, (queue) =>
		queue.add(
			Array.from({ length: count }, () => ({
				name: 'people.add@1',
				args: { id: crypto.randomUUID() },
				occurredAt: 1
			}))
		)
	);

beforeEach(async () => {
	await session.signOut();
	await wipeDevice();
});

test('an organisation that one left is said, and what was not sent to it is kept', async () => {
	const both = member(arts, ball);
	await session.accept(both);
	await save(ownerOf(both, ball), 2);
	await session.accept(member(arts));
	expect(session.ceased).toEqual(['Ball']);
	await expect.poll(() => leftBehind.count).toBe(2);
	expect(leftBehind.all).toMatchObject([{ owner: ownerOf(both, ball) }]);
	await session.accept(both);
	await expect.poll(() => leftBehind.count).toBe(0);
});

test('somebody else signing in deletes nothing that was never sent', async () => {
	const me = member(arts);
	await session.accept(me);
	await save(ownerOf(me, arts), 1);
	await session.accept(somebodyElse());
	expect((await ownersHere()).queues).toEqual([ownerOf(me, arts)]);
	expect(leftBehind.count).toBe(0);
});

test('signing out asks, naming what is lost of whom, and deletes it all', async () => {
	const jan = somebodyElse();
	const me = member(arts, ball);
	await save(ownerOf(jan, arts), 1);
	await session.accept(me);
	await save(ownerOf(me, arts), 1);
	await save(ownerOf(me, ball), 2);
	sessionStorage.setItem('foyer.draft.x', '{}');
	await render(LeavingDialog);
	await leaving.ask();
	await expect.element(page.getByText(/^3 changes are on this device only/)).toBeVisible();
	await expect.element(page.getByText(/^1 change of somebody else/)).toBeVisible();
	expect(session.me).not.toBeNull();
	await page.getByRole('button', { name: 'Sign out and delete 4 changes' }).click();
	await expect.poll(async () => (await ownersHere()).queues).toEqual([]);
	expect(session.me).toBeNull();
	expect(sessionStorage.getItem('foyer.draft.x')).toBeNull();
});

test('with nothing to lose it doesn’t ask', async () => {
	await session.accept(member(arts));
	await render(LeavingDialog);
	await leaving.ask();
	expect(session.me).toBeNull();
	expect(leaving.asked).toBeNull();
});

test('a tab hears that another one signed out, and forgets its drafts', async () => {
	await session.accept(member(arts));
	const stop = session.follow();
	sessionStorage.setItem('foyer.draft.x', '{}');
	localStorage.setItem('foyer.session', JSON.stringify({ state: 'signed_out', told: true }));
	dispatchEvent(new StorageEvent('storage', { key: 'foyer.session' }));
	expect(session.me).toBeNull();
	expect(sessionStorage.getItem('foyer.draft.x')).toBeNull();
	stop();
});

test('a page that the browser had put aside learns who signed out meanwhile', async () => {
	await session.accept(member(arts));
	const stop = session.follow();
	localStorage.setItem('foyer.session', JSON.stringify({ state: 'signed_out', told: true }));
	expect(session.me).not.toBeNull();
	dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
	expect(session.me).toBeNull();
	stop();
});

test('the server is asked who is signed in once, not again at each of its answers', async () => {
	const me = member(arts);
	await session.accept(me);
	const answers = vi
		.spyOn(globalThis, 'fetch')
		.mockImplementation(() => Promise.resolve(Response.json({ result: { data: me } })));
	const stop = $effect.root(() => {
		$effect(() => session.follow());
	});
	await expect.poll(() => answers.mock.settledResults.length).toBe(1);
	for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve));
	expect(answers).toHaveBeenCalledTimes(1);
	stop();
	answers.mockRestore();
});

test('what a closed tab had begun to delete is deleted at the next start', async () => {
	const me = member(arts);
	await save(ownerOf(me, arts), 1);
	const stop = session.follow();
	await expect.poll(async () => (await ownersHere()).queues).toEqual([]);
	stop();
});
