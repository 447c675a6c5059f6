import { updateEvent } from '@foyer/shared/event-mutations';
import { newPerson } from '@foyer/shared/people-mutations';
import { cancelRegistrations } from '@foyer/shared/registration-mutations';
import { allLevels } from '@foyer/shared/team';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { eventLike } from '../events/testing.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import { registrantColumns } from '../exports/export-columns.ts';
import ConfirmLinks from './ConfirmLinks.svelte';
import ExportRegistrants from './ExportRegistrants.svelte';
import KeyCell from './KeyCell.svelte';
import OneByOne from './OneByOne.svelte';
import { ownLink } from './access-link.ts';
import { shareLink, writeMail } from './link-deeds.ts';
import RegistrantMenu from './RegistrantMenu.svelte';
import RegistrantSheet from './RegistrantSheet.svelte';
import { renewLinks, sendLinks } from './registration-deeds.ts';
import { registrationLike } from './testing.ts';

const now = Date.now();
const event = eventLike({
	id: crypto.randomUUID(),
	startsAt: now + 3_600_000,
	endsAt: now + 7_200_000
});
const guest = (fields: Parameters<typeof registrationLike>[0]) =>
	registrationLike({
		id: crypto.randomUUID(),
		personId: crypto.randomUUID(),
		eventId: event.id,
		...fields
	});
const ines = guest({ firstName: 'Inès', key: 'aaaaaaaaaaaaaaaaaaaaaa', language: 'en' });
const tom = guest({ firstName: 'Tom', email: 'tom@example.org', key: 'bbbbbbbbbbbbbbbbbbbbbb' });

let device: TestDevice;
let copied: string[];
beforeEach(async () => {
	toasts.shown = [];
	copied = [];
	vi.spyOn(navigator.clipboard, 'write').mockImplementation(async ([item]) => {
		const blob = await item?.getType('text/plain');
		copied.push((await blob?.text()) ?? '');
	});
	device = await openTestDevice({ events: [event], registrations: [ines, tom] });
	await local.readFor(event.id);
});
afterEach(() => {
	vi.restoreAllMocks();
	vi.unstubAllGlobals();
	return device.close();
});

test('who has too long an address for mail programs gets the clipboard offered, and no mail is noted', async () => {
	const long = guest({ email: `${'会'.repeat(120)}@example.org`, key: 'cccccccccccccccccccccc' });
	await device.arrives({ registrations: [long] });
	await writeMail(event, long);
	expect(noted()).toEqual([]);
	toasts.act(toasts.shown[0]?.id ?? 0);
	await expect.poll(() => noted()).toEqual([use('copied', long)]);
	await expect.poll(() => copied).toEqual([expect.stringContaining('cccccccccccccccccccccc')]);
});

/** What the browser is asked to open; nothing is. */
async function opened(act: () => Promise<void>): Promise<string[]> {
	const addresses: string[] = [];
	const listen = (event: NavigateEvent) => {
		addresses.push(event.destination.url);
		event.preventDefault();
	};
	navigation.addEventListener('navigate', listen);
	await act();
	navigation.removeEventListener('navigate', listen);
	return addresses;
}

test('a mail is written in the mail program, with address, subject and link, in the person’s language', async () => {
	const french = guest({ firstName: 'Zoé', language: 'fr', key: 'dddddddddddddddddddddd' });
	await device.arrives({ registrations: [french] });
	const [address = '', ...more] = await opened(() => writeMail(event, french));
	expect(more).toEqual([]);
	expect(address).toMatch(/^mailto:ines%40example\.org\?subject=/);
	const { searchParams } = new URL(address);
	expect(searchParams.get('body')).toContain('Bonjour Zoé');
	expect(searchParams.get('body')).toContain('key=dddddddddddddddddddddd\r\n');
	expect(noted()).toEqual([use('mailed', french)]);
});

test('no mail is written, nothing shared, by what can’t be noted', async () => {
	vi.spyOn(local, 'saveTogether').mockRejectedValue(new DOMException('full', 'QuotaExceededError'));
	const share = shares();
	expect(await opened(() => writeMail(event, ines))).toEqual([]);
	await shareLink(event, ines);
	expect(share).not.toHaveBeenCalled();
});

/** A share sheet; this browser may have none. */
function shares(share = vi.fn<(data: ShareData) => Promise<void>>().mockResolvedValue()) {
	vi.stubGlobal('navigator', Object.assign(Object.create(navigator) as Navigator, { share }));
	return share;
}

