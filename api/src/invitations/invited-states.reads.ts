import { invitedState, type Invitation, type InvitedState } from '@foyer/shared/invitations';
import type { TenantTx } from '../db/tenant.ts';
import { readMerged } from '../people/merged.reads.ts';

/** Where everybody stands who was ever invited. Who was merged stands for whom they were merged into. */
export async function readInvitedStates(
	tx: TenantTx,
	organisationId: string
): Promise<ReadonlyMap<string, InvitedState>> {
	const meant = await readMerged(tx, organisationId);
	const rows: Invitation[] = await tx
		.selectFrom('invitations')
		.selectAll()
		.where('organisationId', '=', organisationId)
		.execute();
	const byPerson = Map.groupBy(rows, ({ personId }) => meant(personId));
	return new Map([...byPerson].map(([id, theirs]) => [id, invitedState(theirs)]));
}
