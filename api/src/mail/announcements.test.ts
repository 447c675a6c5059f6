import { expect, onTestFinished, test } from 'vitest';
import type { Event } from '@foyer/shared/events';
import type { Effect } from '@foyer/shared/mutation';
import { mailHoldMs } from '@foyer/shared/undo';
import { writeAndTell } from '../context.ts';
import { openTestContext } from '../testing/context.ts';
import { startSmtpServer } from '../testing/mail.ts';
import { makeEvent, makeOrganisation, makeRegistration } from '../testing/organisations.ts';
import { whatChanged } from './announcements.writes.ts';
import { recordEffects } from './effects.ts';
import { workOutbox } from './sending.ts';
import { openTransport } from './transport.ts';

const minute = 60_000;
const hour = 60 * minute;
const seconds = 1000;

async function open(fields: (now: number) => Partial<Event> = () => ({})) {
	const smtp = await startSmtpServer();
	const context = await openTestContext({ smtpUrl: smtp.url });
	const { organisationId } = await makeOrganisation(context.db);
	const now = context.now();
	const times = { createdAt: now - 72 * hour, startsAt: now + 48 * hour, endsAt: now + 50 * hour };
	const event = await makeEvent(context.db, organisationId, {
		title: 'Concert',
		...times,
		...fields(now)
	});
	const transport = openTransport(context);
	onTestFinished(() => transport.close());
	const change = (fields: Partial<Event>, effects: Effect[]) =>
		writeAndTell(context, organisationId, async (tx) => {
			await tx.updateTable('events').set(fields).where('id', '=', event.id).execute();
			await recordEffects(tx, organisationId, effects, context);
		});
	return {
		context,
		organisationId,
		event,
		register: () => makeRegistration(context.db, organisationId, event.id),
		move: (startsAt: number) =>
			change({ startsAt, endsAt: startsAt + 2 * hour }, [moved(event.id), reminders(event.id)]),
		cancel: () =>
			change({ status: 'cancelled' }, [
				{ effect: 'mail', mail: 'event_cancelled', eventId: event.id }
			]),
		reinstate: () => change({ status: 'scheduled' }, [moved(event.id), reminders(event.id)]),
		/** Lets time pass and does what is due. */
		async pass(ms: number) {
			context.clock.time += ms;
			await workOutbox(context, transport, new AbortController().signal);
			// Mails of one event are spaced by milliseconds.
			context.clock.time += seconds;
			await workOutbox(context, transport, new AbortController().signal);
		},
		subjects: () => smtp.accepted.map(({ subject }) => subject)
	};
}

const moved = (eventId: string): Effect => ({ effect: 'mail', mail: 'event_moved', eventId });
const reminders = (eventId: string): Effect => ({ effect: 'reminders', eventId });

test('a moved event is told to all who are registered, once no undo is to come, once', async () => {
	const { register, move, event, pass, subjects } = await open();
	await register();
	await register();
	await move(event.startsAt + 24 * hour);
	await pass(5 * seconds);
	expect(subjects()).toEqual([]);
	await pass(mailHoldMs - 6 * seconds);
	expect(subjects()).toEqual(Array(2).fill('Nouvelle date\u00a0: Concert, 17 mai'));
	await pass(hour);
	expect(subjects()).toHaveLength(2);
});

test('a move taken back within ten seconds is never told', async () => {
	const { register, move, event, pass, subjects } = await open();
	await register();
	await move(event.startsAt + 24 * hour);
	await pass(5 * seconds);
	await move(event.startsAt);
	await pass(minute);
	expect(subjects()).toEqual([]);
});

test('a second move before the first was told replaces it', async () => {
	const { register, move, event, pass, subjects } = await open();
	await register();
	await move(event.startsAt + 24 * hour);
	await pass(5 * seconds);
	await move(event.startsAt + 48 * hour);
	await pass(mailHoldMs - 5 * seconds);
	expect(subjects()).toEqual([]);
	await pass(4 * seconds);
	expect(subjects()).toEqual(['Nouvelle date\u00a0: Concert, 18 mai']);
});

test('a cancelled event is told, and its reminders end; undone within ten seconds it is not told', async () => {
	const { register, cancel, reinstate, pass, subjects } = await open(() => ({ reminders: [1440] }));
	await register();
	await cancel();
	await pass(5 * seconds);
	await reinstate();
	await pass(minute);
	expect(subjects()).toEqual([]);
	await cancel();
	await pass(mailHoldMs);
	expect(subjects()).toEqual(['Annulé\u00a0: Concert, 16 mai']);
	await pass(25 * hour);
	expect(subjects()).toHaveLength(1);
});