test('the share sheet takes subject and text with the link; closing it is no fault', async () => {
	const share = shares();
	await shareLink(event, ines);
	expect(share).toHaveBeenCalledExactlyOnceWith({
		title: expect.stringContaining(event.title) as string,
		text: expect.stringContaining('key=aaaaaaaaaaaaaaaaaaaaaa') as string
	});
	share.mockRejectedValue(new DOMException('closed', 'AbortError'));
	await shareLink(event, ines);
	expect(noted()).toEqual([use('shared', ines), use('shared', ines)]);
	expect(toasts.shown).toEqual([]);
});

const noted = () =>
	local.waiting.map(({ name, args }) => {
		const { personIds, way } = args as { personIds: string[]; way: string };
		return [name, personIds, way];
	});
const use = (way: string, ...of: (typeof ines)[]) => [
	'registrations.reveal_keys@2',
	of.map(({ personId }) => personId),
	way
];

test('the key is masked; showing it is noted first, offline too, and closing masks it again', async () => {
	await render(RegistrantSheet, {
		event,
		registration: ines,
		mayEdit: true,
		onclose: () => {}
	});
	await page.getByText('Technical information').click();
	const holds = () => document.body.textContent.includes('aaaaaaaaaaaaaaaaaaaaaa');
	expect(holds()).toBe(false);
	expect(document.body.innerHTML).not.toContain('aaaaaaaaaaaaaaaaaaaaaa');
	await page.getByRole('button', { name: 'Show', exact: true }).click();
	await expect.poll(holds).toBe(true);
	expect(noted()).toEqual([use('shown', ines)]);
	await page.getByRole('button', { name: 'Hide', exact: true }).click();
	await expect.poll(holds).toBe(false);
});

test('the code of an event that opens by it is masked and shown with the key, and copied with it', async () => {
	const opening = { ...event, opensByCode: true };
	const registration = { ...ines, code: '0471' };
	await render(RegistrantSheet, { event: opening, registration, mayEdit: true, onclose: () => {} });
	await page.getByText('Technical information').click();
	await expect.element(page.getByText('4-digit code')).toBeVisible();
	// As a word: ids of chance stand there too, in which any four digits come now and then.
	expect(document.body.innerHTML).not.toMatch(/\b0471\b/);
	await page.getByRole('button', { name: 'Show', exact: true }).click();
	await expect.element(page.getByText('0471', { exact: true })).toBeVisible();
	await page.getByRole('button', { name: 'Copy access information' }).click();
	await expect.poll(() => copied).toEqual([expect.stringContaining('\nCode: 0471, with your')]);
	expect(copied[0]).toContain(`/${event.permalink}`);
	expect(noted()).toEqual([use('shown', ines), use('copied', ines)]);
});

test('the code of an event that opens by none is neither shown nor copied', async () => {
	const registration = { ...ines, code: '0471' };
	await render(RegistrantSheet, { event, registration, mayEdit: true, onclose: () => {} });
	await page.getByText('Technical information').click();
	await page.getByRole('button', { name: 'Show', exact: true }).click();
	await expect.element(page.getByText('aaaaaaaaaaaaaaaaaaaaaa', { exact: true })).toBeVisible();
	await page.getByRole('button', { name: 'Copy access information' }).click();
	await expect.poll(() => copied.length).toBe(1);
	expect(document.body.textContent + copied[0]).not.toMatch(/\b0471\b/);
});

test('what can’t be noted isn’t shown', async () => {
	vi.spyOn(local, 'saveTogether').mockRejectedValue(new DOMException('full', 'QuotaExceededError'));
	await render(RegistrantSheet, { event, registration: ines, mayEdit: true, onclose: () => {} });
	await page.getByText('Technical information').click();
	await page.getByRole('button', { name: 'Show', exact: true }).click();
	await expect.poll(() => toasts.shown.at(-1)?.tone).toBe('refused');
	await page.getByRole('button', { name: 'Copy access information' }).click();
	await expect.poll(() => toasts.shown.length).toBe(2);
	expect(copied).toEqual([]);
	expect(document.body.innerHTML).not.toContain('aaaaaaaaaaaaaaaaaaaaaa');
});

test('access information goes to the clipboard as text, and is noted', async () => {
	await render(RegistrantSheet, { event, registration: ines, mayEdit: true, onclose: () => {} });
	await page.getByText('Technical information').click();
	await page.getByRole('button', { name: 'Copy access information' }).click();
	await expect.poll(() => copied.length).toBe(1);
	expect(copied[0]).toContain(`Event: ${event.title}`);
	expect(copied[0]).toContain('Key: aaaaaaaaaaaaaaaaaaaaaa');
	expect(noted()).toEqual([use('copied', ines)]);
});

