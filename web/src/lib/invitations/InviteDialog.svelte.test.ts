import { invitedState, type Invitation } from '@foyer/shared/invitations';
import { barePerson, type Person } from '@foyer/shared/people';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import PersonMenu from '../people/PersonMenu.svelte';
import { standings } from '../people/standings.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import Toaster from '../ui/Toaster.svelte';
import { toasts } from '../ui/toasts.svelte.ts';
import InviteDialog from './InviteDialog.svelte';

const person = (at: number, more: Partial<Person> = {}): Person => ({
	...{ ...barePerson, id: crypto.randomUUID(), createdAt: 0 },
	...{ firstName: `First ${at}`, email: `p${at}@example.org` },
	...more
});
const people = Array.from({ length: 1005 }, (_, at) => person(at, at === 0 ? { email: null } : {}));
const at = (place: number): Person => people[place] as Person;
const invitation = (place: number, more: Partial<Invitation> = {}): Invitation => ({
	...{ id: crypto.randomUUID(), personId: at(place).id, email: `p${place}@example.org` },
	...{ language: null, invitedBy: crypto.randomUUID(), invitedByName: 'Inès' },
	...{ createdAt: 1, expiresAt: 2, mailState: 'delivered', mailReason: null, mailAt: 1 },
	...{ openedAt: null, acceptedAt: null, expiredAt: null, revokedAt: null },
	...more
});
const [opened, accepted, waiting, revoked] = [
	invitation(1, { openedAt: 5 }),
	invitation(2, { acceptedAt: 5 }),
	invitation(3, { mailState: 'queued' }),
	invitation(4, { revokedAt: 5 })
];
const invitations = [opened, accepted, waiting, revoked];

let device: TestDevice;
let done = 0;
beforeEach(async () => {
	toasts.shown = [];
	done = 0;
	device = await openTestDevice({ people, invitations });
	await local.readInvitations();
	await render(Toaster);
});
afterEach(() => device.close());

const show = (chosen: readonly Person[]) =>
	render(InviteDialog, { open: true, people: chosen, ondone: () => void done++ });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const stateOf = (place: number) => invitedState(local.invitations?.of(at(place).id) ?? []);
const saved = () =>
	local.waiting.map(({ name, args }) => {
		const { ids, people: some } = args as Record<string, unknown[] | undefined>;
		return [name.split('@')[0], (ids ?? some ?? []).length];
	});

test('it says how many mails will go, and who is left out and why', async () => {
	await show(people.slice(0, 7));
	await expect.element(page.getByText('3 mails will go.')).toBeVisible();
	await expect.element(page.getByText('1 person has no e-mail address.')).toBeVisible();
	await expect.element(page.getByText('1 person has joined already.')).toBeVisible();
	await expect.element(page.getByText('1 mail waits to go already.')).toBeVisible();
	await expect.element(page.getByText('1 person is invited already.')).toBeVisible();
	await button('Send 3 invitations').click();
	await expect.poll(() => [4, 5, 6].map(stateOf)).toEqual(['queued', 'queued', 'queued']);
	expect([1, 2].map(stateOf)).toEqual(['opened', 'accepted']);
	expect(done).toBe(1);
	await expect.element(page.getByText('3 invitations are on their way')).toBeVisible();
});

test('who is invited already gets theirs again where that is wanted; undo takes all of it back', async () => {
	await show(people.slice(1, 6));
	await page.getByRole('checkbox').click();
	await expect.element(page.getByText('3 mails will go.')).toBeVisible();
	await button('Send 3 invitations').click();
	await expect.poll(() => [1, 4, 5].map(stateOf)).toEqual(['queued', 'queued', 'queued']);
	await button('Undo').click();
	await expect.poll(() => [1, 4, 5].map(stateOf)).toEqual(['opened', 'revoked', 'revoked']);
	expect(saved()).toEqual([
		['invitations.invite', 2],
		['invitations.send', 1],
		['invitations.take_back', 2],
		['invitations.take_back_mails', 1]
	]);
});

test('a thousand are invited in parts that a transaction can hold', async () => {
	await show(people);
	await button('Send 1,001 invitations').click();
	await expect.poll(() => done).toBe(1);
	expect(saved().map(([, count]) => count)).toEqual([500, 500, 1]);
});

test('nobody is left to be invited where all are', async () => {
	await show([at(0), at(2), at(3)]);
	await expect.element(page.getByText('No mail will go.')).toBeVisible();
	await expect.element(button('Send 0 invitations')).not.toBeInTheDocument();
	await expect.element(page.getByRole('button', { name: 'Close' }).last()).toBeVisible();
});

test('from a person’s menu they are invited, invited again, or no longer', async () => {
	const menu = async (place: number) => {
		await render(PersonMenu, { person: at(place), mayEdit: false });
		await button(`More for First ${place}`).click();
	};
	const item = (name: string) => page.getByRole('menuitem', { name });
	await menu(6);
	await item('Invite to join').click();
	await expect.poll(() => stateOf(6)).toBe('queued');
	await menu(1);
	await item('Send the invitation again').click();
	await expect.poll(() => stateOf(1)).toBe('queued');
	await menu(3);
	await expect.element(item('Withdraw the invitation')).toBeVisible();
	await expect.element(item('Send the invitation again')).not.toBeInTheDocument();
	await item('Withdraw the invitation').click();
	await expect.poll(() => stateOf(3)).toBe('revoked');
	await button('Undo').last().click();
	await expect.poll(() => stateOf(3)).toBe('queued');
});

test('a rule follows invitations as they change, and nothing else', async () => {
	const condition = { on: 'invitation', not: false, state: 'accepted' } as const;
	const accepts = (place: number) =>
		standings([condition], new Map()).of(at(place).id).invited() === 'accepted';
	expect([1, 2].map(accepts)).toEqual([false, true]);
	const before = local.invitationsAsOf;
	await device.arrives({ people: [{ ...at(5), firstName: 'Ada' }] });
	await expect.poll(() => local.person(at(5).id)?.firstName).toBe('Ada');
	expect(local.invitationsAsOf).toBe(before);
	await device.arrives({ invitations: [{ ...opened, acceptedAt: 9 }] });
	await expect.poll(() => accepts(1)).toBe(true);
	expect(local.invitationsAsOf).not.toBe(before);
});

test('who was merged into somebody has been invited as them', async () => {
	await device.arrives({ people: [{ ...at(2), mergedInto: at(9).id }] });
	await expect.poll(() => stateOf(9)).toBe('accepted');
});
