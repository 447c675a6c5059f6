import type { MemberActor } from '@foyer/shared/team';
import type { TenantTx } from '../db/tenant.ts';

/** The member as who a user acts in the transaction's organisation; undefined where they are none, or no longer. */
export async function readMember(
	tx: TenantTx,
	organisationId: string,
	userId: string,
	now: number
): Promise<MemberActor | undefined> {
	const member = await tx
		.selectFrom('members')
		.select(['host', 'levels', 'allEvents', 'until'])
		.where('organisationId', '=', organisationId)
		.where('userId', '=', userId)
		.executeTakeFirst();
	if (!member || (member.until !== null && member.until <= now)) return undefined;
	const { host, levels } = member;
	const events =
		member.allEvents || host
			? ('all' as const)
			: await readMemberEvents(tx, organisationId, userId);
	return { kind: 'member', userId, host, levels, events };
}

async function readMemberEvents(
	tx: TenantTx,
	organisationId: string,
	userId: string
): Promise<string[]> {
	const rows = await tx
		.selectFrom('memberEvents')
		.select('eventId')
		.where('organisationId', '=', organisationId)
		.where('userId', '=', userId)
		.orderBy('eventId')
		.execute();
	return rows.map(({ eventId }) => eventId);
}
