import { describe, expect, test } from 'vitest';
import { readChanges, writeChanges, type Changes, type ChangesOwner } from './changes-file.ts';

const id = (digit: string) =>
	`${digit.repeat(8)}-0000-4000-8000-${digit.repeat(12)}` as `${string}-${string}`;

const owner: ChangesOwner = {
	user: { id: id('1'), name: 'Inès' },
	organisation: { id: id('2'), name: 'Maison des Arts' }
};
const changes: Changes = {
	waiting: [
		{
			entry: id('3'),
			name: 'people.add@1',
			args: { id: id('4'), firstName: 'Zoë' },
			occurredAt: 1_790_000_000_000
		},
		{ entry: id('5'), name: 'later.version@9', args: [1], occurredAt: 0 }
	],
	refused: [
		{
			entry: id('6'),
			name: 'people.delete@1',
			args: { ids: [id('4')] },
			occurredAt: 1,
			refusal: 'missing',
			at: 2
		}
	]
};

const file = writeChanges(owner, changes, 5);
const edited = (edit: (file: Record<string, unknown> & Changes) => void) => {
	const value = JSON.parse(file) as Record<string, unknown> & Changes;
	edit(value);
	return JSON.stringify(value);
};

test('what is written is read again', () => {
	expect(readChanges(file, owner)).toEqual(changes);
});

test('a file holds what was entered, and nothing of the device', () => {
	const kept = { ...changes.waiting[0], id: 7, clientId: 'device', outcome: null } as never;
	const text = writeChanges(
		{ ...owner, actor: 'rights' } as never,
		{ waiting: [], refused: [] },
		5
	);
	expect(text).not.toContain('rights');
	expect(Object.keys(JSON.parse(text) as object)).toEqual([
		'format',
		'version',
		'savedAt',
		'user',
		'organisation',
		'waiting',
		'refused'
	]);
	expect(readChanges(writeChanges(owner, { waiting: [kept], refused: [] }, 5), owner)).toEqual({
		waiting: [changes.waiting[0]],
		refused: []
	});
});

describe('a file that is not loaded', () => {
	test.each<[string, string]>([
		['nothing', ''],
		['no JSON', 'PK\u0003\u0004'],
		['cut off', file.slice(0, -30)],
		['other JSON', '{"version":1,"waiting":[]}'],
		['a list', '[]'],
		['null', 'null'],
		[
			'without its entries',
			edited(({ waiting }) => delete (waiting[0] as { entry?: string }).entry)
		],
		['an entry that is no id', edited(({ waiting }) => (waiting[0]!.entry = 'x'))],
		['a time that is none', edited(({ waiting }) => (waiting[0]!.occurredAt = -1))],
		['arguments of the wrong kind', edited(({ waiting }) => (waiting[0]!.args = { id: 'x' }))],
		['refused ones too', edited(({ refused }) => (refused[0]!.args = { ids: 'all' }))]
	])('is unreadable: %s', (_, text) => {
		expect(readChanges(text, owner)).toEqual({ problem: 'unreadable' });
	});

	test('is of a newer version', () => {
		const text = edited((value) => Object.assign(value, { version: 2, waiting: 'another form' }));
		expect(readChanges(text, owner)).toEqual({ problem: 'newer' });
	});

	test('is of another organisation, or of somebody else', () => {
		const elsewhere = { ...owner, organisation: { id: id('7'), name: 'Elsewhere' } };
		expect(readChanges(file, elsewhere)).toEqual({
			problem: 'other_organisation',
			name: 'Maison des Arts'
		});
		expect(readChanges(file, { ...owner, user: { id: id('7'), name: 'Jan' } })).toEqual({
			problem: 'other_person',
			name: 'Inès'
		});
	});
});

test('a reason that only a newer version knows keeps the change', () => {
	const text = edited(({ refused }) => (refused[0]!.refusal = 'too_beautiful' as never));
	expect(readChanges(text, owner)).toMatchObject({ refused: [{ refusal: 'internal' }] });
});
