import { expect, test } from 'vitest';
import { openTestContext } from '../../api/src/testing/context.ts';
import { crashAtWrite } from './crash.ts';
import type { Moment } from './power.ts';

test.for<Moment>(['before the commit', 'after the commit'])(
	'a tab killed %s of any of its writes loses nothing and does nothing twice',
	{ timeout: 300_000 },
	async (moment) => {
		const context = await openTestContext();
		let write = 1;
		while (await crashAtWrite(context, write, moment)) write++;
		expect(write).toBeGreaterThan(10);
	}
);
