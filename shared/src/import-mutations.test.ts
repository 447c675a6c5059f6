import { describe, expect, test } from 'vitest';
import { undoImport } from './import-mutations.ts';
import {
	fieldChangesIn,
	mostKept,
	putBack,
	type Import,
	type ImportTrace,
	type MadeGroup
} from './imports.ts';
import { newPerson } from './people-mutations.ts';
import type { Person } from './people.ts';
import type { Registration } from './registrations.ts';
import { allLevels, type MemberActor } from './team.ts';

const host: MemberActor = {
	...{ kind: 'member', userId: 'u', host: true },
	...{ levels: allLevels('manage'), events: 'all' }
};
const limited: MemberActor = { ...host, host: false, events: ['e'] };
const reader: MemberActor = { ...host, host: false, levels: allLevels('view') };

const ada: Person = {
	...newPerson({ id: 'ada', firstName: 'Ada', company: 'Old', email: 'ada@example.org' }, 0),
	...{ groupIds: ['press'], custom: { table: 4 } }
};
const of: Import = {
	...{ id: 'i', userId: 'u', userName: '', fileName: 'f', eventId: null, rowCount: 1, parts: 2 },
	...{ made: 1, changed: 1, registered: 1, createdAt: 0, undoneAt: null, undoneParts: [] },
	...{ removed: 0, putBack: 0, cancelled: 0, kept: { count: 0, people: [] } }
};
const registration = { id: 'r', personId: 'ada', status: 'registered' } as Registration;
const registered = {
	row: registration,
	after: 'registered' as const,
	opened: false,
	touched: false,
	mailed: false,
	unheard: false
};
const trace = (more: Partial<ImportTrace> = {}): ImportTrace => ({
	...{ person: ada, made: false, touched: false, changes: [], registration: null },
	...more
});

function undoing(
	traces: ImportTrace[],
	answers: { of?: Import | undefined } = { of },
	actor = host,
	groups: MadeGroup[] = []
) {
	const eventId = answers.of?.eventId ?? null;
	return undoImport.decide(
		{ importId: 'i', part: 0, eventId },
		{ of: answers.of, traces, groups },
		{ actor, now: 9 }
	);
}

const done = (traces: ImportTrace[]) => {
	const decision = undoing(traces);
	if (!decision.ok) throw new Error(decision.refusal);
	const patches = decision.writes.map((one) => (one.write === 'patch' ? one : null));
	const noted = patches.find((one) => one?.entity === 'imports')?.fields as Partial<Import>;
	return {
		people: patches.find((one) => one?.entity === 'people')?.fields,
		registration: patches.find((one) => one?.entity === 'registrations')?.fields,
		...noted
	};
};

describe('what an import changed is put back', () => {
	const after: Partial<Omit<Person, 'id'>> = {
		...{ company: 'New', custom: { table: 5, diet: 'Vegan' }, groupIds: ['press', 'choir'] }
	};
	const changes = fieldChangesIn(ada, after);
	const imported: Person = { ...ada, ...after };

	test.each<[string, Partial<Person>, Partial<Person>, boolean]>([
		['as it was left', {}, { company: 'Old', custom: { table: 4 }, groupIds: ['press'] }, false],
		['a value changed again stays', { company: 'Newest' }, { custom: { table: 4 } }, true],
		['a value put back already', { company: 'Old' }, { custom: { table: 4 } }, false],
		[
			'other values stay',
			{ phone: '1', custom: { table: 5, diet: 'Vegan', vip: true } },
			{ custom: { table: 4, vip: true } },
			false
		],
		[
			'an own value changed again',
			{ custom: { table: 6, diet: 'Vegan' } },
			{ custom: { table: 6 } },
			true
		],
		['another group was joined', { groupIds: ['choir', 'brass'] }, { groupIds: ['brass'] }, false],
		['the group was left', { groupIds: ['press'] }, { company: 'Old' }, false]
	])('%s', (_, since, fields, edited) => {
		const back = putBack({ ...imported, ...since }, changes);
		expect(back.fields).toMatchObject(fields);
		expect(back.edited).toBe(edited);
	});

	test('two changes of one value are put back one after the other', () => {
		const twice = [
			{ field: 'company', before: 'New', after: 'Newer' },
			{ field: 'company', before: 'Old', after: 'New' }
		];
		expect(putBack({ ...ada, company: 'Newer' }, twice).fields).toEqual({ company: 'Old' });
		expect(putBack({ ...ada, company: 'Between' }, twice)).toEqual({ fields: {}, edited: true });
	});
});

