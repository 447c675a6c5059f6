import { describe, expect, test } from 'vitest';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { syncKind, syncLines, syncWords, type SyncSummary } from './sync-words.ts';

overwriteGetLocale(() => 'en');

const now = Date.UTC(2026, 10, 22, 14, 5);
const minute = 60_000;
const calm: SyncSummary = {
	waiting: 0,
	oldestWaitingAt: null,
	offlineSince: null,
	listOf: now - 1000,
	first: null,
	attention: 0,
	stopped: null,
	full: false,
	locksAt: null,
	phase: 'idle',
	organisation: 'Maison des Arts',
	left: null,
	kept: true
};
const arriving: SyncSummary['first'] = {
	here: ['event', 'event.keys'],
	arriving: { part: 'people', done: 4000, of: 10_000 }
};

const longAgo = { waiting: 3, oldestWaitingAt: now - 90 * minute, offlineSince: now - 90 * minute };

describe('what is told first', () => {
	test.each<[string, Partial<SyncSummary>, string]>([
		['nothing waits', {}, 'saved'],
		['a change of just now', { waiting: 1, oldestWaitingAt: now - 500 }, 'saved'],
		['a change that waits', { waiting: 1, oldestWaitingAt: now - 5000 }, 'waiting'],
		['changes of unknown age', { waiting: 2 }, 'waiting'],
		['no network', { offlineSince: now - 1000 }, 'offline'],
		['changes without network', { waiting: 3, offlineSince: now }, 'offline'],
		['the first lists', { phase: 'first' }, 'first'],
		['the first lists without network', { phase: 'first', offlineSince: now }, 'offline'],
		['a refusal', { attention: 1, offlineSince: now, waiting: 2 }, 'attention'],
		['a full device', { full: true, attention: 1 }, 'full'],
		['a full device at the first lists', { full: true, phase: 'first', listOf: null }, 'full'],
		['a device that is nearly full', { left: 12e6, offlineSince: now, waiting: 1 }, 'nearly_full'],
		['a refusal on one', { left: 12e6, attention: 1 }, 'attention'],
		['a full one', { left: 0, full: true }, 'full'],
		['a change of long ago that the browser may clear', { ...longAgo, kept: false }, 'only_here'],
		['one that it keeps', { ...longAgo, kept: true }, 'offline'],
		['a change of just now that it may clear', { waiting: 1, kept: false }, 'waiting'],
		['nothing waiting, which it may clear', { kept: false }, 'saved'],
		['an app too old', { stopped: 'update_required', full: true }, 'update_required'],
		['who is no member', { stopped: 'not_a_member', attention: 1 }, 'not_a_member'],
		['who was signed out', { stopped: 'signed_out', waiting: 1 }, 'signed_out']
	])('%s', (_, sync, kind) => {
		expect(syncKind({ ...calm, ...sync }, now)).toBe(kind);
	});
});

test('counts are said in the singular and in the plural', () => {
	const waiting = (count: number) => syncWords({ ...calm, waiting: count }, now);
	expect(waiting(1)).toBe('1 change waiting');
	expect(waiting(3)).toBe('3 changes waiting');
	expect(syncWords({ ...calm, attention: 2 }, now)).toBe('2 need attention');
});

test('without network it says how old the list is, or what waits', () => {
	expect(syncWords({ ...calm, offlineSince: now }, now)).toMatch(/^Offline · list of \d{1,2}:04/);
	expect(syncWords({ ...calm, offlineSince: now, listOf: null }, now)).toBe('Offline');
	expect(syncWords({ ...calm, offlineSince: now, waiting: 1200 }, now)).toBe(
		'Offline · 1,200 waiting'
	);
});

test('a list of another day says which', () => {
	const listOf = now - 3 * 86_400_000;
	expect(syncWords({ ...calm, offlineSince: now, listOf }, now)).toContain('19 Nov 2026');
});

describe('the whole of it', () => {
	const told = (sync: Partial<SyncSummary>) =>
		syncLines({ ...calm, ...sync }, now).map(({ title, text }) => `${title}: ${text}`);

	test('tells everything at once, what matters most first', () => {
		const sync: Partial<SyncSummary> = {
			stopped: 'update_required',
			full: true,
			attention: 2,
			offlineSince: now,
			waiting: 3,
			oldestWaitingAt: now - 3 * minute
		};
		expect(syncLines({ ...calm, ...sync }, now).map(({ kind }) => kind)).toEqual([
			'update_required',
			'full',
			'attention',
			'offline',
			'waiting'
		]);
	});

	test('how old the oldest of what waits is', () => {
		const [line] = told({ waiting: 3, oldestWaitingAt: now - 3 * minute });
		expect(line).toMatch(/^3 changes waiting: .*The oldest was saved 3 minutes ago\.$/);
	});

	test('what waits without network is not said to be on its way', () => {
		const [, line] = told({ waiting: 3, offlineSince: now - minute });
		expect(line).toMatch(/^3 changes waiting: .*as soon as there is network/);
		expect(line).not.toContain('being sent');
	});

	test('since when there is no network, and of when the list is', () => {
		const [line] = told({ offlineSince: now - 2 * minute, listOf: now - 5 * minute });
		expect(line).toMatch(/^Offline since \d{1,2}:03.*: .*the list of \d{1,2}:00/);
	});

	test('how far the first lists have come, and what is usable already', () => {
		const lines = syncLines({ ...calm, listOf: null, phase: 'first', first: arriving }, now);
		const progress = { label: 'People', value: 0.4, words: '4,000 of 10,000' };
		expect(lines).toMatchObject([{ kind: 'first', progress }]);
		expect(lines[0]?.text).toContain(
			'ready to be used: events and who is registered and access links.'
		);
	});

	test.each<[SyncSummary['stopped'], RegExp]>([
		['update_required', /too old: .*kept, and what you save is still sent\. Load the new version/],
		['not_a_member', /no longer a member: Maison des Arts .*kept under Needs attention/],
		['signed_out', /signed out: .*kept\. Sign in to send it/]
	])('%s says what happened, what is kept and what to do', (stopped, words) => {
		expect(told({ stopped })).toEqual([expect.stringMatching(words)]);
	});

	test('a full device says what is kept and what to do', () => {
		expect(told({ full: true })).toEqual([
			expect.stringMatching(/is full: .*kept, .*Free some space/)
		]);
	});
});

test.each(['en', 'fr', 'nl'] as const)('every state has its own words in %s', (locale) => {
	overwriteGetLocale(() => locale);
	const states: Partial<SyncSummary>[] = [
		{},
		{ waiting: 2 },
		{ offlineSince: now },
		{ attention: 2 },
		{ phase: 'first', listOf: null, first: arriving },
		{ full: true },
		{ stopped: 'update_required' },
		{ stopped: 'not_a_member' },
		{ stopped: 'signed_out' }
	];
	const short = states.map((state) => syncWords({ ...calm, ...state }, now));
	const long = states.map((state) => syncLines({ ...calm, ...state }, now)[0]?.text);
	expect(new Set(short).size).toBe(states.length);
	expect(new Set(long).size).toBe(states.length);
	overwriteGetLocale(() => 'en');
});
