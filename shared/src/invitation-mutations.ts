import * as v from 'valibot';
import { idSchema } from './fields.ts';
import {
	invitationLifeMs,
	isOpenInvitation,
	mayInvite,
	type Invitation,
	type InvitationBefore
} from './invitations.ts';
import {
	accept,
	ask,
	defineMutation,
	longestBatch,
	refuse,
	type Decision,
	type InvitationMails,
	type InvitedAlready,
	type Notice,
	type Write
} from './mutation.ts';
import type { Person } from './people.ts';

const someOf = <One extends v.GenericSchema>(one: One) =>
	v.pipe(v.array(one), v.minLength(1), v.maxLength(longestBatch));

const newInvitation = (
	id: string,
	{ id: personId, email, language }: Person & { email: string },
	{ invitedBy, mailing, now }: { invitedBy: string; mailing: string; now: number }
): Invitation => ({
	id,
	personId,
	email,
	language,
	invitedBy,
	// Devices don't know how others are called.
	invitedByName: '',
	createdAt: now,
	expiresAt: now + invitationLifeMs,
	mailState: 'queued',
	mailReason: null,
	mailAt: now,
	openedAt: null,
	acceptedAt: null,
	expiredAt: null,
	revokedAt: null,
	mailing,
	mailBefore: null
});

/** Why nobody invites somebody; null: they can be. */
export type WhyNotInvited = 'no_address' | 'joined' | 'invited';

/** @param already undefined: nothing is known of them */
export function whyNotInvited(
	{ email }: Pick<Person, 'email'>,
	already: InvitedAlready | undefined
): WhyNotInvited | null {
	if (!email) return 'no_address';
	if (already?.joined) return 'joined';
	return already?.open ? 'invited' : null;
}

/**
 * Invites people of the directory, each by a mail. Who has no address, has joined or is invited already is left out:
 * a device asks only for others, so that whoever is left out is told of.
 */
export const invitePeople = defineMutation({
	name: 'invitations.invite',
	version: 1,
	schema: v.object({
		people: someOf(v.object({ id: idSchema, personId: idSchema })),
		/** The deed by whose id the mails can be taken back. */
		mailing: idSchema
	}),
	questions: ({ people }) => ({
		people: ask.rows(
			'people',
			people.map(({ personId }) => personId)
		),
		invited: ask.invited(people.map(({ personId }) => personId)),
		same: ask.rows(
			'invitations',
			people.map(({ id }) => id)
		)
	}),
	decide: ({ people: asked, mailing }, { people, invited, same }, { actor, now }) => {
		if (!mayInvite(actor) || actor.kind !== 'member') return refuse('not_allowed');
		if (same.size > 0) return refuse('conflict');
		const rows = new Map<string, Invitation>();
		for (const { id, personId } of asked) {
			const person = people.get(personId);
			if (!person || person.deletedAt !== null || rows.has(person.id)) continue;
			const { email } = person;
			if (!email || whyNotInvited(person, invited.get(personId)) !== null) continue;
			const by = { invitedBy: actor.userId, mailing, now };
			rows.set(person.id, newInvitation(id, { ...person, email }, by));
		}
		const left = asked.length - rows.size;
		const invitationIds = [...rows.values()].map(({ id }) => id);
		return accept(
			[...rows.values()].map((row) => ({ write: 'insert', entity: 'invitations', row })),
			rows.size > 0 ? [{ effect: 'mail', mail: 'invitation', invitationIds, mailing }] : [],
			left > 0 ? [{ notice: 'not_invited', count: left, of: asked.length }] : []
		);
	}
});

const idsSchema = v.object({ ids: someOf(idSchema) });
const mailingSchema = v.object({ ...idsSchema.entries, mailing: idSchema });

const patch = (id: string, fields: Partial<Omit<Invitation, 'id'>>): Write => ({
	write: 'patch',
	entity: 'invitations',
	id,
	fields
});

/** A mutation that changes some invitations. */
const changeInvitations = <Args extends { ids: string[] }>(
	name: string,
	schema: v.GenericSchema<Args>,
	change: (rows: readonly Invitation[], args: Args, now: number) => Decision
) =>
	defineMutation({
		name,
		version: 1,
		schema,
		questions: ({ ids }) => ({ invitations: ask.rows('invitations', ids) }),
		decide: (args, { invitations }, { actor, now }) => {
			if (!mayInvite(actor)) return refuse('not_allowed');
			if (invitations.size === 0) return refuse('missing');
			return change([...invitations.values()], args, now);
		}
	});

