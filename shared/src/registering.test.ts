import { expect, test } from 'vitest';
import type { Event } from './events.ts';
import type { Person } from './people.ts';
import { registrationMeant } from './registering.ts';
import { admitRegistrations, admitRegistrations1 } from './registration-mutations.ts';
import type { Registration } from './registrations.ts';
import { allLevels } from './team.ts';

function rowsOf(texts: readonly string[]): Registration[] {
	return texts.map((text) => {
		const [id = '', personId = '', status] = text.split(' ');
		return { id, personId, status } as Registration;
	});
}

test.each([
	['nobody', [], undefined],
	['their own', ['r2 ines registered', 'r1 twin registered'], 'r2'],
	['one that stands before their own cancelled', ['r1 ines cancelled', 'r2 twin registered'], 'r2'],
	['one that waits stands too', ['r1 ines cancelled', 'r2 twin waiting_list'], 'r2'],
	['by id', ['r1 ines cancelled', 'r3 twin registered', 'r2 other registered'], 'r2'],
	['also where they have none', ['r2 twin cancelled', 'r3 other registered'], 'r3'],
	['their own where none stands', ['r1 twin cancelled', 'r2 ines cancelled'], 'r2'],
	['no other’s that was cancelled', ['r1 twin cancelled'], undefined]
])('whose registration is meant: %s', (_, texts, id) => {
	const rows = rowsOf(texts);
	expect(registrationMeant('ines', rows)?.id).toBe(id);
	expect(registrationMeant('ines', rows.toReversed())?.id).toBe(id);
});

// All of them are of one person, whom the others were merged into.
test.each([
	['beside one of who was merged', ['r1 ines cancelled', 'r2 twin registered'], ['ines'], null],
	['beside one that waits', ['r1 ines cancelled', 'r2 twin waiting_list'], ['ines'], null],
	[
		'of who was merged beside their own',
		['r1 ines registered', 'r2 twin cancelled'],
		['twin'],
		null
	],
	['where none stands', ['r1 ines cancelled', 'r2 twin cancelled'], ['ines'], ['r1']],
	[
		'of who was merged, where none stands',
		['r1 ines cancelled', 'r2 twin cancelled'],
		['twin'],
		['r2']
	],
	['one of two', ['r1 ines cancelled', 'r2 twin cancelled'], ['twin', 'ines'], ['r2']],
	['from the waiting list', ['r1 ines waiting_list', 'r2 twin registered'], ['ines'], ['r1']],
	['that stands already', ['r1 ines registered', 'r2 twin registered'], ['ines'], []]
])('a place is given back once: %s', (_, texts, personIds, given) => {
	const rows = rowsOf(texts);
	const ids = new Set(rows.map(({ personId }) => personId));
	const meant = registrationMeant('ines', rows);
	const facts = {
		event: { id: 'e', deletedAt: null } as Event,
		people: new Map([...ids].map((id) => [id, { id: 'ines' } as Person])),
		registrations: new Map(rows.map((row) => [row.personId, row])),
		registered: new Map(meant && [['ines', meant]])
	};
	const actor = {
		...{ kind: 'member' as const, userId: 'u', host: true },
		...{ levels: allLevels('manage'), events: 'all' as const }
	};
	const args = { eventId: 'e', mailing: 'm', personIds };
	for (const { decide } of [admitRegistrations, admitRegistrations1]) {
		const decision = decide(args, facts, { actor, now: 0 });
		const writes = decision.ok && decision.writes.map((one) => one.write === 'patch' && one.id);
		expect(decision.ok ? writes : decision.refusal).toEqual(given ?? 'registered_already');
	}
	// What an undo puts back is as it was before, two places too.
	const undone = admitRegistrations.decide({ ...args, undoing: true }, facts, { actor, now: 0 });
	const asked = rows.filter(({ personId }) => personIds.includes(personId));
	const changes = asked.filter(({ status }) => status !== 'registered');
	expect(undone.ok && undone.writes).toHaveLength(changes.length);
});
