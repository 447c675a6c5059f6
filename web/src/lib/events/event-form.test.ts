import { describe, expect, test } from 'vitest';
import type { EventFields } from '@foyer/shared/events';
import type { Refusal } from '@foyer/shared/mutation';
import { draftAgain, draftOf, emptyDraft, type DraftStore, type EventDraft } from './draft.ts';
import { changedFields, readDraft } from './event-fields.ts';
import { EventForm, fieldsOf } from './event-form.svelte.ts';
import { eventLike } from './testing.ts';

const never = () => false;
const server = '5c1d9b5e-0000-4000-8000-000000000002';

const filled = (fields: Partial<EventDraft> = {}): EventDraft => ({
	...emptyDraft('Europe/Paris', 'fr'),
	title: 'Gala',
	permalink: 'gala',
	startDate: '2026-05-14',
	startTime: '19:00',
	endDate: '2026-05-14',
	endTime: '20:00',
	...fields
});

const problemsOf = (fields: Partial<EventDraft>, isTaken: (p: string) => boolean = never) =>
	readDraft(filled(fields), isTaken).problems;

describe('what is wrong with a form', () => {
	test.each<[Partial<EventDraft>, object | null]>([
		[{}, null],
		[{ title: '  ' }, { title: 'required' }],
		[{ title: 'x'.repeat(201) }, { title: 'too_long' }],
		[{ permalink: '' }, { permalink: 'required' }],
		[{ permalink: 'Élégant gala' }, { permalink: 'permalink_malformed' }],
		[{ startDate: '' }, { startsAt: 'moment_missing' }],
		[{ startTime: '' }, { startsAt: 'moment_missing' }],
		[{ endTime: '' }, { endsAt: 'moment_missing' }],
		[{ startDate: '2026-02-30' }, { startsAt: 'moment_malformed' }],
		[{ endTime: '18:59' }, { endsAt: 'ends_before_start' }],
		[{ endTime: '19:00' }, { endsAt: 'ends_before_start' }],
		[{ endDate: '2026-06-20' }, { endsAt: 'too_long_event' }],
		[
			{ startDate: '2026-03-29', startTime: '02:30', endDate: '2026-03-29', endTime: '05:00' },
			{ startsAt: 'moment_skipped' }
		],
		[
			{ startDate: '2026-10-25', startTime: '02:30', endDate: '2026-10-25', endTime: '05:00' },
			{ startsAt: 'moment_twice' }
		],
		[{ roomUrl: 'http://meet.example.org/a' }, { roomUrl: 'url_not_https' }],
		[{ roomUrl: ' javascript:alert(1)' }, { roomUrl: 'url_script' }],
		[{ roomUrl: 'data:text/html,hi' }, { roomUrl: 'url_script' }],
		[{ roomUrl: 'https://ines:secret@meet.example.org' }, { roomUrl: 'url_credentials' }],
		[{ roomUrl: 'meet.example.org/a' }, { roomUrl: 'url_malformed' }],
		[{ roomUrl: 'https://meet' }, { roomUrl: 'url_malformed' }],
		[{ roomServer: server, roomName: 'gala-2', roomUrl: 'http://half' }, null],
		[{ roomServer: server, roomName: ' ' }, { room: 'required' }],
		[{ roomServer: server, roomName: 'Salle d’été' }, { room: 'room_name_malformed' }],
		[{ roomServer: server, roomName: 'x'.repeat(81) }, { room: 'too_long' }],
		[{ replayUrl: 'http://meet.example.org/a' }, { replayUrl: 'url_not_https' }],
		[
			{ replayUrl: 'https://v.example.org/a', replayFromDate: '2026-05-15' },
			{ replayFrom: 'moment_missing' }
		],
		[
			{
				replayUrl: 'https://v.example.org/a',
				replayUntilDate: '2026-03-29',
				replayUntilTime: '02:30'
			},
			{ replayUntil: 'moment_skipped' }
		],
		[
			{
				replayUrl: 'https://v.example.org/a',
				replayFromDate: '2026-05-15',
				replayFromTime: '10:00',
				replayUntilDate: '2026-05-15',
				replayUntilTime: '10:00'
			},
			{ replayUntil: 'replay_ends_before_start' }
		],
		// Without a replay its window says nothing.
		[{ replayFromDate: '2026-05-15' }, null],
		[{ capacity: '12,5' }, { capacity: 'capacity_malformed' }],
		[{ capacity: '0' }, { capacity: 'capacity_malformed' }],
		[{ capacity: '1 200' }, null],
		[{ timeZone: 'Mars/Base' }, { timeZone: 'time_zone_unknown' }]
	])('%j: %j', (fields, problems) => {
		if (problems === null) expect(problemsOf(fields)).toBeNull();
		else expect(problemsOf(fields)).toMatchObject(problems);
	});

	test('an address that another event has', () => {
		expect(problemsOf({ permalink: 'Gala' }, (p) => p === 'gala')).toEqual({
			permalink: 'permalink_taken'
		});
	});
});

