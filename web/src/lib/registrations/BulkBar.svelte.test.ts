import { newPerson } from '@foyer/shared/people-mutations';
import { admitRegistrations, letWait } from '@foyer/shared/registration-mutations';
import type { Registration } from '@foyer/shared/registrations';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { eventLike } from '../events/testing.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import { offeredUndo, pressUndo } from '../testing/undo.ts';
import Toaster from '../ui/Toaster.svelte';
import { toasts } from '../ui/toasts.svelte.ts';
import BulkBar from './BulkBar.svelte';
import { registrationLike } from './testing.ts';

const event = eventLike({ id: crypto.randomUUID(), capacity: 2 });
const next = eventLike({
	...{ id: crypto.randomUUID(), title: 'Next' },
	...{ startsAt: Date.now() + 86_400_000, endsAt: Date.now() + 90_000_000 }
});
const chosen = [registrationLike({ eventId: event.id })];
const may = { edit: true, mark: true };

beforeEach(() => void (toasts.shown = []));
afterEach(() => page.viewport(390, 844));

const box = (locator: ReturnType<typeof page.getByText>) =>
	locator.element().getBoundingClientRect();

for (const [width, height] of [
	[390, 844],
	[1440, 900]
] as const) {
	test(`at ${width}×${height} what is said stands above the bar, which it would cover else`, async () => {
		await page.viewport(width, height);
		await render(Toaster);
		await render(BulkBar, {
			event,
			may,
			chosen,
			onclear: () => undefined,
			onexport: () => undefined
		});
		toasts.show('The old link no longer works.');
		const bar = page.getByRole('region', { name: 'What to do with those chosen' });
		const said = page.getByText('The old link no longer works.');
		await expect.element(said).toBeVisible();
		await expect.poll(() => box(said).bottom).toBeLessThan(box(bar).top);
	});
}

test.each([390, 320])(
	'%i px wide, the menu stands beside the count, the deeds below',
	async (width) => {
		await page.viewport(width, 844);
		await render(BulkBar, {
			event,
			may,
			chosen,
			// What it takes to choose them is the longest line of all.
			all: { count: 1_234_567_890_123, unseen: 1_234, choose: () => undefined },
			onclear: () => undefined,
			onexport: () => undefined
		});
		const menu = page.getByRole('button', { name: 'More for those chosen' });
		const send = page.getByRole('button', { name: 'Send links' });
		await expect.element(menu).toBeVisible();
		expect(box(menu).bottom).toBeLessThanOrEqual(box(send).top);
		const count = page.getByText('1 chosen').element().closest('p')!.getBoundingClientRect();
		expect(box(menu).top).toBeLessThan(count.bottom);
		expect(box(menu).bottom).toBeGreaterThan(count.top);
	}
);

