import { expect, test } from 'vitest';
import { eventLike } from '../events/testing.ts';
import { registrantColumns } from './registrant-columns.ts';
import { registrationLike } from './testing.ts';

test('when somebody was registered is said as short as when they came: a column shows it whole', () => {
	const event = eventLike({ timeZone: 'Europe/Brussels' });
	const columns = registrantColumns({
		event,
		fields: [],
		groups: [],
		personOf: () => undefined,
		directory: false,
		keys: false,
		arrivals: true
	});
	const row = registrationLike({ createdAt: Date.UTC(2025, 10, 19, 23, 5) });
	expect(columns.find(({ id }) => id === 'since')?.text(row)).toBe('20 Nov 2025, 00:05');
});
