import { TRPCClientError } from '@trpc/client';
import type { CustomField } from '@foyer/shared/custom-fields';
import type { Group } from '@foyer/shared/groups';
import { barePerson, type Person } from '@foyer/shared/people';
import type { FieldChange, Timeline, TimelineEntry } from '@foyer/shared/timeline';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { eventLike } from '../events/testing.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import PersonTimeline from './PersonTimeline.svelte';
import type { askTimeline } from './timeline.svelte.ts';

const event = eventLike({ title: 'Gala' });
const friends: Group = {
	id: crypto.randomUUID(),
	name: 'Friends',
	smart: false,
	rule: null,
	createdAt: 0,
	deletedAt: null
};
const ines: Person = {
	...barePerson,
	id: crypto.randomUUID(),
	firstName: 'Inès',
	company: 'Midi',
	createdAt: 0
};

const changed = (
	changes: FieldChange[],
	fields: Partial<Extract<TimelineEntry, { entry: 'changed' }>> = {}
): TimelineEntry => ({
	entry: 'changed',
	id: 1,
	personId: ines.id,
	at: 5000,
	by: { kind: 'user', name: 'Jan Smit' },
	deed: 'people.update',
	occurredAt: 5000,
	changes,
	unseen: [],
	...fields
});
const company = { field: 'company', before: 'Acme', after: 'Midi' };

let device: TestDevice;
afterEach(() => device.close());

function show(
	ask: TimelineEntry[] | typeof askTimeline,
	{ mayEdit = true, personId = ines.id } = {}
) {
	const answer: typeof askTimeline = Array.isArray(ask)
		? () => Promise.resolve<Timeline>({ entries: ask, more: false })
		: ask;
	return render(PersonTimeline, { personId, mayEdit, ask: answer });
}

const open = async (...args: Parameters<typeof show>) => {
	device = await openTestDevice({ people: [ines], events: [event], groups: [friends] });
	return show(...args);
};

const away = () => Promise.reject(new TRPCClientError('unreachable'));

test('what happened is told, the latest first, with who did it', async () => {
	const of = { at: 4000, eventId: event.id };
	await open([
		{ entry: 'arrival_taken_back', ...of, by: { kind: 'user', name: 'Jan Smit' } },
		{ entry: 'arrived', ...of, by: { kind: 'user', name: 'Jan Smit' } },
		{ entry: 'opened', ...of, kind: 'let_in', count: 1 },
		{ entry: 'opened', ...of, kind: 'waited', count: 3 },
		{
			...{ entry: 'mail', ...of, mail: 'confirmation', minutes: null },
			...{ state: 'delivered', reason: null },
			way: [
				{ state: 'queued', at: of.at - 86_400_000, reason: null },
				{ state: 'deferred', at: of.at - 120_000, reason: 'mailbox busy' },
				{ state: 'sent', at: of.at - 60_000, reason: null }
			]
		},
		{ entry: 'registered', ...of, by: { kind: 'attendee' }, source: 'page' },
		{ entry: 'added', at: 1, by: { kind: 'user', name: null }, deed: 'people.import' }
	]);
	await expect.element(page.getByText('Signed up for Gala')).toBeVisible();
	const told = page.getByRole('listitem').elements();
	expect(told.map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim())).toEqual([
		expect.stringMatching(/^Arrival at Gala taken back ?Jan Smit/),
		expect.stringMatching(/^Arrived at Gala ?Jan Smit/),
		expect.stringMatching(/^Was let in to Gala/),
		expect.stringMatching(/^Waited for Gala.*3 times$/),
		expect.stringMatching(
			/^Confirmation for Gala ?Delivered ?Queued .*19\d\d.* → Delayed .* \(mailbox busy\) → Sent \d\d?:\d\d( [AP]M)? → Delivered \d/
		),
		expect.stringMatching(/^Signed up for Gala ?By themselves/),
		expect.stringMatching(/^Brought in from a spreadsheet ?Somebody who is no longer there/)
	]);
});

test('of a long note the beginning is shown, and all of it by one press', async () => {
	const note = `${'word '.repeat(100)}end`;
	await open([changed([{ field: 'note', before: null, after: note }])]);
	await expect.element(page.getByText(/^word .*word…$/)).toBeVisible();
	await page.getByRole('button', { name: 'Show all of it' }).click();
	await expect.element(page.getByText(/^word .* end$/)).toBeVisible();
	expect(page.getByRole('button', { name: 'Show all of it' }).elements()).toEqual([]);
});

test('what is left out at first is shown by one press, or said to be left out still', async () => {
	const added = (at: number): TimelineEntry => ({
		entry: 'registered',
		at,
		by: { kind: 'attendee' },
		eventId: event.id,
		source: 'page'
	});
	await open((_of, older) =>
		Promise.resolve({ entries: older ? [added(2), added(1)] : [added(2)], more: true })
	);
	await expect.element(page.getByRole('listitem')).toBeVisible();
	await page.getByRole('button', { name: 'Show older entries' }).click();
	await expect.element(page.getByText('Older entries are left out.')).toBeVisible();
	expect(page.getByRole('listitem').elements()).toHaveLength(2);
});

