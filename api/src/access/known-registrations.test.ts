import { expect, it } from 'vitest';
import { KnownRegistrations } from './known-registrations.ts';

const registration = (id: string) => ({
	id,
	personId: `person of ${id}`,
	status: 'registered' as const,
	keyVersion: 1,
	firstName: 'Inès',
	lastName: 'Moreau',
	language: null,
	key: '0'.repeat(22),
	keyBytes: new Uint8Array(22)
});

it('keeps addresses of different events apart', () => {
	const known = new KnownRegistrations(10);
	known.keep('one', 'ines@example.org', [registration('a')]);
	known.keep('two', 'ines@example.org', [registration('b')]);
	known.forget('a');
	expect(known.get('one', 'ines@example.org')).toBeUndefined();
	expect(known.get('two', 'ines@example.org')).toEqual([registration('b')]);
});

it('forgets an address whichever of its registrations changed', () => {
	const known = new KnownRegistrations(10);
	known.keep('one', 'ines@example.org', [registration('a'), registration('b')]);
	known.forget('b');
	expect(known.get('one', 'ines@example.org')).toBeUndefined();
	known.forget('a');
});

it('keeps a registration under one address, and what was kept anew is forgotten whole', () => {
	const known = new KnownRegistrations(10);
	known.keep('one', 'former@example.org', [registration('a'), registration('b')]);
	known.keep('one', 'present@example.org', [registration('a')]);
	expect(known.get('one', 'former@example.org')).toBeUndefined();
	known.keep('one', 'present@example.org', [registration('c')]);
	known.forget('a');
	expect(known.get('one', 'present@example.org')).toEqual([registration('c')]);
	known.forget('c');
	expect(known.get('one', 'present@example.org')).toBeUndefined();
});

it('keeps no more than so many: the oldest give way, of whichever event', () => {
	const known = new KnownRegistrations(2);
	known.keep('one', 'a@example.org', [registration('a')]);
	known.keep('two', 'b@example.org', [registration('b')]);
	known.keep('one', 'c@example.org', [registration('c')]);
	expect(known.get('one', 'a@example.org')).toBeUndefined();
	expect(known.get('two', 'b@example.org')).toHaveLength(1);
	expect(known.get('one', 'c@example.org')).toHaveLength(1);
});
