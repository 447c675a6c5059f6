import { writeAndTell, type Context } from '../context.ts';

/** Invitations that one statement ends: a check-in beside it waits for milliseconds. */
const endedAtOnce = 500;

/**
 * Notes of invitations whose time is over that it is: so the state of each depends on its row alone, and devices
 * hear of it. A link is judged by the hour itself, whether or not this has been done.
 */
export async function expireInvitations(
	context: Pick<Context, 'db' | 'news' | 'now'>
): Promise<void> {
	const at = context.now();
	for (;;) {
		const due = await context.db
			.selectFrom('invitations')
			.select(['organisationId', 'id'])
			.where('expiresAt', '<=', at)
			.where('expiredAt', 'is', null)
			.where('acceptedAt', 'is', null)
			.where('revokedAt', 'is', null)
			.limit(endedAtOnce)
			.execute();
		for (const [organisationId, rows] of Map.groupBy(due, (row) => row.organisationId))
			await writeAndTell(context, organisationId, (tx) =>
				tx
					.updateTable('invitations')
					.set({ expiredAt: at })
					.where('organisationId', '=', organisationId)
					.where(
						'id',
						'in',
						rows.map(({ id }) => id)
					)
					// What was sent again, accepted or withdrawn meanwhile stays as it is.
					.where('expiresAt', '<=', at)
					.where('acceptedAt', 'is', null)
					.where('revokedAt', 'is', null)
					.execute()
			);
		if (due.length < endedAtOnce) return;
	}
}
