import { plainEvent, type Event } from '@foyer/shared/events';
import { barePerson, type Person } from '@foyer/shared/people';
import { updatePerson } from '@foyer/shared/people-mutations';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { writeChanges, type ChangesOwner } from '../sync/changes-file.ts';
import { withQueue } from '../sync/device.ts';
import { leftBehind } from '../sync/left-behind.svelte.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import AttentionPage from './AttentionPage.svelte';

const person = (fields: Partial<Person>): Person => ({
	...barePerson,
	id: crypto.randomUUID(),
	createdAt: 0,
	deletedAt: null,
	...fields
});

const ines = person({ firstName: 'Inès', lastName: 'Moreau', email: 'ines@example.org' });
const jan = person({ firstName: 'Jan', email: 'jan@example.org' });

const gala: Event = {
	id: crypto.randomUUID(),
	title: 'Gala',
	description: '',
	permalink: 'gala-2',
	startsAt: Date.now() + 86_400_000,
	endsAt: Date.now() + 90_000_000,
	timeZone: 'Europe/Brussels',
	language: 'en',
	roomUrl: null,
	room: null,
	...plainEvent,
	replayUrl: null,
	earlyEntry: 0,
	startsBy: 'clock',
	reminders: [],
	capacity: null,
	status: 'scheduled',
	startedAt: null,
	endedAt: null,
	createdAt: 0,
	deletedAt: null
};

const takenEmail = {
	name: 'people.update@1',
	args: { id: ines.id, fields: { email: 'jan@example.org' } },
	outcome: { outcome: 'refused', refusal: 'email_taken' }
} as const;

let device: TestDevice;
afterEach(() => device.close());

const button = (name: string) => page.getByRole('button', { name, exact: true });

test('nothing to see to is said calmly', async () => {
	device = await openTestDevice({ people: [ines] });
	await render(AttentionPage);
	await expect.element(page.getByRole('heading', { name: 'Nothing needs you' })).toBeVisible();
});

test('a refused change is told with its reason, what was entered and what is there', async () => {
	device = await openTestDevice({ people: [ines, jan] }, [takenEmail]);
	await render(AttentionPage);
	const told = page.getByRole('heading', { name: 'You changed the e-mail address of Inès Moreau' });
	await expect.element(told).toBeVisible();
	await expect.element(page.getByText(/^Someone else has this e-mail address/)).toBeVisible();
	await expect.element(page.getByText('ines@example.org', { exact: true })).toBeVisible();
	await expect.element(page.getByText('jan@example.org', { exact: true })).toBeVisible();
});

test('what is there now is what the server has, whatever waits here', async () => {
	device = await openTestDevice({ people: [ines, jan] }, [takenEmail]);
	await local.save(updatePerson, { id: ines.id, fields: { email: 'later@example.org' } });
	await render(AttentionPage);
	const there = page.getByRole('definition').filter({ hasText: 'There now' });
	await expect.element(there.getByText('ines@example.org')).toBeVisible();
	await device.arrives({ people: [{ ...ines, email: 'moved@example.org' }] });
	await expect.element(there.getByText('moved@example.org')).toBeVisible();
});

test('it is tried again with another address, and waits then', async () => {
	device = await openTestDevice({ people: [ines, jan] }, [takenEmail]);
	await render(AttentionPage);
	await button('Change and try again').click();
	const field = page.getByRole('textbox', { name: 'E-mail' });
	await userEvent.keyboard('{Enter}');
	await field.fill('jan@example.org');
	await userEvent.keyboard('{Enter}');
	await expect.element(field).toHaveAttribute('aria-invalid', 'true');
	await field.fill('ines@moreau.example');
	await userEvent.keyboard('{Enter}');
	await expect.poll(() => local.attention).toEqual([]);
	expect(local.waiting.map(({ args }) => args)).toEqual([
		{ id: ines.id, fields: { email: 'ines@moreau.example' } }
	]);
	await expect.element(page.getByRole('heading', { name: 'Waiting to be sent' })).toBeVisible();
});

test('an address that was the last of somebody is told of in words, and another takes its place', async () => {
	const nameless = { ...ines, firstName: '', lastName: '' };
	device = await openTestDevice({ people: [nameless] }, [
		{
			name: 'people.update@2',
			args: { id: ines.id, fields: { email: null } },
			outcome: { outcome: 'refused', refusal: 'nameless' }
		}
	]);
	await render(AttentionPage);
	const words = /^Without a name or an e-mail address, nobody could tell who this is/;
	await expect.element(page.getByText(words)).toBeVisible();
	await button('Try again').click();
	await expect.element(button('Try again')).not.toHaveAttribute('aria-busy');
	expect(local.attention).toHaveLength(1);
	await button('Change and try again').click();
	await page.getByRole('textbox', { name: 'E-mail' }).fill('ines@moreau.example');
	await userEvent.keyboard('{Enter}');
	await expect.poll(() => local.attention).toEqual([]);
	expect(local.person(ines.id)?.email).toBe('ines@moreau.example');
});

