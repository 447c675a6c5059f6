import { barePerson, type Person } from '@foyer/shared/people';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import PersonProfile from './PersonProfile.svelte';

const ines: Person = {
	...barePerson,
	id: crypto.randomUUID(),
	firstName: 'Inès',
	lastName: 'Moreau',
	email: 'ines@example.org',
	createdAt: 0,
	deletedAt: null
};
const jan: Person = {
	...ines,
	id: crypto.randomUUID(),
	firstName: 'Jan',
	email: 'jan@example.org'
};

let device: TestDevice;
afterEach(() => {
	vi.restoreAllMocks();
	return device.close();
});

async function openPanel() {
	device = await openTestDevice({ people: [ines, jan] });
	const props = $state({ person: ines, mayEdit: true });
	$effect.root(() => {
		$effect(() => {
			props.person = local.person(ines.id) ?? ines;
		});
	});
	return render(PersonProfile, props);
}

const field = (name: string) => page.getByRole('textbox', { name });

test('each field is saved by itself as one leaves it, as a patch of that field alone', async () => {
	await openPanel();
	await field('Last name').fill('Moreau-Smit');
	await userEvent.keyboard('{Enter}{Tab}');
	await expect
		.poll(() => local.waiting.map(({ args }) => args))
		.toEqual([{ id: ines.id, fields: { lastName: 'Moreau-Smit' } }]);
	await field('Company').fill('  Théâtre  du Midi ');
	await userEvent.tab();
	await expect.poll(() => local.person(ines.id)?.company).toBe('Théâtre du Midi');
	await expect.element(field('Company')).toHaveValue('Théâtre du Midi');
	await expect.element(page.getByRole('status')).toHaveTextContent('Saved on this device');
	expect(local.waiting).toHaveLength(2);
});

test('a page that is loaded again while somebody types saves it, and asks first', async () => {
	await openPanel();
	const leaves = () => window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
	await field('Company').click();
	expect(leaves()).toBe(true);
	await userEvent.keyboard('Théâtre du Midi');
	expect(leaves()).toBe(false);
	await expect.poll(() => local.person(ines.id)?.company).toBe('Théâtre du Midi');
	await expect.poll(leaves).toBe(true);
});

test('what is as it was is not saved', async () => {
	await openPanel();
	await field('Last name').fill('Moreau ');
	await userEvent.tab();
	await field('Phone').click();
	await userEvent.tab();
	expect(local.waiting).toEqual([]);
	await expect.element(field('Last name')).toHaveValue('Moreau');
});

test('what can’t be used stays in its field with the reason, and Escape takes it back', async () => {
	await openPanel();
	await field('E-mail').fill('ines@');
	await userEvent.tab();
	await expect
		.element(page.getByRole('alert'))
		.toHaveTextContent('This isn’t a complete e-mail address. It looks like name@example.org.');
	await expect.element(field('E-mail')).toHaveValue('ines@');
	await expect.element(field('E-mail')).toHaveAttribute('aria-invalid', 'true');
	expect(local.waiting).toEqual([]);
	await field('E-mail').click();
	await userEvent.keyboard('{Escape}');
	await expect.element(field('E-mail')).toHaveValue('ines@example.org');
	expect(page.getByRole('alert').query()).toBeNull();
});

test('an address that somebody else has is refused with their name', async () => {
	await openPanel();
	await field('E-mail').fill('JAN@example.org');
	await userEvent.tab();
	await expect
		.element(page.getByRole('alert'))
		.toHaveTextContent(
			'Jan Moreau has this address already. Nothing was changed; use another one.'
		);
	expect(local.waiting).toEqual([]);
});

