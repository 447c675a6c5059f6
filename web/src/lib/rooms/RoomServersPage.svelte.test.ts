import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { expect, test } from 'vitest';
import type { RoomServerFields } from '@foyer/shared/rooms';
import RoomServersPage from './RoomServersPage.svelte';
import type { RoomServer, RoomServerCalls } from './room-servers.svelte.ts';

const jitsi: RoomServer = {
	id: 'a',
	kind: 'jitsi',
	name: 'Our Jitsi',
	baseUrl: 'https://meet.example.org',
	appId: 'foyer',
	keyId: null
};

/** The page over servers of the test's own. @returns what was asked of them */
async function show(servers: RoomServer[]) {
	const asked: { deed: string; id?: string; server?: RoomServerFields }[] = [];
	const note = (one: (typeof asked)[number]) => {
		asked.push(one);
		return Promise.resolve();
	};
	const calls: RoomServerCalls = {
		list: () => Promise.resolve(servers),
		add: (server) => note({ deed: 'add', server }),
		change: (id, server) => note({ deed: 'change', id, server }),
		remove: (id) => note({ deed: 'remove', id }),
		sync: () => Promise.resolve()
	};
	await render(RoomServersPage, { calls });
	return asked;
}

test('a server is added, once nothing is wrong with it', async () => {
	const asked = await show([]);
	await page.getByRole('button', { name: 'Add a server' }).click();
	await page.getByLabelText('Kind').selectOptions('BigBlueButton');
	await page.getByLabelText('Name').fill('BBB');
	await page.getByLabelText('Address').fill('http://bbb.example.org/bigbluebutton/');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect.element(page.getByLabelText('Address')).toHaveAttribute('aria-invalid', 'true');
	await expect
		.element(page.getByLabelText('Shared secret'))
		.toHaveAttribute('aria-invalid', 'true');
	expect(asked).toEqual([]);
	await page.getByLabelText('Address').fill('https://bbb.example.org/bigbluebutton/');
	await page.getByLabelText('Shared secret').fill('secret');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
	expect(asked).toEqual([
		{
			deed: 'add',
			server: {
				kind: 'bigbluebutton',
				name: 'BBB',
				baseUrl: 'https://bbb.example.org/bigbluebutton/',
				secret: 'secret'
			}
		}
	]);
});

test('a change without a secret leaves the one that is kept', async () => {
	const asked = await show([jitsi]);
	await page.getByRole('button', { name: 'Change Our Jitsi' }).click();
	await page.getByLabelText('Name').fill('The house');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
	const { id, keyId: _, ...fields } = jitsi;
	expect(asked).toEqual([
		{ deed: 'change', id, server: { ...fields, name: 'The house', secret: null } }
	]);
});

test('a server is removed after a question', async () => {
	const asked = await show([jitsi]);
	await page.getByRole('button', { name: 'Remove Our Jitsi' }).click();
	expect(asked).toEqual([]);
	await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
	await expect.poll(() => asked).toEqual([{ deed: 'remove', id: 'a' }]);
});