/** How an invitation stood before a mail; one that waits itself gives its place to the next. */
function before({ mailBefore = null, ...row }: Invitation): InvitationBefore | null {
	const { mailState, mailReason, mailAt, openedAt, expiresAt, expiredAt } = row;
	if (mailState === 'deferred') return mailBefore;
	return { mailState, mailReason, mailAt, openedAt, expiresAt, expiredAt };
}

/** Sends invitations again: their time begins anew. One whose mail is on its way is left alone. */
export const resendInvitations = changeInvitations(
	'invitations.send',
	mailingSchema,
	(rows, { mailing }, now) => {
		const sent = rows.filter((row) => isOpenInvitation(row) && row.mailState !== 'queued');
		const invitationIds = sent.map(({ id }) => id);
		return accept(
			sent.map((row) =>
				patch(row.id, {
					...{ mailState: 'queued', mailReason: null, mailAt: now },
					...{ openedAt: null, expiresAt: now + invitationLifeMs, expiredAt: null },
					...{ mailing, mailBefore: before(row) }
				})
			),
			sent.length > 0 ? [{ effect: 'mail', mail: 'invitation', invitationIds, mailing }] : []
		);
	}
);

/** Withdraws invitations: their links open nothing, and what waits of their mails goes to nobody. */
export const revokeInvitations = changeInvitations(
	'invitations.revoke',
	idsSchema,
	(rows, _args, now) =>
		accept(rows.filter(isOpenInvitation).map(({ id }) => patch(id, { revokedAt: now })))
);

/** Takes that back: the same links lead in again, and a mail that was kept from going goes. */
export const restoreInvitations = changeInvitations('invitations.restore', idsSchema, (rows) => {
	const revoked = rows.filter((row) => row.revokedAt !== null && row.acceptedAt === null);
	const invitationIds = revoked.map(({ id }) => id);
	return accept(
		revoked.map(({ id }) => patch(id, { revokedAt: null })),
		revoked.length > 0 ? [{ effect: 'resume_invitations', invitationIds }] : []
	);
});

const goneOf = (mails: InvitationMails | null, of: number): Notice[] =>
	mails && mails.gone > 0 ? [{ notice: 'invitations_gone', count: mails.gone, of }] : [];

/** A mutation that undoes a sending: on a device, which may have heard from the server since, of all that are named. */
const takeBack = (
	name: string,
	change: (rows: readonly Invitation[], waits: (id: string) => boolean, now: number) => Write[],
	effect: 'uninvite' | 'take_back_invitations'
) =>
	defineMutation({
		name,
		version: 1,
		schema: mailingSchema,
		questions: ({ ids, mailing }) => ({
			invitations: ask.rows('invitations', ids),
			mails: ask.invitationMails(ids, mailing)
		}),
		decide: ({ ids, mailing }, { invitations, mails }, { actor, now }) => {
			if (!mayInvite(actor)) return refuse('not_allowed');
			if (invitations.size === 0) return refuse('missing');
			const rows = [...invitations.values()].filter(
				(row) => isOpenInvitation(row) && (row.mailing === undefined || row.mailing === mailing)
			);
			const waits = (id: string) => mails?.waiting.has(id) ?? true;
			const invitationIds = rows.map(({ id }) => id).filter(waits);
			return accept(
				change(rows, waits, now),
				invitationIds.length > 0 ? [{ effect, invitationIds, mailing }] : [],
				goneOf(mails, ids.length)
			);
		}
	});

/**
 * Undoes that people were invited. Whose mail waits still was never invited: the server removes the row, which a
 * device shows as withdrawn until then. Of others the link opens nothing.
 */
export const takeBackInvitations = takeBack(
	'invitations.take_back',
	(rows, _waits, now) => rows.map(({ id }) => patch(id, { revokedAt: now })),
	'uninvite'
);

/** Undoes that invitations were sent again, as far as their mails wait still: they stand as before. */
export const takeBackInvitationMails = takeBack(
	'invitations.take_back_mails',
	(rows, waits) =>
		rows
			.filter(({ id, mailBefore }) => mailBefore && waits(id))
			.map(({ id, mailBefore }) => patch(id, { ...mailBefore, mailing: null, mailBefore: null })),
	'take_back_invitations'
);
