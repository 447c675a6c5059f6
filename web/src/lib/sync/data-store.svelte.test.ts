import { Dexie } from 'dexie';
import { fragments, type FragmentName } from '@foyer/shared/entities';
import { scopeOf } from '@foyer/shared/scopes';
import {
	unpacked,
	type FragmentChange,
	type Membership,
	type PullAnswer,
	type WireRow
} from '@foyer/shared/sync';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DataStore, rowsOf, type Chunk, type StoredRows } from './data-store.ts';
import { openData, openQueue, type DeviceOwner } from './device.ts';
import { LocalReplica } from './replica.ts';
import { allOf, ofEvent, peoplePartition } from './partitions.ts';
import { RowTable } from './row-table.ts';

afterEach(() => void vi.restoreAllMocks());

const eventId = crypto.randomUUID();
const scope = scopeOf('people', null);
const eventScope = scopeOf('event', '*');
const ids = (count: number) => Array.from({ length: count }, () => crypto.randomUUID() as string);

function wire(fragment: FragmentName, id: string, values: Record<string, unknown>): WireRow {
	return [id, ...fragments[fragment].columns.map((column) => values[column] ?? null)];
}

const people = (of: readonly string[], firstName: string, gone: string[] = []): FragmentChange => ({
	fragment: 'people',
	event: null,
	rows: of.map((id) => wire('people', id, { firstName, lastName: '' })),
	gone
});

const answer = (changes: FragmentChange[], more = false, at = scope): PullAnswer => ({
	membership: {} as Membership,
	removed: [],
	scopes: [{ scope: at, reset: false, changes, cursor: { version: 1, commit: 'c' } }],
	lastMutationId: 0,
	more,
	serverTime: 1,
	lease: 1000
});

let data: DataStore;
beforeEach(() => {
	data = new DataStore(`test-${crypto.randomUUID()}`);
	return () => data.delete();
});

async function store(...changes: FragmentChange[]): Promise<void> {
	await data.store(answer(changes), await data.state('client'), 'client');
}

const firstNames = async () =>
	rowsOf(await data.load(peoplePartition)).flatMap(({ rows }) => rows.map(([, name]) => name));

describe('a device of the first version', () => {
	/** What the first version kept, with its queue. */
	async function oldDevice(owner: DeviceOwner): Promise<void> {
		const name = `${owner.userId}-${owner.organisationId}`;
		const old = new Dexie(`foyer-data-${name}`);
		old.version(1).stores({
			segments: '++key, scope',
			rows: '[scope+fragment+id], scope',
			state: ''
		});
		const [one = '', two = ''] = ids(2);
		await old.table('segments').add({ scope, fragment: 'people', rows: [[one, 'Old']] });
		await old.table('rows').add({ scope, fragment: 'people', id: two, row: [two, 'Old'] });
		await old
			.table('state')
			.put({ sequence: 7, cursors: { [scope]: { version: 9, commit: 'x' } }, listOf: 1 }, 'state');
		old.close();
		const queue = openQueue(owner);
		await queue.add([{ name: 'people.add@1', args: { id: one }, occurredAt: 1 }]);
		queue.close();
	}

	test('fetches all rows anew; what waits stays as it is', async () => {
		const owner = { userId: crypto.randomUUID(), organisationId: crypto.randomUUID() };
		await oldDevice(owner);
		const opened = openData(owner);
		const asked: unknown[] = [];
		const server = {
			pull: async ({ cursors }: { cursors: unknown }) => {
				asked.push(cursors);
				return answer([people(ids(1), 'New')]);
			}
		};
		const replica = new LocalReplica({ organisationId: '', server, data: opened, now: Date.now });
		const state = await replica.state('client');
		expect(state).toMatchObject({ sequence: 0, cursors: {}, listOf: null });
		expect(await opened.partitions()).toEqual([]);
		expect(await replica.pull('client', state)).toMatchObject({ ok: true });
		expect(asked).toEqual([{}]);
		const changes = rowsOf(await opened.load(peoplePartition));
		expect(changes.flatMap(({ rows }) => rows.map(([, name]) => name))).toEqual(['New']);
		const queue = openQueue(owner);
		expect((await queue.changes()).waiting).toMatchObject([{ name: 'people.add@1' }]);
		await queue.delete();
		await opened.delete();
	});
});

