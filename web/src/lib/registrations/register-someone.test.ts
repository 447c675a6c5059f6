import { fragments, fragmentNames, isByEvent } from '@foyer/shared/entities';
import { registerSomeone } from '@foyer/shared/registration-mutations';
import { allLevels, type MemberActor } from '@foyer/shared/team';
import type { FragmentChange } from '@foyer/shared/sync';
import { expect, test } from 'vitest';
import { eventLike } from '../events/testing.ts';
import { allOf, ofEvent, partitionOf, peoplePartition } from '../sync/partitions.ts';
import { RowTable } from '../sync/row-table.ts';
import { ServerRows } from '../sync/server-rows.ts';
import { ShownRows } from '../sync/shown-rows.ts';
import { registrationLike } from './testing.ts';

const event = eventLike({ capacity: 2 });
const now = event.startsAt;
const limited: MemberActor = {
	kind: 'member',
	userId: 'u',
	host: false,
	levels: { ...allLevels('none'), events: 'view', people: 'edit' },
	events: [event.id]
};

/** What a device of one event holds: the event and its registrations, nobody of the directory. */
function deviceRows() {
	const rows = new ServerRows();
	for (const partition of [allOf('events'), peoplePartition, ofEvent(event.id)])
		rows.attach(partition, new RowTable(partition));
	const held = { events: [event], registrations: [registrationLike({ eventId: event.id })] };
	for (const name of fragmentNames) {
		const { entity, columns } = fragments[name];
		if (entity !== 'events' && entity !== 'registrations') continue;
		const wire = (held[entity] as { id: string }[]).map((row): [string, ...unknown[]] => [
			row.id,
			...columns.map((column) => (row as unknown as Record<string, unknown>)[column] ?? null)
		]);
		const of = isByEvent(name) ? event.id : null;
		const change: FragmentChange = { fragment: name, event: of, rows: wire, gone: [] };
		rows.take(partitionOf(change), [change]);
	}
	return rows;
}

test('a device of one event shows who was registered by hand before the server knows', () => {
	const server = deviceRows();
	const shown = new ShownRows(server);
	const register = (n: number) => {
		const args = {
			eventId: event.id,
			id: `p${n}`,
			registrationId: `r${n}`,
			firstName: `Guest ${n}`,
			lastName: '',
			email: `guest${n}@example.org`,
			confirmations: 'later' as const
		};
		const answers = shown.answer(registerSomeone.questions(args));
		const decision = registerSomeone.decide(args, answers, { actor: limited, now });
		if (decision.ok) shown.write(decision.writes);
		return decision.ok;
	};
	expect([register(1), register(2)]).toEqual([true, true]);
	const mine = [...shown.registrationsOf(event.id)].filter(({ id }) => id.startsWith('r'));
	expect(mine).toMatchObject([
		{ id: 'r1', firstName: 'Guest 1', email: 'guest1@example.org', status: 'registered' },
		{ id: 'r2', firstName: 'Guest 2', status: 'waiting_list' }
	]);
	expect(shown.isTouched('registrations', 'r1')).toBe(true);
});
