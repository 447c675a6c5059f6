import { expect, test } from 'vitest';
import { fewAtATime, oneAtATime } from './gate.ts';

/** Where somebody who asked to be let through stands. */
function ask(gate: ReturnType<typeof oneAtATime>) {
	const asker = { inside: false, leave: () => {} };
	void gate.enter().then((leave) => Object.assign(asker, { inside: true, leave }));
	return asker;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('as many as may are let through, the others in the order in which they asked', async () => {
	const gate = fewAtATime(2);
	const askers = Array.from({ length: 5 }, () => ask(gate));
	const inside = () => askers.map((asker) => asker.inside);
	await settled();
	expect(inside()).toEqual([true, true, false, false, false]);
	askers[1]?.leave();
	askers[1]?.leave();
	await settled();
	expect(inside()).toEqual([true, true, true, false, false]);
	for (const { leave } of askers.slice(0, 3)) leave();
	await settled();
	expect(inside()).toEqual([true, true, true, true, true]);
});

test('whoever leaves while nobody waits makes room for who comes later', async () => {
	const gate = oneAtATime();
	(await gate.enter())();
	const asker = ask(gate);
	await settled();
	expect(asker.inside).toBe(true);
	expect(ask(gate).inside).toBe(false);
});
