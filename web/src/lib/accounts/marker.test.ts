import type { Me } from '@foyer/shared/accounts';
import { allLevels } from '@foyer/shared/team';
import { expect, test } from 'vitest';
import { chosenOrganisation, readMarker, type Marker } from './marker.ts';

const membership = (id: string): Me['memberships'][number] => ({
	organisation: { id, name: id, pageName: id, locale: 'fr', timeZone: 'Europe/Paris' },
	actor: { kind: 'member', userId: 'u', host: true, levels: allLevels('manage'), events: 'all' }
});
const me: Me = {
	user: { id: 'u', name: 'Inès', email: 'ines@example.org', locale: 'fr' },
	memberships: [membership('a'), membership('b')]
};

const markers: Marker[] = [
	{ state: 'signed_in', me, organisationId: 'a' },
	{ state: 'signed_in', me: { ...me, memberships: [] }, organisationId: null },
	{ state: 'signed_out', told: false },
	{ state: 'ended', me }
];

test.each(markers)('what is remembered as $state is read again', (marker) => {
	expect(readMarker(JSON.stringify(marker))).toEqual(marker);
});

test.each([
	null,
	'',
	'null',
	'{}',
	'{"state":"signed_in"}',
	'{"state":"signed_in","me":{"user":{}},"organisationId":null}',
	'{"state":"signed_in","me":null,"organisationId":"a"}',
	'{"state":"signed_out"'
])('%s signs nobody in', (text) => {
	expect(readMarker(text)).toBeNull();
});

test.each([
	['b', 'b'],
	['a', 'a'],
	['gone', 'a'],
	[null, 'a']
])('with %s chosen before, %s is', (before, expected) => {
	expect(chosenOrganisation(me, before)).toBe(expected);
});

test('who is a member nowhere has chosen nothing', () => {
	expect(chosenOrganisation({ ...me, memberships: [] }, 'a')).toBeNull();
});
