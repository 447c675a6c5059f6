import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { plainStage } from '@foyer/shared/events';
import { usualRights, type EventRole } from '@foyer/shared/roles';
import { eventLike } from '../events/testing.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import OnStage from './OnStage.svelte';
import { ownRoleLink } from './role-link.ts';
import { roleMailto } from './role-text.ts';
import { sentWords } from './role-words.ts';
import { until } from '../testing/until.ts';

const now = Date.now();
const event = eventLike({
	id: crypto.randomUUID(),
	language: 'en',
	startsAt: now + 3_600_000,
	endsAt: now + 7_200_000,
	...plainStage
});
const roleLike = (fields: Partial<EventRole> = {}): EventRole => ({
	id: crypto.randomUUID(),
	eventId: event.id,
	kind: 'presenter',
	name: 'Ada',
	email: 'ada@example.org',
	rights: usualRights[fields.kind ?? 'presenter'],
	keyVersion: 1,
	key: 'aaaaaaaaaaaaaaaaaaaaaa',
	sentBy: null,
	sentAt: null,
	mailState: 'not_sent',
	mailReason: null,
	mailAt: null,
	revokedAt: null,
	createdAt: 1,
	...fields
});
const ada = roleLike();
const gone = roleLike({ name: 'Charles', revokedAt: 5, key: null });

let device: TestDevice;
let copied: string[];
beforeEach(async () => {
	toasts.shown = [];
	copied = [];
	vi.spyOn(navigator.clipboard, 'write').mockImplementation(async ([item]) => {
		const blob = await item?.getType('text/plain');
		copied.push((await blob?.text()) ?? '');
	});
	device = await openTestDevice({ events: [event], eventRoles: [ada, gone] });
});
afterEach(() => {
	vi.restoreAllMocks();
	return device.close();
});

const waiting = () => local.waiting.map(({ name, args }) => [name, args] as const);

async function choose(name: string, item: string) {
	await page.getByRole('button', { name: `More for ${name}` }).click();
	await page.getByRole('menuitem', { name: item }).click();
	await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
}

test('a link is copied, and that it was is noted', async () => {
	await render(OnStage, { event });
	await choose('Ada', 'Copy the link');
	await until(() => expect(waiting()).toHaveLength(1));
	expect(copied).toEqual([
		`${location.origin}/theatre/${event.permalink}/stage?role=${ada.id}&key=${ada.key}`
	]);
	expect(waiting()[0]).toMatchObject([
		'roles.note_sent@1',
		{ id: ada.id, eventId: event.id, way: 'copied' }
	]);
	await expect.element(page.getByText(/Link copied/)).toBeVisible();
});

test('who was put on stage here has no link until the server has heard of it', async () => {
	await render(OnStage, { event });
	await page.getByRole('button', { name: 'Put someone on stage' }).click();
	await page.getByRole('radio', { name: /Guest speaker/ }).click();
	await page.getByRole('button', { name: 'Add', exact: true }).click();
	await expect.element(page.getByText('This is needed: please fill it in.')).toBeVisible();
	await page.getByLabelText('Name', { exact: true }).fill('Grace');
	await page.getByRole('button', { name: 'Add', exact: true }).click();
	await expect.element(page.getByText('Grace')).toBeVisible();
	expect(waiting()).toMatchObject([
		['roles.add@1', { kind: 'speaker', name: 'Grace', email: null, eventId: event.id }]
	]);
	const [grace] = local.rolesOf(event.id).filter(({ name }) => name === 'Grace');
	expect(grace && ownRoleLink(event, grace)).toEqual({ state: 'waiting' });
	await page.getByRole('button', { name: 'More for Grace' }).click();
	const copies = page.getByRole('menuitem', { name: /Copy the link/ });
	await expect.element(copies).toHaveAttribute('aria-disabled', 'true');
});

test('taking somebody off the stage can be taken back', async () => {
	await render(OnStage, { event });
	await choose('Ada', 'Take off the stage');
	await expect.element(page.getByText('2 taken off the stage')).toBeVisible();
	toasts.shown.at(-1)?.action?.run();
	await expect.element(page.getByText('1 taken off the stage')).toBeVisible();
	expect(waiting().map(([name]) => name)).toEqual(['roles.revoke@1', 'roles.restore@1']);
});

test('what is taken away is saved alone, addresses with the names they go with', async () => {
	await render(OnStage, { event });
	await choose('Ada', 'Name and rights');
	await page.getByRole('checkbox', { name: 'End the event' }).click();
	await page.getByRole('checkbox', { name: 'See who is registered' }).click();
	await expect.element(page.getByRole('checkbox', { name: /e-mail/ })).not.toBeChecked();
	await page.getByRole('button', { name: 'Save' }).click();
	await until(() => expect(waiting()).toHaveLength(1));
	expect(waiting()).toMatchObject([
		['roles.restrict@1', { id: ada.id, rights: ['start', 'recordings'] }]
	]);
});

test('the stage is prepared by what was changed, and no address without https is taken', async () => {
	await render(OnStage, { event });
	await page.getByRole('button', { name: 'Prepare the stage' }).click();
	await page.getByLabelText('Agenda').fill('First, a song');
	await page.getByLabelText(/For presenters/).fill('http://room.example');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect.element(page.getByText(/begins with https/)).toBeVisible();
	await page.getByLabelText(/For presenters/).fill('https://room.example/host');
	await page.getByRole('button', { name: 'Save' }).click();
	await until(() => expect(waiting()).toHaveLength(1));
	expect(waiting()[0]).toEqual([
		'roles.prepare@1',
		{
			eventId: event.id,
			fields: { agenda: 'First, a song', presenterUrl: 'https://room.example/host' }
		}
	]);
});

