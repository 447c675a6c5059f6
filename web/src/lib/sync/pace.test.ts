import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

/** Answers that took so many ms; null: none came. */
const after = (...answers: (number | null)[]): number => {
	const pace = new Pace();
	for (const ms of answers) {
		if (ms === null) pace.slower();
		else pace.took(ms);
	}
	return pace.value;
};

test.each([
	['begins as usual', [], 1],
	['an answer that comes soon, and the next brings more', [200], 2],
	['but not more and more', [200, 200, 200], 2],
	['neither soon nor late, and all stays', [200, 3000], 2],
	['late, and the next brings less', [8000], 0.5],
	['none, and less is asked for', [null, null], 0.25],
	['but not less and less', [null, null, null, null, null, null], 0.125],
	['it recovers', [null, null, 100, 100], 1]
] as const)('%s', (_, answers, expected) => {
	expect(after(...answers)).toBe(expected);
});
