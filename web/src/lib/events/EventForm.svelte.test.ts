import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { beforeEach, expect, test } from 'vitest';
import type { EventFields } from '@foyer/shared/events';
import type { RoomServerChoice } from '@foyer/shared/rooms';
import { draftOf, emptyDraft, tabDrafts, type EventDraft } from './draft.ts';
import { EventForm as FormState } from './event-form.svelte.ts';
import EventForm from './EventForm.svelte';
import { eventLike } from './testing.ts';

const now = Date.UTC(2026, 1, 1, 12);
const organisation = {
	id: '5c1d9b5e-0000-4000-8000-000000000001',
	name: 'Maison',
	pageName: 'maison',
	locale: 'en' as const,
	timeZone: 'Europe/Paris'
};

beforeEach(() => sessionStorage.clear());

interface Shown {
	initial?: Partial<EventDraft>;
	event?: ReturnType<typeof eventLike>;
	registered?: number;
	taken?: string[];
	servers?: RoomServerChoice[];
	others?: ReturnType<typeof eventLike>[];
	parallelEvents?: boolean;
	/** Storing it fails, once each. */
	failures?: Error[];
}

async function show({
	initial = {},
	event,
	registered = 0,
	taken = [],
	servers,
	others = [],
	parallelEvents = false,
	failures = []
}: Shown = {}) {
	const saves: Partial<EventFields>[] = [];
	const form = new FormState({
		initial: { ...(event ? draftOf(event) : emptyDraft('Europe/Paris', 'en')), ...initial },
		event: event ?? null,
		drafts: tabDrafts('test'),
		isTaken: (permalink) => taken.includes(permalink),
		save: async (_, changed) => {
			saves.push(changed);
			await new Promise((resolve) => setTimeout(resolve, 20));
			const failure = failures.shift();
			if (failure) throw failure;
			return null;
		}
	});
	const screen = await render(EventForm, {
		form,
		deed: 'Create event',
		event: event ?? null,
		organisation: { ...organisation, parallelEvents },
		servers,
		others,
		registered,
		now,
		back: '/app/events',
		onsaved: () => undefined
	});
	return { screen, saves };
}

const complete: Partial<EventDraft> = {
	title: 'Gala',
	permalink: 'gala',
	startDate: '2026-05-14',
	startTime: '19:00',
	endDate: '2026-05-14',
	endTime: '20:00'
};

test('suggests the address from the title and shows the whole of it', async () => {
	await show();
	await page.getByLabelText('Title').fill('Fête d’été');
	await expect.element(page.getByLabelText('Address', { exact: true })).toHaveValue('fete-d-ete');
	await expect.element(page.getByText(`${location.host}/maison/fete-d-ete`)).toBeVisible();
});

test('an empty form: what is wrong stands at each field, and the first has the focus', async () => {
	const { saves } = await show();
	await page.getByRole('button', { name: 'Create event' }).click();
	await expect.element(page.getByText('An event needs a title.')).toBeVisible();
	await expect.element(page.getByText('4 fields need a look')).toBeVisible();
	await expect.element(page.getByLabelText('Title')).toHaveFocus();
	expect(saves).toEqual([]);
});

test('says when an address is taken while it is typed', async () => {
	await show({ initial: complete, taken: ['fete'] });
	await page.getByLabelText('Address', { exact: true }).fill('fete');
	await expect.element(page.getByText(/Another of your events has this address/)).toBeVisible();
});

test('a room that is a script is refused in words', async () => {
	const { saves } = await show({ initial: complete });
	await page.getByLabelText(/Room address/).fill('javascript:alert(1)');
	await page.getByRole('button', { name: 'Create event' }).click();
	await expect
		.element(page.getByText(/not the address of a place|isn’t the address of a place/))
		.toBeVisible();
	await expect.element(page.getByLabelText(/Room address/)).toHaveFocus();
	expect(saves).toEqual([]);
});

const house: RoomServerChoice = {
	id: '5c1d9b5e-0000-4000-8000-000000000002',
	kind: 'bigbluebutton',
	name: 'Our BigBlueButton'
};

test('without room servers an event has its room at an address, and no choice', async () => {
	await show({ initial: complete, servers: [] });
	await expect.element(page.getByLabelText(/Room address/)).toBeVisible();
	expect(page.getByRole('radio', { name: /Any link/ }).elements()).toEqual([]);
});

