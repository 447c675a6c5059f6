import { expect, test } from 'vitest';
import { registrationMeant } from './registering.ts';
import type { Registration } from './registrations.ts';

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
	const rows = texts.map((text) => {
		const [of = '', personId = '', status] = text.split(' ');
		return { id: of, personId, status } as Registration;
	});
	expect(registrationMeant('ines', rows)?.id).toBe(id);
	expect(registrationMeant('ines', rows.toReversed())?.id).toBe(id);
});