describe('what is done to those chosen', () => {
	const guest = (fields: Parameters<typeof registrationLike>[0] = {}) =>
		registrationLike({ id: crypto.randomUUID(), eventId: event.id, ...fields });
	const [ines, tom, waits, gone] = [
		guest(),
		guest({ email: null, key: null }),
		guest({ status: 'waiting_list' }),
		guest({ status: 'cancelled' })
	];
	const guests = [ines, tom, waits, gone];
	const people = guests.map(({ personId: id, email }) => newPerson({ id, email }, 0));
	const of = (...rows: typeof guests) => rows.map(({ personId }) => personId);

	let device: TestDevice;
	const onclear = vi.fn();
	const onexport = vi.fn();
	beforeEach(async () => {
		onclear.mockClear();
		onexport.mockClear();
		device = await openTestDevice({ events: [event, next], registrations: guests, people });
		await local.readFor(event.id);
	});
	afterEach(() => device.close());

	const bar = (rows = guests, of = event) =>
		render(BulkBar, { event: of, may, chosen: rows, onclear, onexport });
	const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
	const choose = async (item: string) => {
		await press('More for those chosen');
		await page.getByRole('menuitem', { name: item }).click();
	};
	const waiting = () =>
		local.waiting.map(({ name, args }) => [name, args as Record<string, unknown>]);
	const done = (name: string, rows: typeof guests, more = {}) => [
		name,
		expect.objectContaining({ eventId: event.id, personIds: of(...rows), ...more }) as unknown
	];

	test('links are sent to who can be reached, after a question with their number', async () => {
		await bar();
		await press('Send links');
		expect(waiting()).toEqual([]);
		await expect.element(page.getByText(/2 people can’t be reached by mail/)).toBeVisible();
		await press('Send 2 links');
		const mailing = expect.any(String) as unknown;
		const sent = done('registrations.confirm@2', [ines, waits], { mailing });
		await expect.poll(waiting).toEqual([sent]);
		await expect.poll(() => onclear.mock.calls.length).toBe(1);
	});

	const mailsOf = (...rows: typeof guests) =>
		rows.map(({ id }) => {
			const { mailState, mailReason, mailAt } = local
				.registrationsOf(event.id)
				.find((row) => row.id === id)!;
			return { mailState, mailReason, mailAt };
		});

	test('links that were sent are taken back by the button of the moment: what was shown of their mail is shown again', async () => {
		const before = mailsOf(ines, waits);
		await bar();
		await press('Send links');
		await press('Send 2 links');
		await expect
			.poll(() => toasts.shown.at(-1)?.text)
			.toBe('2 links go out when there is network.');
		expect(mailsOf(ines, waits).map(({ mailState }) => mailState)).toEqual(['queued', 'queued']);
		const { mailing } = waiting()[0]?.[1] as { mailing: string };
		await pressUndo();
		await expect.poll(() => waiting().length).toBe(2);
		expect(waiting()[1]).toEqual(
			done('registrations.take_back_mails@1', [ines, waits], { mailing })
		);
		expect(mailsOf(ines, waits)).toEqual(before);
		await expect.poll(() => toasts.shown.at(-1)?.text).toContain('2 links stay here');
	});

	test('of links sent twice the second are taken back: the first go all the same, and that is said', async () => {
		const first = await bar([ines]);
		await press('Send links');
		await press('Send 1 link');
		await expect.poll(() => waiting().length).toBe(1);
		await first.unmount();
		const again = local.registrationsOf(event.id).filter(({ id }) => id === ines.id);
		const second = await bar([...again, waits]);
		await press('Send links');
		await press('Send 2 links');
		await expect.poll(() => waiting().length).toBe(2);
		await second.unmount();
		await pressUndo();
		await expect
			.poll(() => toasts.shown.at(-1)?.text)
			.toContain('Another mail that was asked for goes all the same.');
		expect(mailsOf(ines, waits).map(({ mailState }) => mailState)).toEqual(['queued', 'sent']);
	});

	test('who waits is given a place after a question with their number, and waits again by the button of the moment', async () => {
		await bar();
		await press('Admit');
		expect(waiting()).toEqual([]);
		await press('Admit 1 person');
		await expect.poll(waiting).toEqual([done('registrations.admit@2', [waits])]);
		await expect.poll(() => onclear.mock.calls.length).toBe(1);
		await pressUndo();
		await expect.poll(() => waiting().length).toBe(3);
		const { mailing } = waiting()[0]?.[1] as { mailing: string };
		expect(waiting()[1]).toEqual(done('registrations.take_back_mails@1', [waits], { mailing }));
		expect(waiting()[2]).toEqual(done('registrations.let_wait@1', [waits]));
	});

	test('who was cancelled is registered again after a question with their number, and cancelled again by the button of the moment', async () => {
		await bar();
		await press('Register again');
		expect(waiting()).toEqual([]);
		await press('Register 1 person again');
		await expect.poll(waiting).toEqual([done('registrations.admit@2', [gone])]);
		await expect.poll(() => onclear.mock.calls.length).toBe(1);
		await pressUndo();
		await expect.poll(() => waiting().length).toBe(2);
		expect(waiting()[1]).toEqual(done('registrations.cancel@1', [gone]));
	});

	test('registrations are cancelled after a question with their number, and given back by the button of the moment', async () => {
		await bar();
		await press('Unregister');
		expect(waiting()).toEqual([]);
		await press('Cancel 3 registrations');
		await expect.poll(waiting).toEqual([done('registrations.cancel@1', [ines, tom, waits])]);
		await expect.poll(() => onclear.mock.calls.length).toBe(1);
		await pressUndo();
		await expect.poll(() => waiting().length).toBe(3);
		expect(waiting()[1]).toEqual(done('registrations.admit@2', [ines, tom], { undoing: true }));
		expect(waiting()[2]).toEqual(done('registrations.let_wait@1', [waits]));
		await expect
			.poll(() =>
				guests.map(({ id }) => local.registrationsOf(event.id).find((row) => row.id === id)?.status)
			)
			.toEqual(['registered', 'registered', 'waiting_list', 'cancelled']);
	});

	test('where another deed has been before the button of the moment, it says so', async () => {
		await bar();
		await press('Unregister');
		await press('Cancel 3 registrations');
		await expect.poll(() => waiting().length).toBe(1);
		const undo = await offeredUndo();
		const { id: eventId } = event;
		const mailing = crypto.randomUUID();
		await local.save(admitRegistrations, { eventId, personIds: of(ines, tom), mailing });
		await local.save(letWait, { eventId, personIds: of(waits) });
		toasts.act(undo);
		await expect
			.poll(() => toasts.shown.at(-1)?.text)
			.toBe('This has already been changed since. It stays as it is.');
	});

	test('who has an address gets a new link, after a question with their number; it is taken back by the button of the moment', async () => {
		await bar();
		await choose('New links');
		await press('Make 3 new links');
		await expect.poll(waiting).toEqual([done('registrations.rotate_keys@2', [ines, waits, gone])]);
		const { rotation } = waiting()[0]![1] as { rotation: string };
		await pressUndo();
		await expect.poll(() => waiting().length).toBe(2);
		expect(waiting()[1]).toEqual(
			done('registrations.take_back_keys@1', [ines, waits, gone], { rotation })
		);
	});

	test('those chosen are registered for another event, of those that are to come', async () => {
		await bar();
		await choose('Register for another event');
		await expect.element(page.getByRole('option', { name: /^Next · / })).toBeInTheDocument();
		await expect.element(page.getByRole('combobox')).toHaveValue(next.id);
		await press('Register 4 people');
		await expect.poll(() => waiting().length).toBe(1);
		expect(waiting()[0]).toMatchObject(['registrations.add@2', { eventId: next.id }]);
		await expect.poll(() => onclear.mock.calls.length).toBe(1);
	});

	test('links are copied after a question with their number, handed over one by one, and the list is exported', async () => {
		const write = vi.spyOn(navigator.clipboard, 'write').mockResolvedValue();
		await bar();
		await choose('Hand over one by one');
		await expect.element(page.getByText('1 of 2')).toBeVisible();
		await userEvent.keyboard('{Escape}');
		await expect.element(page.getByText('1 of 2')).not.toBeInTheDocument();
		await choose('Copy 2 links');
		expect(waiting()).toEqual([]);
		await press('Copy 2 links');
		await expect
			.poll(waiting)
			.toEqual([done('registrations.reveal_keys@2', [ines, waits], { way: 'copied' })]);
		expect(write).toHaveBeenCalledOnce();
		write.mockRestore();
		await choose('Export …');
		expect(onexport).toHaveBeenCalledOnce();
	});

	const shownOf = (row: Registration) =>
		local.registrationsOf(event.id).find(({ id }) => id === row.id);
	const live = { ...event, status: 'live' as const };

	test('who has a place is marked as arrived, after a question with their number; the button of the moment takes this marking back', async () => {
		await bar(guests, live);
		await press('Mark as arrived');
		expect(waiting()).toEqual([]);
		await press('Mark 2 people as arrived');
		await expect.poll(() => waiting().map(([name]) => name)).toEqual(['registrations.arrived@1']);
		const { people: marked, admissionId } = waiting()[0]![1] as {
			people: { personId: string; at: number }[];
			admissionId: string;
		};
		expect(marked.map(({ personId }) => personId)).toEqual(of(ines, tom));
		await expect.poll(() => shownOf(tom)).toMatchObject({ admissionId, admittedAt: marked[0]?.at });
		await pressUndo();
		const seen = of(ines, tom).map((personId) => ({ personId, admissionId, ledInAt: null }));
		await expect
			.poll(() => waiting()[1])
			.toEqual(['registrations.not_arrived@1', { eventId: event.id, people: seen }]);
		await expect.poll(() => shownOf(tom)).toMatchObject({ admittedAt: null, admissionId: null });
	});

	test('arrivals are taken back as they are seen, after a question with their number; undo marks them as of when they came', async () => {
		await device.close();
		const came = { ...ines, ledInAt: 5 };
		device = await openTestDevice({ events: [event], registrations: [came, tom], people });
		await local.readFor(event.id);
		await bar([came, tom], live);
		await choose('Take the arrival back');
		await press('Take 1 arrival back');
		const { personId } = ines;
		await expect
			.poll(waiting)
			.toEqual([
				[
					'registrations.not_arrived@1',
					{ eventId: event.id, people: [{ personId, admissionId: null, ledInAt: 5 }] }
				]
			]);
		await expect.poll(() => shownOf(ines)).toMatchObject({ ledInAt: null });
		await pressUndo();
		await expect.poll(() => shownOf(ines)).toMatchObject({ admittedAt: 5 });
	});

	test('who sees to the door alone marks who comes, and does nothing else', async () => {
		const door = { edit: false, mark: true };
		await render(BulkBar, { event: live, may: door, chosen: guests, onclear, onexport });
		await expect.element(page.getByRole('button', { name: 'Mark as arrived' })).toBeVisible();
		for (const name of [
			...['Send links', 'Admit', 'Register again', 'Unregister'],
			'More for those chosen'
		])
			expect(page.getByRole('button', { name, exact: true }).query()).toBeNull();
	});

	test('who only edits people marks nobody', async () => {
		const editor = { edit: true, mark: false };
		await render(BulkBar, { event: live, may: editor, chosen: guests, onclear, onexport });
		await expect.element(page.getByRole('button', { name: 'Send links' })).toBeVisible();
		expect(page.getByRole('button', { name: 'Mark as arrived' }).query()).toBeNull();
	});

	test('once the event is over nothing is sent and nobody admitted', async () => {
		await bar(guests, { ...event, status: 'ended' });
		await expect
			.element(page.getByRole('button', { name: 'Unregister', exact: true }))
			.toBeVisible();
		for (const name of ['Send links', 'Admit'])
			expect(page.getByRole('button', { name, exact: true }).query()).toBeNull();
	});
});