test('a room on one of the house’s servers: named after the event, and what is wrong is said', async () => {
	const { saves } = await show({ initial: complete, servers: [house] });
	await page.getByRole('radio', { name: /Our BigBlueButton/ }).click();
	const name = page.getByLabelText('Name of the room');
	await expect.element(name).toHaveValue(expect.stringMatching(/^gala-[a-z2-9]{6}$/) as string);
	await name.fill('Grande salle');
	await page.getByRole('button', { name: 'Create event' }).click();
	await expect.element(page.getByText(/Letters from a to z, digits and hyphens/)).toBeVisible();
	await expect.element(name).toHaveFocus();
	await name.fill('grande-salle');
	await page.getByRole('button', { name: 'Create event' }).click();
	await expect.poll(() => saves.length).toBe(1);
	expect(saves[0]).toMatchObject({
		room: { server: house.id, name: 'grande-salle' },
		roomUrl: null
	});
});

const onServer = eventLike({ roomUrl: null, room: { server: house.id, name: 'gala-x' } });

test('a room whose server was removed says so, and lets everything else be edited', async () => {
	const { saves } = await show({ event: onServer, servers: [{ ...house, id: 'another' }] });
	await expect.element(page.getByText(/The server of this room was removed/)).toBeVisible();
	await page.getByLabelText('Title').fill('Gala');
	await page.getByRole('button', { name: 'Create event' }).click();
	await expect.poll(() => saves).toEqual([{ title: 'Gala' }]);
});

test('a device that doesn’t know the servers yet keeps the room as it is', async () => {
	await show({ event: onServer });
	await expect.element(page.getByRole('radio', { name: 'A server of the house' })).toBeChecked();
	expect(page.getByText(/was removed/).elements()).toEqual([]);
});

test('people come in by a code only where the organizer says so, and can be stopped again', async () => {
	const { saves } = await show({ initial: complete });
	const option = page.getByRole('checkbox', { name: /Let people in by a 4-digit code too/ });
	await expect.element(option).not.toBeChecked();
	await expect.element(option).toHaveAccessibleDescription(/with their e-mail address/);
	await option.click();
	await page.getByRole('button', { name: 'Create event' }).click();
	await expect.poll(() => saves.map(({ opensByCode }) => opensByCode)).toEqual([true]);
});

test('turning the code off is all that is saved', async () => {
	const { saves } = await show({ event: eventLike({ opensByCode: true }) });
	const option = page.getByRole('checkbox', { name: /Let people in by a 4-digit code too/ });
	await expect.element(option).toBeChecked();
	await option.click();
	await page.getByRole('button', { name: 'Create event' }).click();
	await expect.poll(() => saves).toEqual([{ opensByCode: false }]);
});

test('over how long people are let in is as their number asks, until it is chosen', async () => {
	const { saves } = await show({ event: eventLike() });
	const spread = page.getByRole('combobox', { name: 'Entry at the start' });
	await expect.element(spread).toHaveDisplayValue('As their number asks');
	await spread.selectOptions('Over 2 min');
	await page.getByRole('button', { name: 'Create event' }).click();
	await expect.poll(() => saves).toEqual([{ entrySpread: 120 }]);
});

test.each([
	['All at once', 0],
	['As their number asks', null]
] as const)('a spread of its own gives way to: %s', async (words, entrySpread) => {
	const { saves } = await show({ event: eventLike({ entrySpread: 45 }) });
	const spread = page.getByRole('combobox', { name: 'Entry at the start' });
	await expect.element(spread).toHaveDisplayValue('Over 45 s');
	await spread.selectOptions(words);
	await page.getByRole('button', { name: 'Create event' }).click();
	await expect.poll(() => saves).toEqual([{ entrySpread }]);
});

test('a link lets in any number of devices, until a limit is chosen', async () => {
	const { saves } = await show({ event: eventLike() });
	const devices = page.getByRole('combobox', { name: 'Devices per link' });
	await expect.element(devices).toHaveDisplayValue('Any number');
	await devices.selectOptions('1 at a time');
	await page.getByRole('button', { name: 'Create event' }).click();
	await expect.poll(() => saves).toEqual([{ deviceLimit: 1 }]);
});

test('a limit of devices gives way to none', async () => {
	const { saves } = await show({ event: eventLike({ deviceLimit: 3 }) });
	const devices = page.getByRole('combobox', { name: 'Devices per link' });
	await expect.element(devices).toHaveDisplayValue('3 at a time');
	await devices.selectOptions('Any number');
	await page.getByRole('button', { name: 'Create event' }).click();
	await expect.poll(() => saves).toEqual([{ deviceLimit: null }]);
});

test('an hour that the clock skips offers the next', async () => {
	await show({
		initial: {
			...complete,
			startDate: '2026-03-29',
			startTime: '02:30',
			endDate: '2026-03-29',
			endTime: '05:00'
		}
	});
	await expect.element(page.getByText(/this hour doesn’t exist that night/)).toBeVisible();
	await page.getByRole('button', { name: 'Take 03:30' }).click();
	await expect.element(page.getByLabelText('Starts, time')).toHaveValue('03:30');
	await expect.element(page.getByText(/this hour doesn’t exist/)).not.toBeInTheDocument();
});