test('a word to who waits is said, and taken away', async () => {
	const screen = await render(OnStage, { event });
	await page.getByLabelText('A word to those who wait').fill('Five more minutes');
	await page.getByRole('button', { name: 'Say it' }).click();
	await until(() => expect(waiting()).toHaveLength(1));
	expect(waiting()[0]).toMatchObject([
		expect.stringMatching(/^events\.update@/),
		{ id: event.id, fields: { message: 'Five more minutes' } }
	]);
	await screen.rerender({ event: { ...event, message: 'Five more minutes' } });
	await page.getByLabelText('A word to those who wait').fill('');
	await expect.element(page.getByRole('button', { name: 'Take it away' })).toBeVisible();
});

test('a link sent by Foyer is taken back by what the message offers, each by the id of its sending', async () => {
	await render(OnStage, { event });
	await choose('Ada', 'Send by Foyer');
	await until(() => expect(waiting()).toHaveLength(1));
	const [sending] = toasts.shown;
	expect(sending?.action?.label).toBe('Undo');
	await expect.element(page.getByText(/Link on its way/)).toBeVisible();
	toasts.act(sending?.id ?? 0);
	await until(() => expect(waiting()).toHaveLength(2));
	const [[sent, one], [back, other]] = waiting() as [[string, object], [string, object]];
	expect([sent, back]).toEqual(['roles.send@2', 'roles.take_back_mail@1']);
	expect(one).toEqual({ id: ada.id, eventId: event.id, mailing: expect.any(String) as string });
	expect(other).toEqual(one);
	await expect.element(page.getByText(/Link not handed over yet/)).toBeVisible();
	await until(() =>
		expect(toasts.shown.map(({ text }) => text)).toEqual([
			'The link to ada@example.org stays here, unless it had gone already.'
		])
	);
});

test('sent once more, the link is taken back by the latest message alone: its mail has the place of the first', async () => {
	await render(OnStage, { event });
	await choose('Ada', 'Send by Foyer');
	await until(() => expect(waiting()).toHaveLength(1));
	await choose('Ada', 'Send by Foyer');
	await until(() => expect(waiting()).toHaveLength(2));
	await until(() => expect(toasts.shown).toHaveLength(1));
	toasts.act(toasts.shown[0]?.id ?? 0);
	await until(() => expect(waiting()).toHaveLength(3));
	const [, second, back] = waiting();
	expect(back).toEqual(['roles.take_back_mail@1', second?.[1]]);
	await expect.element(page.getByText(/Link not handed over yet/)).toBeVisible();
});

test.each([
	[{}, 'Link not handed over yet', false],
	[{ sentBy: 'copied', sentAt: now }, /^Link copied/, false],
	[{ sentBy: 'foyer', sentAt: now, mailState: 'queued' }, 'Link on its way', false],
	[{ sentBy: 'foyer', sentAt: now, mailState: 'sent' }, /^Link sent/, false],
	[{ sentBy: 'foyer', sentAt: now, mailState: 'deferred' }, 'The mail is delayed', false],
	[{ sentBy: 'foyer', sentAt: now, mailState: 'rejected' }, 'The mail did not arrive', true],
	[{ sentBy: 'copied', sentAt: now, mailState: 'rejected' }, /^Link copied/, false],
	[{ revokedAt: 5 }, 'Off the stage', false]
] as const)('what became of a link: %j', (fields, words, failed) => {
	const sent = sentWords(roleLike(fields), now);
	expect(sent.words).toMatch(words);
	expect(sent.failed).toBe(failed);
});

test.each([
	[
		{ mailState: 'rejected', mailReason: '550 no such mailbox' },
		'The mail did not arrive',
		'5 minutes ago · 550 no such mailbox'
	],
	[
		{ mailState: 'suppressed', mailReason: 'event_over' },
		'The mail was not sent',
		'5 minutes ago · The event was over.'
	],
	[{ mailState: 'deferred', mailReason: 'later' }, 'The mail is delayed', '5 minutes ago · later'],
	[{ mailState: 'delivered' }, 'Link delivered 5 minutes ago', null],
	// Rows of before the time was kept.
	[{ mailState: 'rejected', mailAt: null }, 'The mail did not arrive', null]
] as const)('why a link did not arrive, and since when: %j', (fields, words, details) => {
	const role = roleLike({ sentBy: 'foyer', sentAt: now, mailAt: now - 5 * 60_000, ...fields });
	expect(sentWords(role, now)).toMatchObject({ words, details });
});

test('a role’s row says why its link did not arrive', async () => {
	const bounced = roleLike({
		name: 'Grace',
		sentBy: 'foyer',
		sentAt: now,
		mailState: 'rejected',
		mailReason: '550 no such mailbox',
		mailAt: now
	});
	await device.arrives({ events: [event], eventRoles: [bounced] });
	await render(OnStage, { event });
	await expect.element(page.getByText(/The mail did not arrive/)).toBeVisible();
	await expect.element(page.getByText(/550 no such mailbox/)).toBeVisible();
});

test('the mail program gets a link that fits, however long the title', () => {
	const link = `https://foyer.example/theatre/gala/stage?role=${ada.id}&key=${ada.key}`;
	const address =
		roleMailto({ ...event, title: 'Événement « rare » '.repeat(40) }, ada, link) ?? '';
	expect(address.length).toBeLessThan(2000);
	expect(decodeURIComponent(address)).toContain(link);
	expect(address).toContain('%0D%0A');
	expect(decodeURIComponent(roleMailto({ ...event, title: 'Gala' }, ada, link) ?? '')).toContain(
		'Ada'
	);
});