test('who may not edit the event’s people is handed no link', async () => {
	await render(RegistrantSheet, { event, registration: ines, mayEdit: false, onclose: () => {} });
	await expect.element(page.getByText('Your rights don’t include access links.')).toBeVisible();
	expect(page.getByText('Technical information').query()).toBeNull();
	expect(document.body.innerHTML).not.toContain('aaaaaaaaaaaaaaaaaaaaaa');
});

test('the row’s menu copies the link and shows its code, each noted', async () => {
	await render(RegistrantMenu, { event, registration: ines });
	await page.getByRole('button', { name: 'More for Inès Moreau' }).click();
	await page.getByRole('menuitem', { name: 'Copy the link' }).click();
	await expect.poll(() => copied).toEqual([expect.stringContaining('key=aaaaaaaaaaaaaaaaaaaaaa')]);
	await page.getByRole('button', { name: 'More for Inès Moreau' }).click();
	await page.getByRole('menuitem', { name: 'QR code' }).click();
	await expect
		.element(page.getByRole('img', { name: 'QR code with the access link of Inès Moreau' }))
		.toBeVisible();
	expect(noted()).toEqual([use('copied', ines), use('code', ines)]);
});

test('who is cancelled gets a new link too, since by the present one the place is taken again', async () => {
	const { personId, eventId } = tom;
	await local.save(cancelRegistrations, { eventId, personIds: [personId] });
	const shown = await render(RegistrantMenu, { event, registration: tom });
	const again = () =>
		shown.rerender({
			registration: local.registrationsOf(eventId).find(({ id }) => id === tom.id)
		});
	await again();
	const menu = page.getByRole('button', { name: 'More for Tom Moreau' });
	await menu.click();
	expect(page.getByRole('menuitem', { name: 'Copy the link' }).query()).toBeNull();
	await page.getByRole('menuitem', { name: 'Make a new link' }).click();
	await expect.element(page.getByText(/whoever has it can take the place again/)).toBeVisible();
	await page.getByRole('button', { name: 'Make 1 new link' }).click();
	const saved = () => local.waiting.map(({ name }) => name);
	await expect.poll(saved).toEqual(['registrations.cancel@1', 'registrations.rotate_keys@2']);
	await again();
	await menu.click();
	await page.getByRole('menuitem', { name: 'Take the new link back' }).click();
	await expect.poll(() => saved().at(-1)).toBe('registrations.take_back_keys@1');
});

test('a registration made offline has no link until it is synced, which the menu says', async () => {
	const fresh = guest({ firstName: 'Fresh', key: null });
	vi.spyOn(local, 'waits').mockReturnValue({
		isTouched: () => false,
		isChanged: (_, id) => id === fresh.id
	});
	await render(RegistrantMenu, { event, registration: fresh });
	await page.getByRole('button', { name: 'More for Fresh Moreau' }).click();
	const item = page.getByRole('menuitem', { name: /Copy the link/ });
	await expect.element(item).toHaveAttribute('aria-disabled', 'true');
	expect(item.element().textContent).toContain('The link can be shared once this is synced');
	expect(page.getByRole('menuitem', { name: 'QR code' }).query()).toBeNull();
});

test('while a link waits to be synced no way of sharing hands it out, and each says why', async () => {
	vi.spyOn(local, 'waits').mockReturnValue({
		isTouched: () => false,
		isChanged: (_, id) => id === ines.id
	});
	const holds = () => document.body.innerHTML.includes('aaaaaaaaaaaaaaaaaaaaaa');
	const waits = 'The link can be shared once this is synced';

	const sheet = await render(RegistrantSheet, {
		event,
		registration: ines,
		mayEdit: true,
		onclose: () => {}
	});
	await page.getByText('Technical information').click();
	// Under the link and under the technical information.
	expect(page.getByText(waits, { exact: false }).elements()).toHaveLength(2);
	for (const name of ['Copy', 'QR code', 'Share', 'Show', 'Copy access information', 'Open'])
		expect(page.getByRole('button', { name, exact: true }).query(), name).toBeNull();
	expect(holds()).toBe(false);
	await sheet.unmount();

	const cell = await render(KeyCell, { event, registration: ines });
	await expect.element(page.getByText('There once this is synced')).toBeVisible();
	expect(page.getByRole('button').query()).toBeNull();
	await cell.unmount();

	const turns = await render(OneByOne, { event, rows: [ines, tom], open: true });
	await expect.element(page.getByText(waits, { exact: false })).toBeVisible();
	expect(page.getByRole('button', { name: 'Copy', exact: true }).query()).toBeNull();
	await turns.unmount();

	const bulk = await render(ConfirmLinks, { event, rows: [ines, tom], asked: 'copy' });
	await expect.element(page.getByText(/1 person has no link to copy/)).toBeVisible();
	await page.getByRole('button', { name: 'Copy 1 link' }).click();
	await expect.poll(() => copied).toEqual([expect.stringContaining('key=bbbb')]);
	await bulk.unmount();

	await render(ExportRegistrants, { open: true, event, rows: [ines, tom], shown: ['name'] });
	await page.getByRole('radio', { name: /All columns/ }).click();
	await expect.element(page.getByText('1 link still waits', { exact: false })).toBeVisible();
	const opening = registrantColumns(event).filter(({ opens }) => opens);
	expect(opening.map(({ text }) => text(ines))).toEqual(['', '']);
	expect(opening.map(({ text }) => text(tom))).toEqual([
		tom.key,
		expect.stringContaining('key=bbbb')
	]);
	expect(holds()).toBe(false);
});