describe('the last that somebody can be told by', () => {
	const needed = 'Enter a name or an e-mail address, so that this person can be found again.';
	const openWith = async (fields: Partial<Person>) => {
		await openPanel();
		await device.arrives({ people: [{ ...ines, ...fields }] });
		await expect.poll(() => local.person(ines.id)).toMatchObject(fields);
	};

	test.each<[string, Partial<Person>]>([
		['First name', { lastName: '', email: null }],
		['Last name', { firstName: '', email: null }],
		['E-mail', { firstName: '', lastName: '' }]
	])('isn’t cleared: %s says why and keeps what was typed', async (name, fields) => {
		await openWith(fields);
		await field(name).fill(' ');
		await userEvent.tab();
		await expect.element(page.getByRole('alert')).toHaveTextContent(needed);
		await expect.element(field(name)).toHaveAttribute('aria-invalid', 'true');
		await expect.element(field(name)).toHaveValue(' ');
		expect(local.waiting).toEqual([]);
	});

	test.each(['{Tab}', '{Enter}'])(
		'cleared by %s, goes once something else is there',
		async (key) => {
			await openWith({ lastName: '', email: null });
			await field('First name').fill('');
			await userEvent.keyboard(key);
			await expect.element(page.getByRole('alert')).toHaveTextContent(needed);
			await field('Last name').fill('Moreau');
			await userEvent.tab();
			await expect
				.poll(() => local.waiting.map(({ args }) => args))
				.toEqual([
					{ id: ines.id, fields: { lastName: 'Moreau' } },
					{ id: ines.id, fields: { firstName: '' } }
				]);
			await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
			expect(local.person(ines.id)).toMatchObject({ firstName: '', lastName: 'Moreau' });
		}
	);

	test('is missing where it never was: all else is saved', async () => {
		await openWith({ firstName: '', lastName: '', email: null, note: 'x' });
		await field('Note').fill('');
		await userEvent.tab();
		await expect.poll(() => local.person(ines.id)?.note).toBe('');
	});
});

test.each([
	[
		'E-mail',
		'ines@',
		'E-mail wasn’t saved: “ines@”. This isn’t a complete e-mail address. It looks like name@example.org.'
	],
	[
		'E-mail',
		'JAN@example.org',
		'E-mail wasn’t saved: “JAN@example.org”. Jan Moreau has this address already. Nothing was changed; use another one.'
	],
	['Note', 'long '.repeat(2000), 'Note wasn’t saved. This is too long: please shorten it.']
])('who leaves the panel with %s that can’t be saved is told', async (name, typed, words) => {
	const panel = await openPanel();
	toasts.shown = [];
	await field(name).fill(typed);
	await panel.unmount();
	await expect.poll(() => toasts.shown.map(({ text }) => text)).toEqual([words]);
	expect(local.waiting).toEqual([]);
});

test('what is refused only as it is saved is told as well, though somebody left meanwhile', async () => {
	const panel = await openPanel();
	toasts.shown = [];
	const refused = Promise.withResolvers<Awaited<ReturnType<typeof local.save>>>();
	vi.spyOn(local, 'save').mockReturnValue(refused.promise);
	await field('Company').fill('Acme');
	await userEvent.tab();
	await panel.unmount();
	refused.resolve({ saved: false, refusal: 'missing' });
	await expect
		.poll(() => toasts.shown.map(({ text }) => text))
		.toEqual([expect.stringMatching(/^Company wasn’t saved: “Acme”\. ./)]);
});

test('who leaves with what is saved is told nothing', async () => {
	const panel = await openPanel();
	toasts.shown = [];
	await field('Company').fill('Acme');
	await panel.unmount();
	await expect.poll(() => local.person(ines.id)?.company).toBe('Acme');
	expect(toasts.shown).toEqual([]);
});

test('what another device changes is followed, but for the field that is being typed in', async () => {
	await openPanel();
	await field('Last name').fill('Mor');
	await device.arrives({ people: [{ ...ines, lastName: 'Dupont', company: 'Acme' }] });
	await expect.element(field('Company')).toHaveValue('Acme');
	await expect.element(field('Last name')).toHaveValue('Mor');
	await userEvent.keyboard('{Enter}');
	await expect.poll(() => local.person(ines.id)?.lastName).toBe('Mor');
});