test('reads times in the zone, and numbers and addresses as meant', () => {
	const { fields } = readDraft(
		filled({
			timeZone: 'America/New_York',
			capacity: '1 200',
			roomUrl: ' https://meet.example.org '
		}),
		never
	);
	expect(fields).toMatchObject({
		startsAt: Date.UTC(2026, 4, 14, 23),
		endsAt: Date.UTC(2026, 4, 15, 0),
		capacity: 1200,
		roomUrl: 'https://meet.example.org',
		replayUrl: null
	});
});

test('an event opened by hand has no early entry', () => {
	expect(readDraft(filled({ startsBy: 'hand', earlyEntry: 15 }), never).fields?.earlyEntry).toBe(0);
});

test('an event’s form reads back as the event', () => {
	const event = eventLike({
		capacity: 40,
		earlyEntry: 15,
		reminders: [1440, 5],
		opensByCode: true,
		replayUrl: 'https://v.example.org/a',
		replayFrom: Date.UTC(2026, 4, 15, 8),
		replayUntil: Date.UTC(2026, 4, 22, 8)
	});
	const { fields } = readDraft(draftOf(event), never);
	expect(changedFields(fieldsOf(event), fields as EventFields)).toEqual({});
});

test('a room is at an address or on a server', () => {
	const room = { server, name: 'gala-x7' };
	const event = eventLike({ roomUrl: null, room });
	const { fields } = readDraft(draftOf(event), never);
	expect(changedFields(fieldsOf(event), fields as EventFields)).toEqual({});
	const moved = { ...draftOf(event), roomServer: null, roomUrl: 'https://meet.example.org' };
	expect(readDraft(moved, never).fields).toMatchObject({
		roomUrl: 'https://meet.example.org',
		room: null
	});
	const again = readDraft(draftAgain(event, 'gala-2'), never).fields?.room;
	expect(again).toMatchObject({ server });
	expect(again?.name).toMatch(/^gala-2-[a-z2-9]{6}$/);
});

test('the second passing of an hour is kept', () => {
	const event = eventLike({
		startsAt: Date.UTC(2026, 9, 25, 1, 30),
		endsAt: Date.UTC(2026, 9, 25, 4)
	});
	expect(draftOf(event)).toMatchObject({ startTime: '02:30', startPass: 'second' });
	expect(readDraft(draftOf(event), never).fields?.startsAt).toBe(event.startsAt);
});

test('again, a week later at the same hour, over a clock change too', () => {
	const event = eventLike({
		startsAt: Date.UTC(2026, 2, 25, 18),
		endsAt: Date.UTC(2026, 2, 25, 19)
	});
	const draft = draftAgain(event, 'assemblee-2');
	expect(draft).toMatchObject({
		startDate: '2026-04-01',
		startTime: '19:00',
		permalink: 'assemblee-2'
	});
	expect(readDraft(draft, never).fields?.startsAt).toBe(Date.UTC(2026, 3, 1, 17));
});

const memory = (kept: EventDraft | null = null): DraftStore & { kept: EventDraft | null } => ({
	kept,
	read() {
		return this.kept;
	},
	write(draft) {
		this.kept = draft;
	}
});

interface Options {
	initial?: EventDraft;
	event?: ReturnType<typeof eventLike>;
	drafts?: DraftStore;
	taken?: string[];
	save?: (fields: EventFields, changed: Partial<EventFields>) => Promise<Refusal | null>;
}

const open = ({ initial, event, drafts = memory(), taken = [], save }: Options = {}) =>
	new EventForm({
		initial: initial ?? (event ? draftOf(event) : emptyDraft('Europe/Paris', 'fr')),
		event: event ?? null,
		drafts,
		isTaken: (permalink) => taken.includes(permalink),
		save: save ?? (async () => null)
	});

describe('the address', () => {
	test('follows the title until it is edited by hand, and again when asked', () => {
		const form = open();
		form.setTitle('Fête d’été');
		expect(form.draft.permalink).toBe('fete-d-ete');
		form.setPermalink('ete');
		form.setTitle('Fête d’hiver');
		expect(form.draft.permalink).toBe('ete');
		form.suggestAgain();
		expect(form.draft.permalink).toBe('fete-d-hiver');
		form.setTitle('');
		expect(form.draft.permalink).toBe('');
	});

	test('is suggested free', () => {
		const form = open({ taken: ['gala', 'gala-2'] });
		form.setTitle('Gala');
		expect(form.draft.permalink).toBe('gala-3');
	});

	test('of an existing event stays', () => {
		const form = open({ event: eventLike() });
		form.setTitle('Autre chose');
		expect(form.draft.permalink).toBe('assemblee-de-quartier');
	});
});

