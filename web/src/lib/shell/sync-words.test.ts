import { describe, expect, test } from 'vitest';
import { syncKind, syncWords, type SyncSummary } from './sync-words.ts';

const now = Date.UTC(2026, 10, 22, 14, 5);
const calm: SyncSummary = {
	waiting: 0,
	oldestWaitingAt: null,
	offlineSince: null,
	listOf: now - 1000,
	attention: 0,
	phase: 'idle'
};

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
		['a refusal', { attention: 1, offlineSince: now, waiting: 2 }, 'attention']
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
