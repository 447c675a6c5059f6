import { invitedState, type Invitation } from '@foyer/shared/invitations';
import { expect, test } from 'vitest';
import { InvitationIndex, InvitationsOfPeople } from './invitations-of-people.ts';

const invitation = (
	id: string,
	personId: string,
	fields: Partial<Invitation> = {}
): Invitation => ({
	...{ id, personId, email: `${personId}@example.org`, language: null },
	...{ invitedBy: 'host', invitedByName: '', createdAt: 1, expiresAt: 2 },
	...{ mailState: 'sent', mailReason: null, mailAt: 1 },
	...{ openedAt: null, acceptedAt: null, expiredAt: null, revokedAt: null },
	...fields
});

function rowsOf(all: readonly Invitation[]) {
	const index = new InvitationIndex();
	for (const one of all) index.note(undefined, one);
	return { rows: new Map(all.map((one) => [one.id, one])), index };
}

const said = [
	invitation('1', 'ada', { openedAt: 1 }),
	invitation('2', 'ben', { revokedAt: 2 }),
	invitation('3', 'ben', { createdAt: 3, mailState: 'rejected' }),
	invitation('4', 'twin', { acceptedAt: 2 })
];

const people = (here: readonly Invitation[] = [], mergedHere: [string, string][] = []) =>
	new InvitationsOfPeople({
		said: rowsOf(said),
		here: rowsOf(here),
		mergedInto: (id) => (id === 'cy' ? ['twin'] : undefined),
		mergedHere,
		intoOf: (id) => (id === 'twin' ? 'cy' : id === 'ada' && mergedHere.length > 0 ? 'dee' : null)
	});

test.each([
	['who has one', 'ada', people(), 'opened'],
	['who has several', 'ben', people(), 'rejected'],
	['into whom an invited person was merged', 'cy', people(), 'accepted'],
	['into whom one is merged by what waits', 'dee', people([], [['ada', 'dee']]), 'opened'],
	['who has none', 'eve', people(), 'none'],
	[
		'whose invitation what waits withdraws',
		'ada',
		people([invitation('1', 'ada', { revokedAt: 3 })]),
		'revoked'
	],
	[
		'whom what waits invites',
		'eve',
		people([invitation('5', 'eve', { mailState: 'queued' })]),
		'queued'
	]
])('%s stands by all of theirs', (_, personId, invitations, state) => {
	expect(invitations.stateOf(personId)).toBe(state);
	expect(invitedState(invitations.of(personId))).toBe(state);
});