test('trying again what is still refused keeps it in the list', async () => {
	device = await openTestDevice({ people: [ines, jan] }, [takenEmail]);
	await render(AttentionPage);
	await button('Try again').click();
	await expect.element(button('Try again')).not.toHaveAttribute('aria-busy');
	expect(local.attention).toHaveLength(1);
	expect(local.waiting).toEqual([]);
});

test('several fields are mended at once, each with what is wrong with it', async () => {
	const fields = { endsAt: gala.startsAt - 60_000 };
	device = await openTestDevice({ events: [gala] }, [
		{
			name: 'events.update@4',
			args: { id: gala.id, fields },
			outcome: { outcome: 'refused', refusal: 'ends_before_start' }
		},
		{
			name: 'roles.add@1',
			args: { id: crypto.randomUUID(), eventId: gala.id, kind: 'speaker', name: '', email: 'bo' },
			outcome: { outcome: 'refused', refusal: 'malformed' }
		}
	]);
	await render(AttentionPage);
	await button('Change and try again').first().click();
	const again = page.getByRole('dialog').getByRole('button', { name: 'Try again' });
	await again.click();
	const end = page.getByLabelText('Ends', { exact: true });
	await expect.element(end).toHaveAttribute('aria-invalid', 'true');
	await end.fill(new Date(gala.endsAt + 86_400_000).toISOString().slice(0, 10));
	await again.click();
	await expect.poll(() => local.waiting.map(({ name }) => name)).toEqual(['events.update@4']);
	expect(local.attention).toHaveLength(1);

	await button('Change and try again').click();
	await again.click();
	for (const name of ['Name', 'E-mail'])
		await expect
			.element(page.getByRole('textbox', { name }))
			.toHaveAttribute('aria-invalid', 'true');
	await page.getByRole('textbox', { name: 'Name' }).fill('Bo');
	await page.getByRole('textbox', { name: 'E-mail' }).fill('');
	await again.click();
	await expect.poll(() => local.attention).toEqual([]);
	expect(local.waiting.at(-1)?.args).toMatchObject({ name: 'Bo', email: null });
});

test('what no other value can mend isn’t offered to be changed', async () => {
	const refused = { outcome: 'refused', refusal: 'not_allowed' } as const;
	device = await openTestDevice({ people: [ines, jan] }, [{ ...takenEmail, outcome: refused }]);
	await render(AttentionPage);
	await expect.element(button('Try again')).toBeVisible();
	await expect.element(button('Change and try again')).not.toBeInTheDocument();
	await expect.element(button('Discard')).toBeVisible();
});

test('discarding asks first', async () => {
	device = await openTestDevice({ people: [ines, jan] }, [takenEmail]);
	await render(AttentionPage);
	await button('Discard').click();
	await button('Cancel').click();
	expect(local.attention).toHaveLength(1);
	await button('Discard').click();
	await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
	await expect.poll(() => local.attention).toEqual([]);
	expect(local.person(ines.id)?.email).toBe('ines@example.org');
});

test('what was done otherwise than asked is told, and gone once it is read', async () => {
	device = await openTestDevice({ events: [gala] }, [
		{
			name: 'events.create@1',
			args: { id: gala.id, title: 'Gala', permalink: 'gala' },
			outcome: {
				outcome: 'applied',
				notices: [
					{ notice: 'permalink_changed', eventId: gala.id, wished: 'gala', given: 'gala-2' }
				]
			}
		}
	]);
	await render(AttentionPage);
	await expect.element(page.getByText(/“gala” was taken.*“gala-2”/)).toBeVisible();
	await expect
		.element(page.getByRole('link', { name: 'Open Gala' }))
		.toHaveAttribute('href', `/app/events/${gala.id}`);
	await button('OK').click();
	await expect.element(page.getByRole('heading', { name: 'Nothing needs you' })).toBeVisible();
});

