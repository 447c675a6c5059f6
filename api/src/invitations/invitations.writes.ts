import { sql, type Insertable, type Transaction } from 'kysely';
import type { Context } from '../context.ts';
import type { Schema } from '../db/schema.ts';
import type { HeldInvitation } from './invitations.reads.ts';

type WriteContext = Pick<Context, 'db' | 'news' | 'now'>;

/** Notes that a link was opened. The first time somebody did, the team sees it. */
export async function noteOpening(
	{ db, news, now }: WriteContext,
	{ organisationId, id }: HeldInvitation,
	automated: boolean
): Promise<void> {
	const at = now();
	await db
		.insertInto('invitationOpenings')
		.values({ organisationId, invitationId: id, at, automated })
		.execute();
	if (automated) return;
	const { numUpdatedRows } = await db
		.updateTable('invitations')
		.set({ openedAt: at })
		.where('organisationId', '=', organisationId)
		.where('id', '=', id)
		.where('openedAt', 'is', null)
		.executeTakeFirstOrThrow();
	if (numUpdatedRows > 0n) news.changed(organisationId);
}

/** Who accepts. */
interface Accepting {
	userId: string;
	/** As they call themselves; null: as the directory does. */
	name: { firstName: string; lastName: string } | null;
}

/** Raised where an invitation was accepted or withdrawn by somebody who was faster; nothing is written. */
export class TooLate extends Error {}

/** Accepts an invitation: the account is the person's from now on. @throws TooLate */
export async function acceptInvitation(
	tx: Transaction<Schema>,
	{ organisationId, id, personId }: HeldInvitation,
	{ userId, name }: Accepting,
	now: number
): Promise<void> {
	await sql`
		select set_config('foyer.actor', 'attendee', true), set_config('foyer.deed', 'invitations.accept', true)
	`.execute(tx);
	const accepted = await tx
		.updateTable('invitations')
		.set({ acceptedAt: now, acceptedBy: userId })
		.where('organisationId', '=', organisationId)
		.where('id', '=', id)
		.where('acceptedAt', 'is', null)
		.where('revokedAt', 'is', null)
		.where('expiresAt', '>', now)
		.returning('id')
		.executeTakeFirst();
	if (!accepted) throw new TooLate();
	if (!name) return;
	await tx
		.updateTable('people')
		.set(name)
		.where('organisationId', '=', organisationId)
		.where('id', '=', personId)
		// Whom they were merged into is called as somebody chose.
		.where('mergedInto', 'is', null)
		.execute();
}

/** Makes an account. @returns whether the address had none */
export async function addAccount(
	tx: Transaction<Schema>,
	user: Insertable<Schema['users']>
): Promise<boolean> {
	const added = await tx
		.insertInto('users')
		.values(user)
		.onConflict((conflict) => conflict.column('email').doNothing())
		.returning('id')
		.executeTakeFirst();
	return added !== undefined;
}