test('what waits to be synced and changes no link keeps none from being handed over; a new address of the event does', async () => {
	const link = () => ownLink(local.event(event.id)!, local.registrationsOf(event.id).find(isInes)!);
	const isInes = ({ id }: { id: string }) => id === ines.id;
	await sendLinks(event, [ines]);
	await local.save(updateEvent, { id: event.id, fields: { message: 'Soon' } });
	expect(local.isWaiting('registrations', ines.id)).toBe(true);
	expect(link()).toMatchObject({ state: 'ready' });
	await local.save(updateEvent, { id: event.id, fields: { permalink: 'elsewhere' } });
	expect(link()).toEqual({ state: 'waiting' });
	await local.save(updateEvent, { id: event.id, fields: { permalink: event.permalink } });
	expect(link()).toMatchObject({ state: 'ready' });
	await renewLinks(event, [ines]);
	expect(link()).toEqual({ state: 'waiting' });
});

test('who edits none of an event’s people exports no links, and is told why', async () => {
	const { membership } = local;
	if (!membership) throw new Error('no membership');
	const levels = {
		...allLevels('none'),
		people: 'view',
		events: 'view',
		checkin: 'manage'
	} as const;
	const actor = { ...membership.actor, host: false, levels };
	vi.spyOn(local, 'membership', 'get').mockReturnValue({ ...membership, actor });
	expect(registrantColumns(event).filter(({ opens }) => opens)).toEqual([]);
	await render(ExportRegistrants, { open: true, event, rows: [ines, tom], shown: ['name'] });
	await expect.element(page.getByText(/^All but the access links/)).toBeVisible();
	await page.getByRole('radio', { name: /All columns/ }).click();
	await page.getByRole('button', { name: 'Export 2 rows' }).click();
	await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
	expect(noted()).toEqual([]);
});

test('several are handed their links one after the other', async () => {
	await render(OneByOne, { event, rows: [ines, tom], open: true });
	await expect.element(page.getByText('1 of 2')).toBeVisible();
	await page.getByRole('button', { name: 'Copy', exact: true }).click();
	await page.getByRole('button', { name: 'Next' }).click();
	await expect.element(page.getByText('Tom Moreau')).toBeVisible();
	await page.getByRole('button', { name: 'Copy', exact: true }).click();
	await expect
		.poll(() => copied)
		.toEqual([expect.stringContaining('key=aaaa'), expect.stringContaining('key=bbbb')]);
	expect(noted()).toEqual([use('copied', ines), use('copied', tom)]);
});

test('the panel leads to who stands before and after, by its buttons on a phone and by keys, and to the person', async () => {
	await page.viewport(390, 844);
	await device.arrives({ people: [newPerson({ id: ines.personId, firstName: 'Inès' }, 0)] });
	const [previous, next] = [vi.fn(), vi.fn()];
	const shown = { event, registration: ines, mayEdit: true, onclose: () => {} };
	const sheet = await render(RegistrantSheet, { ...shown, previous, next });
	await page.getByRole('button', { name: 'Next registrant' }).click();
	await page.getByRole('button', { name: 'Previous registrant' }).click();
	expect([previous, next].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
	await expect
		.element(page.getByRole('link', { name: 'Open the person' }))
		.toHaveAttribute('href', `/app/people/${ines.personId}`);
	await page.viewport(1440, 900);
	await expect.element(page.getByRole('dialog')).toHaveAttribute('data-beside');
	page
		.getByRole('heading', { level: 2 })
		.element()
		.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
	expect(next).toHaveBeenCalledTimes(2);
	await sheet.rerender({ ...shown, previous, next: undefined });
	await expect.element(page.getByRole('button', { name: 'Next registrant' })).toBeDisabled();
	await page.viewport(390, 844);
});