test('an hour that comes twice asks which', async () => {
	const { saves } = await show({
		initial: {
			...complete,
			startDate: '2026-10-25',
			startTime: '02:30',
			endDate: '2026-10-25',
			endTime: '05:00'
		}
	});
	await page.viewport(700, 900);
	const start = document.querySelector('[data-field=startsAt]');
	for (const control of start?.querySelectorAll('input, fieldset') ?? []) {
		const { right } = control.getBoundingClientRect();
		expect(right).toBeLessThanOrEqual(start?.getBoundingClientRect().right ?? 0);
	}
	await page.getByRole('radio', { name: /^The second/ }).click();
	await page.getByRole('button', { name: 'Create event' }).click();
	await expect.poll(() => saves.length).toBe(1);
	expect(saves[0]?.startsAt).toBe(Date.UTC(2026, 9, 25, 1, 30));
});

test('a double click saves once', async () => {
	const { saves } = await show({ initial: complete });
	await page.getByRole('button', { name: 'Create event' }).dblClick();
	await expect.poll(() => saves.length).toBe(1);
	await new Promise((resolve) => setTimeout(resolve, 60));
	expect(saves).toHaveLength(1);
});

test('the zone is found by typing, and the hours stay on the wall', async () => {
	const { saves } = await show({ initial: complete });
	const zone = page.getByRole('combobox', { name: 'Time zone' });
	await zone.click();
	await userEvent.keyboard('new york');
	await expect.element(page.getByRole('option', { name: /New York/ })).toBeVisible();
	await userEvent.keyboard('{Enter}');
	await expect.element(zone).toHaveValue('New York (UTC−4)');
	await page.getByRole('button', { name: 'Create event' }).click();
	await expect.poll(() => saves[0]?.startsAt).toBe(Date.UTC(2026, 4, 14, 23));
});

test('moving an event says how many are told', async () => {
	await show({ event: eventLike(), registered: 31 });
	await page.getByLabelText('Ends, time').fill('22:00');
	await expect
		.element(page.getByText('The time changes: saving tells 31 people by mail.'))
		.toBeVisible();
});

test('what was typed is there again after a reload, and says so', async () => {
	const first = await show();
	await page.getByLabelText('Title').fill('Gala de printemps');
	await expect.poll(() => sessionStorage.length).toBe(1);
	await first.screen.unmount();
	await show();
	await expect.element(page.getByLabelText('Title')).toHaveValue('Gala de printemps');
	await page.getByRole('button', { name: 'Start afresh' }).click();
	await expect.element(page.getByLabelText('Title')).toHaveValue('');
});

test('a full device says so, keeps what was typed, and saves once there is room', async () => {
	const { saves } = await show({
		initial: complete,
		failures: [new DOMException('no room', 'QuotaExceededError')]
	});
	const create = page.getByRole('button', { name: 'Create event' });
	await page.getByLabelText('Title').fill('Gala de printemps');
	await create.click();
	await expect.element(page.getByText(/the device is full/)).toBeVisible();
	await expect.element(page.getByText(/What you typed stays here/)).toBeVisible();
	await expect.element(page.getByLabelText('Title')).toHaveValue('Gala de printemps');
	expect(sessionStorage.length).toBe(1);
	await create.click();
	await expect.element(page.getByText(/the device is full/)).not.toBeInTheDocument();
	await expect.poll(() => sessionStorage.length).toBe(0);
	expect(saves).toHaveLength(2);
});

test('which event is on at the same time is said, and keeps nobody from saving', async () => {
	const others = [
		eventLike({
			title: 'Choir rehearsal',
			startsAt: Date.UTC(2026, 4, 14, 17, 30),
			endsAt: Date.UTC(2026, 4, 14, 20)
		})
	];
	const said = page.getByText(
		/“Choir rehearsal” is on at the same time \(Thursday 14 May at 19:30\)/
	);
	const { screen, saves } = await show({ initial: complete, others });
	await expect.element(said).toBeVisible();
	await page.getByRole('button', { name: 'Create event' }).click();
	await expect.poll(() => saves.length).toBe(1);
	await screen.unmount();
	const elsewhen = { ...complete, startTime: '10:00', endTime: '11:00' };
	for (const shown of [
		{ initial: elsewhen, others },
		{ initial: complete, others, parallelEvents: true }
	]) {
		sessionStorage.clear();
		const alone = await show(shown);
		await expect.element(page.getByRole('button', { name: 'Create event' })).toBeVisible();
		expect(said.query()).toBeNull();
		await alone.screen.unmount();
	}
});
