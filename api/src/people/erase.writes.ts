import { sql } from 'kysely';
import { can } from '@foyer/shared/team';
import { writeAndTell, type Context } from '../context.ts';
import { anyOf } from '../db/any-of.ts';
import type { TenantTx } from '../db/tenant.ts';
import { outdateExports } from '../exports/exports.writes.ts';
import { deleteKept } from '../mail/mail-folder.ts';
import { readMember } from '../sync/members.reads.ts';
import { readIdsOf } from './merged.reads.ts';

interface Of {
	organisationId: string;
	personId: string;
}

/** What was erased. */
export interface Erased {
	/** Registrations that stay, as somebody's whom nobody knows any more. */
	registrations: number;
}

/**
 * Erases a person for good: all that tells who they are. What was counted stays counted, and links are void as
 * revoked ones are. Done again it finds nothing more to erase. Null for a user who may not.
 */
export async function erasePersonFor(
	context: Context,
	userId: string,
	{ organisationId, personId }: Of
): Promise<Erased | null> {
	const erased = await writeAndTell(context, organisationId, async (tx) => {
		const actor = await readMember(tx, organisationId, userId, context.now());
		if (!actor || !can(actor, { area: 'people', level: 'manage' })) return null;
		const ids = await readIdsOf(tx, organisationId, personId);
		return erase(tx, organisationId, ids, context.now());
	});
	if (!erased) return null;
	// After the commit: what the files say was erased by then, and a mail being sent finds no address.
	await deleteKept(context.config.dataDir, erased.mailIds);
	if (erased.people > 0)
		context.log.info({ organisationId, userId, personId }, 'a person was erased');
	return { registrations: erased.registrations };
}

async function erase(tx: TenantTx, organisationId: string, ids: readonly string[], now: number) {
	const registrationIds = await eraseRegistrations(tx, organisationId, ids);
	const mailIds = [
		...(await eraseMails(tx, organisationId, registrationIds, now)),
		...(await eraseInvitations(tx, organisationId, ids))
	];
	await tx
		.updateTable('people')
		.set({
			firstName: '',
			lastName: '',
			company: '',
			language: null,
			email: null,
			phone: '',
			note: '',
			groupIds: [],
			custom: {},
			toldApart: [],
			deletedAt: now
		})
		.where('organisationId', '=', organisationId)
		.where('id', '=', anyOf(ids))
		.execute();
	for (const table of ['ownChanges', 'deviceClaims', 'linkDevices'] as const)
		await tx
			.deleteFrom(table)
			.where('organisationId', '=', organisationId)
			.where('registrationId', '=', anyOf(registrationIds))
			.execute();
	await forgetNotices(tx, organisationId, ids);
	await outdateExports(tx, organisationId, ids);
	// Last: the erasure itself was noted with all that it took away.
	await tx
		.deleteFrom('personChanges')
		.where('organisationId', '=', organisationId)
		.where('personId', '=', anyOf(ids))
		.execute();
	return { people: ids.length, registrations: registrationIds.length, mailIds };
}

/** Registrations stay, for counts: without name and address, and with a key that nobody has. */
async function eraseRegistrations(
	tx: TenantTx,
	organisationId: string,
	ids: readonly string[]
): Promise<string[]> {
	const rows = await tx
		.updateTable('registrations')
		.set((eb) => ({
			firstName: '',
			lastName: '',
			email: null,
			language: null,
			groupIds: [],
			mailReason: null,
			mailing: null,
			mailBefore: null,
			keyVersion: eb('keyVersion', '+', 1),
			keyRotation: null,
			keyBefore: null,
			remindersStopped: true,
			erasureAskedAt: null,
			devicesSeen: null
		}))
		.where('organisationId', '=', organisationId)
		.where('personId', '=', anyOf(ids))
		.returning('id')
		.execute();
	return rows.map(({ id }) => id);
}

/** Mails stay as counts: what a mail server said of one may quote its address. What waits is not sent. */
async function eraseMails(
	tx: TenantTx,
	organisationId: string,
	registrationIds: readonly string[],
	now: number
): Promise<string[]> {
	const ofTheirs = tx
		.updateTable('mails')
		.where('organisationId', '=', organisationId)
		.where('registrationId', '=', anyOf(registrationIds));
	await ofTheirs
		.set({ state: 'suppressed', updatedAt: now })
		.where('state', 'in', ['queued', 'deferred'])
		.execute();
	const rows = await ofTheirs
		.set({ reason: null, earlier: sql`'[]'`, reported: true })
		.returning('id')
		.execute();
	return rows.map(({ id }) => id);
}

/** Invitations go, with what waits of their mails: whoever accepted one keeps their own account. */
async function eraseInvitations(
	tx: TenantTx,
	organisationId: string,
	ids: readonly string[]
): Promise<string[]> {
	const ofTheirs = await tx
		.deleteFrom('mails')
		.where('organisationId', '=', organisationId)
		.where('invitationId', 'in', (eb) =>
			eb
				.selectFrom('invitations')
				.select('id')
				.where('organisationId', '=', organisationId)
				.where('personId', '=', anyOf(ids))
		)
		.returning('id')
		.execute();
	await tx
		.deleteFrom('invitations')
		.where('organisationId', '=', organisationId)
		.where('personId', '=', anyOf(ids))
		.execute();
	return ofTheirs.map(({ id }) => id);
}

/** Outcomes told devices of who was known already, with their address. */
async function forgetNotices(
	tx: TenantTx,
	organisationId: string,
	ids: readonly string[]
): Promise<void> {
	await sql`
		update sync_outcomes set outcome = jsonb_set(outcome, '{notices}', '[]')
		where organisation_id = ${organisationId} and exists (
			select from jsonb_array_elements(outcome -> 'notices') notice
			where notice ->> 'personId' = any(${sql.val(ids)}::text[])
		)
	`.execute(tx);
}
