import type { CustomField } from '@foyer/shared/custom-fields';
import type { Condition } from '@foyer/shared/groups';
import { barePerson } from '@foyer/shared/people';
import { allLevels } from '@foyer/shared/team';
import { afterEach, expect, test } from 'vitest';
import { eventLike } from '../events/testing.ts';
import { filtered } from '../registrations/registrant-list.ts';
import { registrationLike } from '../registrations/testing.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import { until } from '../testing/until.ts';
import { standings } from './standings.ts';

const diet: CustomField = {
	...{ id: crypto.randomUUID(), name: 'Diet', kind: 'text', choices: [] },
	...{ position: 1, createdAt: 0, deletedAt: null }
};
const ana = { ...barePerson, id: crypto.randomUUID(), firstName: 'Ana', createdAt: 0 };
const [gala, ball] = [
	eventLike({ id: crypto.randomUUID() }),
	eventLike({ id: crypto.randomUUID() })
];
const row = registrationLike({
	...{ id: crypto.randomUUID(), personId: ana.id, eventId: gala.id },
	...{ firstName: 'Ana', email: null }
});

let device: TestDevice;
afterEach(() => device.close());

test.each<[string, Condition]>([
	['a field', { on: 'custom', not: true, fieldId: diet.id, is: 'equals', value: 'Vegan' }],
	['a phone', { on: 'field', not: true, field: 'phone', is: 'filled', value: '' }],
	['an address', { on: 'field', not: true, field: 'email', is: 'filled', value: '' }],
	['another event', { on: 'registered', not: true, eventId: ball.id }]
])(
	'“not” on %s fits whom a host’s device knows to be so, and nobody where it isn’t seen',
	async (_told, asked) => {
		const fits = async () => {
			await local.readFor(gala.id);
			const groups = new Map();
			await until(() => expect(standings([asked], groups).known).toBe(true));
			const of = { eventId: gala.id, groups, find: local.findPerson };
			return filtered([asked], { ...of, stand: standings([asked], groups) })(row);
		};
		const rows = { people: [ana], customFields: [diet], events: [gala], registrations: [row] };
		device = await openTestDevice(rows);
		await until(() => expect(local.person(ana.id)).toBeDefined());
		expect(await fits()).toBe(true);
		await device.close();
		const levels = { ...allLevels('none'), checkin: 'view' as const };
		device = await openTestDevice(rows, [], { host: false, levels, events: [gala.id] });
		expect(await fits()).toBe(false);
		expect(local.person(ana.id)).toBeUndefined();
	}
);