test('a cancellation taken back after it was told is told, too, and reminders go out again', async () => {
	const { register, cancel, reinstate, pass, subjects } = await open(() => ({ reminders: [60] }));
	await register();
	await cancel();
	await pass(minute);
	await reinstate();
	await pass(minute);
	expect(subjects()[1]).toBe('L’événement aura bien lieu\u00a0: Concert, 16 mai');
	await pass(47 * hour);
	expect(subjects()).toEqual([
		expect.anything(),
		expect.anything(),
		'Concert commence dans 58 minutes'
	]);
});

test('reminders go out at their times to who is registered then, once each', async () => {
	const { register, pass, subjects } = await open(() => ({ reminders: [1440, 60, 5] }));
	await register();
	await pass(23 * hour);
	expect(subjects()).toEqual([]);
	await pass(hour);
	expect(subjects()).toEqual(['Concert commence dans 24 heures']);
	await pass(23 * hour);
	expect(subjects()[1]).toBe('Concert commence dans 1 heure');
	await pass(55 * minute);
	expect(subjects()[2]).toBe('Concert commence dans 5 minutes');
	await pass(4 * minute);
	expect(subjects()).toHaveLength(3);
});

test('who stopped reminders gets none, and still hears of another date', async () => {
	const { register, move, pass, subjects, context, event } = await open(() => ({
		reminders: [60]
	}));
	const { id } = await register();
	await context.db
		.updateTable('registrations')
		.set({ remindersStopped: true })
		.where('id', '=', id)
		.execute();
	await pass(47 * hour);
	expect(subjects()).toEqual([]);
	await move(event.startsAt + 24 * hour);
	await pass(mailHoldMs);
	expect(subjects()).toHaveLength(1);
});

test('a stopped server reminds late, by the last reminder alone, and never after the start', async () => {
	const { register, pass, subjects } = await open(() => ({ reminders: [1440, 60, 5] }));
	await register();
	await pass(47 * hour + 30 * minute);
	expect(subjects()).toEqual(['Concert commence dans 30 minutes']);
	const other = await open(() => ({ reminders: [1440, 60, 5] }));
	await other.register();
	await other.pass(49 * hour);
	expect(other.subjects()).toEqual([]);
});

test('a moved event reminds by its new start, but not of times that have passed', async () => {
	const { register, move, context, pass, subjects } = await open(() => ({ reminders: [1440, 60] }));
	await register();
	await move(context.now() + 3 * hour);
	await pass(minute);
	expect(subjects()).toHaveLength(1);
	await pass(2 * hour);
	expect(subjects()[1]).toMatch(/^Concert commence dans/);
	await move(context.now() + 72 * hour);
	await pass(minute);
	expect(subjects()).toHaveLength(3);
	await pass(48 * hour);
	expect(subjects()).toHaveLength(4);
});

test('who registers after a reminder’s time doesn’t get it', async () => {
	const { context, register, pass, subjects } = await open(() => ({ reminders: [1440, 60] }));
	await pass(30 * hour);
	const { id } = await register();
	await context.db
		.updateTable('registrations')
		.set({ createdAt: context.now() })
		.where('id', '=', id)
		.execute();
	await pass(minute);
	expect(subjects()).toEqual([]);
	await pass(17 * hour);
	expect(subjects()).toHaveLength(1);
});

test('deleted people, cancelled registrations and people without an address are left out', async () => {
	const { context, register, move, event, pass, subjects, organisationId } = await open();
	const kept = await register();
	const deleted = await register();
	const cancelled = await register();
	await makeRegistration(context.db, organisationId, event.id, { email: null });
	await context.db
		.updateTable('people')
		.set({ deletedAt: context.now() })
		.where('id', '=', deleted.personId)
		.execute();
	await context.db
		.updateTable('registrations')
		.set({ status: 'cancelled' })
		.where('id', '=', cancelled.id)
		.execute();
	await move(event.startsAt + hour);
	await pass(minute);
	expect(subjects()).toHaveLength(1);
	const rows = await context.db.selectFrom('mails').select('registrationId').execute();
	expect(rows).toEqual([{ registrationId: kept.id }]);
});

test.each([
	['nothing', {}, {}, null],
	['the start', {}, { startsAt: 2 }, 'event_moved'],
	['the zone', {}, { timeZone: 'Europe/Paris' }, 'event_moved'],
	['cancelled', {}, { cancelled: true }, 'event_cancelled'],
	['cancelled and moved', {}, { cancelled: true, startsAt: 2 }, 'event_cancelled'],
	['moved while cancelled', { cancelled: true }, { cancelled: true, startsAt: 2 }, null],
	['reinstated', { cancelled: true }, {}, 'event_reinstated']
])('what is told: %s', (_name, told, is, kind) => {
	const before = { startsAt: 1, endsAt: 9, timeZone: 'UTC', cancelled: false };
	expect(whatChanged({ ...before, ...told }, { ...before, ...is })).toBe(kind);
});