test.each([
	[3, 40, '3 of 40 had already gone; the others stay here.'],
	[1, 1, 'The mail had already gone.'],
	[40, 40, 'All 40 mails had already gone.']
])('of mails taken back, %i of %i that had gone are told', async (count, of, words) => {
	device = await openTestDevice({ events: [gala] }, [
		{
			name: 'registrations.take_back_mails@1',
			args: { eventId: gala.id, personIds: [ines.id], mailing: gala.id },
			outcome: {
				outcome: 'applied',
				notices: [{ notice: 'mails_gone', eventId: gala.id, count, of }]
			}
		}
	]);
	await render(AttentionPage);
	await expect.element(page.getByText(words)).toBeVisible();
});

describe('changes as a file', () => {
	const choose = (content: string) =>
		page
			.elementLocator(document.querySelector('input[type=file]')!)
			.upload(new File([content], 'changes.json', { type: 'application/json' }));

	/** What the browser was given to save. */
	function savedFile() {
		const made = vi.spyOn(URL, 'createObjectURL');
		vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
		return () => (made.mock.calls[0]?.[0] as Blob).text();
	}

	afterEach(() => void vi.restoreAllMocks());

	test('are saved without network, and loaded again they change nothing', async () => {
		device = await openTestDevice({ people: [ines, jan] }, [takenEmail]);
		await local.save(updatePerson, { id: ines.id, fields: { phone: '+32 2 123' } });
		await render(AttentionPage);
		const saved = savedFile();
		await button('Save 2 changes as a file').click();
		const text = await saved();
		expect(JSON.parse(text)).toMatchObject({
			format: 'foyer.changes',
			version: 1,
			waiting: [{ name: 'people.update@2' }],
			refused: [{ refusal: 'email_taken' }]
		});
		await choose(text);
		await expect.element(page.getByText(/^Everything in this file is here already/)).toBeVisible();
		expect(local.waiting).toHaveLength(1);
	});

	test('are loaded on a device that lacks them: queued, or filed with their reason', async () => {
		device = await openTestDevice({ people: [ines, jan] }, [takenEmail]);
		await local.save(updatePerson, { id: ines.id, fields: { phone: '+32 2 123' } });
		const { changes } = local;
		await device.close();
		device = await openTestDevice({ people: [ines, jan] });
		await render(AttentionPage);
		await choose(writeChanges(local.membership!, changes, Date.now()));
		await expect.element(page.getByText('2 changes loaded')).toBeVisible();
		await expect.element(button('Change and try again')).toBeVisible();
		await expect.element(page.getByRole('heading', { name: 'Waiting to be sent' })).toBeVisible();
		expect(local.person(ines.id)?.phone).toBe('+32 2 123');
	});

	test.each<[string, (owner: ChangesOwner) => string, RegExp]>([
		['no file of ours', () => 'Ada;Lovelace', /is no file of changes/],
		[
			'another organisation’s',
			({ user }) =>
				writeChanges(
					{ user, organisation: { id: crypto.randomUUID(), name: 'Elsewhere' } },
					{ waiting: [], refused: [] },
					0
				),
			/changes of Elsewhere/
		],
		[
			'somebody else’s',
			({ organisation }) =>
				writeChanges(
					{ organisation, user: { id: crypto.randomUUID(), name: 'Jan' } },
					{ waiting: [], refused: [] },
					0
				),
			/changes of Jan, who alone/
		]
	])('are not loaded from %s, which is said', async (_, content, words) => {
		device = await openTestDevice({ people: [ines] });
		await render(AttentionPage);
		await choose(content(local.membership!));
		await expect.element(page.getByText(words)).toBeVisible();
		expect(local.waiting).toEqual([]);
	});
});

describe('changes of an organisation that one left', () => {
	const owner = { userId: crypto.randomUUID(), organisationId: crypto.randomUUID() };

	test('are listed, can be saved as a file, and discarded after a question', async () => {
		device = await openTestDevice({ people: [ines] });
		await withQueue(owner, async (queue) => {
			const args = { id: crypto.randomUUID(), firstName: 'Zoë' };
			await queue.add([{ name: 'people.add@1', args, occurredAt: 1 }]);
			await queue.name({
				user: { id: owner.userId, name: 'Inès' },
				organisation: { id: owner.organisationId, name: 'Elsewhere' }
			});
		});
		await leftBehind.look(owner.userId, []);
		await render(AttentionPage);
		await expect.element(page.getByRole('heading', { name: 'From Elsewhere' })).toBeVisible();
		await expect.element(page.getByText('You added Zoë')).toBeVisible();
		await expect.element(button('Save 1 change as a file')).toBeVisible();
		await button('Discard').click();
		await button('Discard 1 change').click();
		await expect.element(page.getByRole('heading', { name: 'Nothing needs you' })).toBeVisible();
	});
});