describe('the end', () => {
	const startAt = (form: EventForm, date: string, time: string) => {
		Object.assign(form.draft, { startDate: date, startTime: time });
		form.startMoved();
	};

	test('is an hour after the start, unless said otherwise', () => {
		const form = open();
		startAt(form, '2026-05-14', '23:30');
		expect(form.draft).toMatchObject({ endDate: '2026-05-15', endTime: '00:30' });
	});

	test('keeps its distance when the start moves', () => {
		const form = open({ initial: filled() });
		Object.assign(form.draft, { endTime: '21:15' });
		form.endMoved();
		startAt(form, '2026-05-20', '10:00');
		expect(form.draft).toMatchObject({ endDate: '2026-05-20', endTime: '12:15' });
	});

	test('stays while the start means nothing', () => {
		const form = open({ initial: filled() });
		startAt(form, '', '10:00');
		expect(form.draft).toMatchObject({ endDate: '2026-05-14', endTime: '20:00' });
	});
});

test('an hour that the clock skips: says so at once and takes the next', () => {
	const form = open({ initial: filled({ startDate: '2026-03-29', startTime: '02:30' }) });
	expect(form.problem('startsAt')).toBe('moment_skipped');
	form.takeNext('start');
	expect(form.draft).toMatchObject({ startTime: '03:30', endDate: '2026-03-29', endTime: '04:30' });
	expect(form.problem('startsAt')).toBeUndefined();
});

test('an hour that comes twice: either can be chosen', () => {
	const form = open({ initial: filled({ startDate: '2026-10-25', startTime: '02:30' }) });
	expect(form.problem('startsAt')).toBe('moment_twice');
	form.choosePass('start', 'first');
	expect(form.startsAt).toBe(Date.UTC(2026, 9, 25, 0, 30));
	form.choosePass('start', 'second');
	expect(form.startsAt).toBe(Date.UTC(2026, 9, 25, 1, 30));
	expect(form.endsAt).toBe(Date.UTC(2026, 9, 25, 2, 30));
});

describe('saving', () => {
	test('says all that is wrong at the first attempt, not before', async () => {
		const form = open();
		expect(form.problem('title')).toBeUndefined();
		expect(await form.save()).toBe('wrong');
		expect(form.problem('title')).toBe('required');
		expect(form.firstProblem).toBe('title');
		expect(form.problemCount).toBe(4);
	});

	test('happens once, however often it is pressed', async () => {
		let saves = 0;
		const form = open({
			initial: filled(),
			save: async () => {
				saves++;
				await Promise.resolve();
				return null;
			}
		});
		const results = await Promise.all([form.save(), form.save()]);
		expect(results).toEqual(['saved', 'busy']);
		expect(await form.save()).toBe('busy');
		expect(saves).toBe(1);
	});

	test('an edit sends what changed and nothing else, seconds of times included', async () => {
		const event = eventLike({ startsAt: Date.UTC(2026, 4, 14, 17, 0, 42) });
		const sent: Partial<EventFields>[] = [];
		const form = open({
			event,
			save: async (_, changed) => {
				sent.push(changed);
				return null;
			}
		});
		form.setTitle('Assemblée');
		expect(form.moves).toBe(false);
		expect(await form.save()).toBe('saved');
		expect(sent).toEqual([{ title: 'Assemblée' }]);
	});

	test('an edit without a change sends nothing', async () => {
		let saves = 0;
		const form = open({ event: eventLike(), save: async () => (saves++, null) });
		expect(await form.save()).toBe('unchanged');
		expect(saves).toBe(0);
	});

	test('knows when it moves the event', () => {
		const form = open({ event: eventLike() });
		form.draft.endTime = '22:00';
		expect(form.moves).toBe(true);
	});

	test('a refusal keeps the form open and says why', async () => {
		const answers: (Refusal | null)[] = ['permalink_taken', null];
		const form = open({ initial: filled(), save: async () => answers.shift() ?? null });
		expect(await form.save()).toBe('refused');
		expect(form.refusal).toBe('permalink_taken');
		expect(await form.save()).toBe('saved');
		expect(form.refusal).toBeNull();
	});
});

describe('what is typed', () => {
	test('survives a reload, and is gone once saved', async () => {
		const drafts = memory();
		const form = open({ drafts });
		form.setTitle('Gala');
		form.keep();
		const again = open({ drafts });
		expect(again.recovered).toBe(true);
		expect(again.draft.title).toBe('Gala');
		Object.assign(again.draft, filled());
		await again.save();
		expect(again.dirty).toBe(false);
		expect(drafts.kept).toBeNull();
	});

	test('can be thrown away', () => {
		const drafts = memory();
		const form = open({ drafts });
		form.setTitle('Gala');
		form.keep();
		form.discard();
		expect(form.draft.title).toBe('');
		expect(form.dirty).toBe(false);
		expect(drafts.kept).toBeNull();
	});
});