test('what a change replaced is put back with one press, without network', async () => {
	await open([changed([company], { unseen: ['company'] })]);
	await expect
		.element(page.getByText('Made without having seen “Acme”, which had come in meanwhile.'))
		.toBeVisible();
	await page.getByRole('button', { name: 'Put “Acme” back' }).click();
	await expect
		.poll(() => local.waiting.map(({ name, args }) => [name, args]))
		.toEqual([['people.update@2', { id: ines.id, fields: { company: 'Acme' } }]]);
	// It is there again: nothing is left to be put back.
	await expect
		.element(page.getByRole('button', { name: 'Put “Acme” back' }))
		.not.toBeInTheDocument();
	expect(local.person(ines.id)?.company).toBe('Acme');
});

test('a group that somebody was taken out of is put back as one of several', async () => {
	await open([changed([{ field: 'groupIds', before: [friends.id], after: [] }])]);
	await page.getByRole('button', { name: 'Put “Friends” back' }).click();
	await expect.poll(() => local.person(ines.id)?.groupIds).toEqual([friends.id]);
});

test('a choice that is gone isn’t put back, one that is left is', async () => {
	const diet: CustomField = {
		...{ id: crypto.randomUUID(), name: 'Diet', kind: 'choice', choices: ['Halal'] },
		...{ position: 1, createdAt: 0, deletedAt: null }
	};
	const field = `custom.${diet.id}`;
	device = await openTestDevice({ people: [ines], customFields: [diet] });
	await show([
		changed([{ field, before: 'Vegan', after: null }]),
		changed([{ field, before: 'Halal', after: null }], { id: 2 })
	]);
	await expect.element(page.getByRole('button', { name: 'Put “Halal” back' })).toBeVisible();
	expect(page.getByRole('button', { name: 'Put “Vegan” back' }).query()).toBeNull();
});

test('a deleted field is called by its name still, and nothing is put back in it', async () => {
	const arrival: CustomField = {
		...{ id: crypto.randomUUID(), name: 'Arrival', kind: 'date', choices: [] },
		...{ position: 1, createdAt: 0, deletedAt: 5000 }
	};
	device = await openTestDevice({ people: [ines], customFields: [arrival] });
	await show([changed([{ field: `custom.${arrival.id}`, before: null, after: '2026-11-30' }])]);
	await expect.element(page.getByText('Arrival (deleted):')).toBeVisible();
	await expect.element(page.getByText('30 Nov 2026')).toBeVisible();
	expect(page.getByRole('button', { name: /back/ }).query()).toBeNull();
});

test('a deleted group is called by its name still, and nobody is put back into it', async () => {
	device = await openTestDevice({
		people: [ines],
		groups: [friends, { ...friends, id: crypto.randomUUID(), name: 'Choir', deletedAt: 5000 }]
	});
	const [choir] = local.deleted('groups');
	const both = [friends.id, choir?.id ?? ''];
	await show([changed([{ field: 'groupIds', before: both, after: [] }])]);
	await expect
		.element(page.getByText('Friends and Choir (deleted)', { exact: true }))
		.toBeVisible();
	await page.getByRole('button', { name: 'Put “Friends” back' }).click();
	await expect.poll(() => local.person(ines.id)?.groupIds).toEqual([friends.id]);
	expect(page.getByRole('button', { name: /back/ }).query()).toBeNull();
});

test('who may not edit is told, and can put nothing back', async () => {
	await open([changed([company])], { mayEdit: false });
	await expect.element(page.getByText('Acme')).toBeVisible();
	expect(page.getByRole('button').query()).toBeNull();
});

test('without network it says so, and shows what was seen last', async () => {
	const { unmount } = await open(away);
	await expect.element(page.getByText(/out of reach/)).toBeVisible();
	await unmount();
	const seen = await show([changed([company])]);
	await expect.element(page.getByText('Profile changed')).toBeVisible();
	await seen.unmount();
	await show(away);
	await expect.element(page.getByText(/this is what was seen at/)).toBeVisible();
	await expect.element(page.getByText('Profile changed')).toBeVisible();
});

test('a merge of long ago is taken apart from where it is told, without network', async () => {
	const twin = { ...ines, id: crypto.randomUUID(), mergedInto: ines.id };
	device = await openTestDevice({ people: [ines, twin] });
	const merge = { field: 'mergedInto', before: null, after: ines.id };
	await show([changed([merge], { personId: twin.id })]);
	await page.getByRole('button', { name: 'Take apart' }).click();
	await expect.poll(() => local.person(twin.id)?.id).toBe(twin.id);
	await expect.element(page.getByRole('button', { name: 'Take apart' })).not.toBeInTheDocument();
});

test('nothing is put back that would leave nobody to be told by', async () => {
	const [named, called] = [
		{ field: 'firstName', before: '', after: 'Inès' },
		{ field: 'lastName', before: 'Moreau', after: '' }
	];
	await open([changed([named, called])]);
	await expect.element(page.getByRole('button', { name: 'Put “Moreau” back' })).toBeVisible();
	expect(page.getByRole('button', { name: /Put|Make it empty/ }).elements()).toHaveLength(1);
});
