import { expect, test } from 'vitest';
import type { Decision } from './mutation.ts';
import { deleteView, saveView, type SavedView } from './saved-views.ts';
import { allLevels, type Actor, type MemberActor } from './team.ts';

const ines: MemberActor = {
	kind: 'member',
	userId: 'ines',
	host: false,
	levels: allLevels('none'),
	events: []
};
const jan: MemberActor = { ...ines, userId: 'jan' };
const args = { id: 'v', list: 'people', name: 'Lyon', query: 'q=lyon', columns: null } as const;
const view: SavedView = { ...args, userId: 'ines', createdAt: 0, deletedAt: 5 };
const refusalOf = (decision: Decision) => (decision.ok ? null : decision.refusal);

test.each<[string, SavedView | undefined, Actor, string | null]>([
	['a new one', undefined, ines, null],
	['one’s own again, deleted meanwhile', view, ines, null],
	['another’s', view, jan, 'missing'],
	['an attendee’s', undefined, { kind: 'attendee' }, 'not_allowed']
])('saving %s', (_, same, actor, refusal) => {
	const decision = saveView.decide(args, { same }, { actor, now: 1 });
	expect(refusalOf(decision)).toBe(refusal);
	if (decision.ok && same)
		expect(decision.writes).toMatchObject([{ write: 'patch', fields: { deletedAt: null } }]);
});

test.each<[string, SavedView | undefined, Actor, string | null]>([
	['one’s own', view, ines, null],
	['another’s', view, jan, 'missing'],
	['none', undefined, ines, 'missing']
])('deleting %s', (_, of, actor, refusal) => {
	expect(refusalOf(deleteView.decide({ id: 'v' }, { view: of }, { actor, now: 1 }))).toBe(refusal);
});