describe('a device that held contacts for themselves', () => {
	const basic = 'people.basic';
	const contact = 'people.contact';
	const cursor = (version: number, more: object = {}) => ({
		version,
		commit: `c${version}`,
		...more
	});
	const [one = '', two = '', gone = ''] = ids(3);
	const values = (firstName: string) => [firstName, '', '', null, null, 1, null, ['g'], {}, []];
	const segment = (scope: string, fragment: string, rows: unknown[][]) => ({
		...{ scope, fragment, partition: peoplePartition, sequence: 1, whole: true },
		...{ count: rows.length, rows: JSON.stringify(rows) }
	});

	/** What the version before this kept of three people, and a field of the organisation's own. */
	async function opened(cursors: object): Promise<DataStore> {
		const name = `test-${crypto.randomUUID()}`;
		const old = new Dexie(name);
		old.version(2).stores({
			segments: '++key, scope, partition, sequence',
			rows: '[scope+fragment+id], scope, partition, sequence',
			counts: 'partition',
			state: ''
		});
		await old.table('segments').bulkAdd([
			segment(
				basic,
				'people',
				[one, two, gone].map((id) => [id, ...values('Ada')])
			),
			segment(contact, 'peopleContacts', [
				[one, 'one@example.org', '1', 'Vegan'],
				[two, 'two@example.org', '', '']
			]),
			segment(basic, 'people', [[two, ...values('Bo')]])
		]);
		const single = { partition: peoplePartition, sequence: 2 };
		await old.table('rows').bulkAdd([
			{
				...single,
				scope: contact,
				fragment: 'peopleContacts',
				id: one,
				row: [one, 'later@example.org', '1', '']
			},
			{ ...single, scope: basic, fragment: 'people', id: gone, row: null },
			{
				...single,
				partition: allOf('customFields'),
				scope: basic,
				fragment: 'customFields',
				id: 'f',
				row: ['f', 'Diet']
			}
		]);
		await old
			.table('state')
			.put({ sequence: 2, cursors: { event: cursor(9), ...cursors }, listOf: 1 }, 'state');
		old.close();
		data = new DataStore(name);
		return data;
	}

	test('shows people with them, and goes on where it stood', async () => {
		const upgraded = await opened({ [basic]: cursor(9), [contact]: cursor(8) });
		const { cursors, sequence } = await upgraded.state('client');
		expect(cursors).toEqual({ event: cursor(9), people: cursor(8) });
		expect(sequence).toBe(2);
		const table = new RowTable(peoplePartition);
		table.take(rowsOf(await upgraded.load(peoplePartition)).map((rows) => ({ ...rows, gone: [] })));
		expect([...table.rows.values()]).toMatchObject([
			{
				id: one,
				firstName: 'Ada',
				groupIds: ['g'],
				email: 'later@example.org',
				phone: '1',
				note: ''
			},
			{ id: two, firstName: 'Bo', email: 'two@example.org' }
		]);
		const [fields] = rowsOf(await upgraded.load(allOf('customFields')));
		expect(fields?.rows).toEqual([['f', 'Diet']]);
		const left = { ...answer([]), scopes: [], removed: [scopeOf('people', null)] };
		await upgraded.store(left, await upgraded.state('client'), 'client');
		expect(await upgraded.partitions()).toEqual([]);
	});

	test('begins anew where it lacked some of them', async () => {
		const after = ['people', '', one];
		const upgraded = await opened({ [basic]: cursor(9, { after }), [contact]: cursor(9) });
		expect((await upgraded.state('client')).cursors).toEqual({ event: cursor(9) });
		expect(await upgraded.partitions()).toEqual([]);
	});
});

describe('what has been overtaken', () => {
	/** People of whom most changed twice, some of them again, and a few left. */
	async function mostlyChanged(): Promise<string[]> {
		const all = ids(2200);
		await store(people(all, 'Ada'));
		await store(people(all.slice(0, 2100), 'Bo'));
		await store(people(all.slice(0, 2100), 'Cy'));
		await store(people(all.slice(0, 5), 'Di', all.slice(100, 110)));
		return all;
	}

	test('is written anew once, and is the same then', async () => {
		await mostlyChanged();
		const before = (await firstNames()).sort();
		expect((await data.load(peoplePartition)).worn).toBe(true);
		await data.compact(peoplePartition);
		expect((await firstNames()).sort()).toEqual(before);
		expect((await data.load(peoplePartition)).worn).toBe(false);
	});

	test('is told to a tab that was behind', async () => {
		const all = await mostlyChanged();
		await data.compact(peoplePartition);
		const news = await data.news(1);
		const gone = news?.changes.flatMap((change) => change.gone) ?? [];
		expect(gone.sort()).toEqual(all.slice(100, 110).sort());
		const named = new Map(
			news?.changes.flatMap(({ rows }) => unpacked(rows).map(([id, name]) => [id, name]))
		);
		expect(all.slice(0, 6).map((id) => named.get(id))).toEqual([
			...Array<string>(5).fill('Di'),
			'Cy'
		]);
	});

	test('keeps nobody from reading where there is no room to write', async () => {
		await mostlyChanged();
		vi.spyOn(data, 'compact').mockRejectedValue(new DOMException('', 'QuotaExceededError'));
		const server = { pull: () => Promise.reject(new Error('away')) };
		const replica = new LocalReplica({ organisationId: '', server, data, now: Date.now });
		let chunks = 0;
		await replica.read(peoplePartition, () => void chunks++);
		expect(chunks).toBeGreaterThan(3);
	});
});

