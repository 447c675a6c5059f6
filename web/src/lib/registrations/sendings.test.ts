import type { MailState } from '@foyer/shared/registrations';
import { expect, test } from 'vitest';
import { Sendings } from './sendings.ts';

type Step = ['send', mailing: string, rows: Record<string, MailState>] | ['undo', mailing: string];

test.each<[string, Step[], number[]]>([
	[
		'one',
		[
			['send', 'a', { ines: 'sent' }],
			['undo', 'a']
		],
		[0]
	],
	[
		'where a confirmation waited',
		[
			['send', 'a', { ines: 'queued' }],
			['undo', 'a']
		],
		[1]
	],
	[
		'the second of two: the first goes',
		[
			['send', 'a', { ines: 'not_sent' }],
			['send', 'b', { ines: 'queued', tom: 'sent' }],
			['undo', 'b'],
			['undo', 'a']
		],
		[1, 0]
	],
	[
		'the first of two: the second goes',
		[
			['send', 'a', { ines: 'not_sent' }],
			['send', 'b', { ines: 'queued' }],
			['undo', 'a'],
			['undo', 'b']
		],
		[1, 0]
	],
	[
		'the first had gone',
		[
			['send', 'a', { ines: 'not_sent' }],
			['send', 'b', { ines: 'sent' }],
			['undo', 'b']
		],
		[0]
	],
	[
		'the middle of three, then the others',
		[
			['send', 'a', { ines: 'not_sent' }],
			['send', 'b', { ines: 'queued' }],
			['send', 'c', { ines: 'queued' }],
			['undo', 'b'],
			['undo', 'a'],
			['undo', 'c']
		],
		[1, 1, 0]
	],
	[
		'pressed twice',
		[
			['send', 'a', { ines: 'queued' }],
			['undo', 'a'],
			['undo', 'a']
		],
		[1, 0]
	]
])('who is mailed all the same when a sending is taken back: %s', (_name, steps, going) => {
	const sendings = new Sendings();
	const told = steps.flatMap((step) => {
		if (step[0] === 'undo') return [sendings.takeBack(step[1])];
		const rows = Object.entries(step[2]).map(([id, mailState]) => ({ id, mailState }));
		sendings.add(step[1], rows);
		return [];
	});
	expect(told).toEqual(going);
});