describe('taking a part of an import back', () => {
	test('how many confirmations had gone to those who are taken back is told', () => {
		const mailed = { made: true, registration: { ...registered, mailed: true } };
		const stays = { made: true, registration: { ...registered, mailed: true, opened: true } };
		const traces = [trace(mailed), trace({ registration: registered }), trace(stays)];
		const forEvent = { of: { ...of, eventId: 'e' } };
		expect(undoing(traces, forEvent)).toMatchObject({
			notices: [{ notice: 'mails_gone', eventId: 'e', count: 1, of: 2 }]
		});
		expect(undoing(traces.slice(1), forEvent)).toMatchObject({ notices: [] });
	});

	test('a registration of which nobody has heard is gone, as though never made', () => {
		const unheard = { made: true, registration: { ...registered, unheard: true } };
		const told = { made: true, registration: registered };
		const opened = { made: true, registration: { ...registered, unheard: true, opened: true } };
		const forEvent = { of: { ...of, eventId: 'e' } };
		const gone = { effect: 'unregister', eventId: 'e', registrationIds: ['r'] };
		expect(undoing([trace(unheard)], forEvent)).toMatchObject({ effects: [gone] });
		expect(undoing([trace(told), trace(opened)], forEvent)).toMatchObject({ effects: [] });
	});

	const bare = { ...ada, firstName: '', lastName: '', email: null };
	test.each<[string, Partial<Person>, boolean, Partial<Person> | undefined, number]>([
		// The name was cleared once the import had brought an address: it stays.
		['their address', { email: 'a@b.org' }, true, { company: 'Old' }, 1],
		['their name', { firstName: 'Ada', lastName: 'L' }, true, { company: 'Old', firstName: '' }, 1],
		// They were told by nothing before the import either.
		['nothing', { email: 'a@b.org' }, false, { company: 'Old', email: null }, 0]
	])(
		'who would be left without a name and an address keeps %s',
		(_, given, touched, fields, count) => {
			const after = { ...given, company: 'New' };
			const changes = fieldChangesIn(bare, after).map((change) =>
				change.field === 'company' ? { ...change, before: 'Old' } : change
			);
			const told = done([trace({ person: { ...bare, ...after }, touched, changes })]);
			expect(told.people).toEqual(fields);
			expect(told.kept?.count).toBe(count);
		}
	);

	const kept = (why: string) => ({ count: 1, people: [{ personId: 'ada', why }] });

	test.each<[string, Partial<ImportTrace>, object]>([
		['who is new goes', { made: true }, { people: { deletedAt: 9 }, removed: 1 }],
		['who was touched stays', { made: true, touched: true }, { removed: 0, kept: kept('touched') }],
		[
			'who was deleted is gone',
			{ made: true, touched: true, person: { ...ada, deletedAt: 5 } },
			{ people: undefined, removed: 0, kept: { count: 0 } }
		],
		[
			'with them goes their registration',
			{ made: true, registration: registered },
			{ people: { deletedAt: 9 }, registration: { status: 'cancelled' }, cancelled: 1 }
		],
		[
			'who came by their link stays, with it',
			{ made: true, registration: { ...registered, opened: true } },
			{ people: undefined, registration: undefined, kept: kept('opened') }
		],
		[
			'so does who was admitted since',
			{ made: true, registration: { ...registered, after: 'waiting_list' } },
			{ people: undefined, registration: undefined, kept: kept('touched') }
		],
		[
			'a registration that was cancelled is no hindrance',
			{
				made: true,
				registration: { ...registered, row: { ...registration, status: 'cancelled' } }
			},
			{ people: { deletedAt: 9 }, registration: undefined, cancelled: 0 }
		],
		[
			'of who was known before, the registration goes',
			{ registration: registered },
			{ people: undefined, registration: { status: 'cancelled' }, putBack: 0, cancelled: 1 }
		],
		[
			'and a value that was changed again is told of',
			{ changes: [{ field: 'company', before: '', after: 'New' }] },
			{ people: undefined, kept: kept('edited') }
		]
	])('%s', (_, more, expected) => {
		expect(done([trace(more)])).toMatchObject({
			...{ undoneAt: 9, undoneParts: [0] },
			...expected
		});
	});

	test('of very many who stay, the first are named', () => {
		const many = Array.from({ length: mostKept + 1 }, () => trace({ made: true, touched: true }));
		const { kept } = done(many);
		expect(kept?.count).toBe(mostKept + 1);
		expect(kept?.people).toHaveLength(mostKept);
	});

	test('a part is taken back once', () => {
		const again = undoing([trace({ made: true })], { of: { ...of, undoneParts: [0] } });
		expect(again).toMatchObject({ ok: true, writes: [] });
	});

	test.each<[string, Import | undefined, MemberActor, string | null]>([
		['the host', of, host, null],
		['who may look', of, reader, 'not_allowed'],
		['an import for an event, by who holds it', { ...of, eventId: 'e' }, limited, null],
		['by another', { ...of, eventId: 'e', userId: 'x' }, limited, 'missing'],
		['into the people', of, limited, 'not_allowed']
	])('%s', (_, known, actor, refusal) => {
		const decision = undoing([], { of: known }, actor);
		expect(decision.ok ? null : decision.refusal).toBe(refusal);
	});

	test('an import is taken back for the event that it was for alone', () => {
		const decision = undoImport.decide(
			{ importId: 'i', part: 0, eventId: 'e' },
			{ of, traces: [], groups: [] },
			{ actor: host, now: 9 }
		);
		expect(decision).toEqual({ ok: false, refusal: 'missing' });
	});
});

test.each<[string, ImportTrace[], string[], boolean]>([
	['nobody is in it', [], [], true],
	['who goes is in it', [trace({ made: true })], ['ada'], true],
	['somebody else is in it too', [trace({ made: true })], ['ada', 'bo'], false],
	['who stays is in it', [trace({ made: true, touched: true })], ['ada'], false],
	[
		'who was put into it is taken out',
		[
			trace({
				person: { ...ada, groupIds: ['press', 'choir'] },
				changes: [{ field: 'groupIds', before: ['press'], after: ['press', 'choir'] }]
			})
		],
		['ada'],
		true
	]
])('a group that the import made: %s', (_name, traces, memberIds, goes) => {
	const decision = undoing(traces, { of }, host, [{ id: 'choir', memberIds }]);
	const writes = decision.ok ? decision.writes : [];
	expect(writes.filter(({ entity }) => entity === 'groups')).toEqual(
		goes ? [{ write: 'patch', entity: 'groups', id: 'choir', fields: { deletedAt: 9 } }] : []
	);
});