describe('the order in which people are read', () => {
	const named = (of: Record<string, string>, gone: string[] = []): FragmentChange => ({
		...people([], '', gone),
		rows: Object.entries(of).map(([id, lastName]) =>
			wire('people', id, { firstName: 'Ada', lastName })
		)
	});
	const namesOf = (chunks: Chunk[], ordered: boolean) =>
		chunks
			.filter((chunk) => chunk.fragment === 'people' && chunk.ordered === ordered)
			.flatMap(({ rows }) => unpacked(rows).map(([, , lastName]) => lastName));

	/** More people than are read as they came, in an order of their own. */
	async function many() {
		const all = ids(2600);
		const name = (index: number) => `É${String((index * 7) % 2600).padStart(4, '0')}`;
		await store(named(Object.fromEntries(all.map((id, index) => [id, name(index)]))));
		return { all, sorted: all.map((_, index) => name(index)).sort() };
	}

	test('is by name, page by page, once they were written anew', async () => {
		const { sorted } = await many();
		expect((await data.load(peoplePartition)).worn).toBe(true);
		await data.compact(peoplePartition);
		const { chunks, worn } = await data.load(peoplePartition);
		expect(worn).toBe(false);
		expect(namesOf(chunks, true)).toEqual(sorted);
		expect(chunks.map(({ rows }) => unpacked(rows).length)).toEqual([2500, 100]);
	});

	test('begins with what came later, and each row is as it is now', async () => {
		const { all, sorted } = await many();
		await data.compact(peoplePartition);
		const [one = '', two = '', three = '', gone = ''] = all;
		const changed = all.slice(10, 2200);
		await store(named(Object.fromEntries(changed.map((id) => [id, 'Earlier']))));
		await store(named(Object.fromEntries(changed.map((id) => [id, 'Later']))));
		await store(named({ [one]: 'A', [two]: 'B', [three]: 'C' }, [gone]));
		const { chunks } = await data.load(peoplePartition);
		const firstOrdered = chunks.findIndex(({ ordered }) => ordered);
		expect(chunks.slice(firstOrdered).every(({ ordered }) => ordered)).toBe(true);
		expect(namesOf(chunks, true)).toEqual(sorted);
		const names = rowsOf({ chunks }).find(({ fragment }) => fragment === 'people')?.rows;
		const later = new Map(names?.map(([id, , lastName]) => [id, lastName]));
		expect(later.size).toBe(all.length - 1);
		expect([one, two, three, all[10], all[2199]].map((id) => later.get(id ?? ''))).toEqual([
			...['A', 'B', 'C', 'Later', 'Later']
		]);
		await data.compact(peoplePartition);
		const anew = await data.load(peoplePartition);
		expect(anew.worn).toBe(false);
		const sortedRows = (stored: Pick<StoredRows, 'chunks'>) =>
			rowsOf(stored).map(({ fragment, rows }) => [fragment, rows.map(String).sort()]);
		expect(new Map(sortedRows(anew) as never)).toEqual(new Map(sortedRows({ chunks }) as never));
	});

	test('is not made while a first sync is bringing more of them', async () => {
		const all = ids(2600);
		const page = answer([named(Object.fromEntries(all.map((id) => [id, id])))], true);
		await data.store(page, await data.state('client'), 'client');
		await data.compact(peoplePartition);
		expect((await data.load(peoplePartition)).chunks.some(({ ordered }) => ordered)).toBe(false);
	});
});

test('what a tab missed is read in pieces where it is a whole first sync', async () => {
	await store(people(ids(20), 'Ada'));
	expect(await data.news(0)).not.toBeNull();
	for (let page = 0; page < 41; page++) await store(people(ids(20), 'Bo'));
	expect(await data.news(1)).toBeNull();
	expect(await data.news(2)).not.toBeNull();
});

describe('what an event’s registrations come to', () => {
	const register = async (...of: [status: string, mailState: string, email: string | null][]) => {
		const those = ids(of.length);
		const change = (fragment: FragmentName, rows: WireRow[]) => ({
			fragment,
			event: eventId,
			rows,
			gone: []
		});
		const rows = of.map(([status, mailState], index) =>
			wire('registrations', those[index] ?? '', { status, mailState, personId: those[index] })
		);
		const contacts = of.map(([, , email], index) =>
			wire('registrationContacts', those[index] ?? '', { email })
		);
		const changes = [change('registrations', rows), change('registrationContacts', contacts)];
		await data.store(answer(changes, false, eventScope), await data.state('client'), 'client');
	};
	const counts = async () => (await data.counts([ofEvent(eventId)]))[0];

	test('is counted, and anew when they change', async () => {
		await register(['registered', 'not_sent', 'a@b'], ['cancelled', 'rejected', 'c@d']);
		expect(await counts()).toEqual({ registered: 1, rejected: 0, unsent: 1, erasures: 0 });
		await register(['registered', 'rejected', 'e@f'], ['registered', 'not_sent', null]);
		expect(await counts()).toEqual({ registered: 3, rejected: 1, unsent: 1, erasures: 0 });
	});

	test('is counted on a device without room to note it', async () => {
		await register(['registered', 'sent', 'a@b']);
		const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
			throw new DOMException('', 'QuotaExceededError');
		});
		expect(await counts()).toMatchObject({ registered: 1 });
		expect(put).toHaveBeenCalled();
	});
});
