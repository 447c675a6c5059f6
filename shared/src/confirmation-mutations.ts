import type * as v from 'valibot';
import {
	accept,
	ask,
	defineMutation,
	refuse,
	type MailingStanding,
	type Notice
} from './mutation.ts';
import { mailStateFor, neverMailed, awaited } from './registering.ts';
import type { MailBefore, Registration } from './registrations.ts';
import {
	mailRegistrations,
	changeRegistrations,
	mailingToSome,
	asksForSome,
	whyNotChange,
	askedFor,
	patchesOf,
	type FieldsFor
} from './some-registrations.ts';

const reachable = (row: Registration): boolean => Boolean(row.email) && row.status !== 'cancelled';

const confirmed: FieldsFor = (row) => (reachable(row) ? mailStateFor.now : null);

/** Sends the confirmation with the access link, for the first time or again. */
export const sendConfirmations = mailRegistrations('registrations.confirm', confirmed);

/** Of devices that take no mail back. */
export const sendConfirmations1 = changeRegistrations('registrations.confirm', confirmed);

/** What was shown without the mail of a deed. */
const withoutMail = (row: MailBefore, mailing: string): MailBefore | null =>
	row.mailing === mailing
		? (row.mailBefore ?? null)
		: { ...row, ...(row.mailBefore && { mailBefore: withoutMail(row.mailBefore, mailing) }) };

const wasMailedBy = (row: MailBefore, mailing: string): boolean =>
	row.mailing === mailing || Boolean(row.mailBefore && wasMailedBy(row.mailBefore, mailing));

/**
 * How a registration is shown once the mail of a deed is taken back.
 * @param replacing whether it took the place of a mail that goes now
 */
function mailTakenBack(
	row: Registration,
	mailing: string,
	replacing: boolean
): Partial<Registration> {
	// Another took its place.
	if (row.mailing !== mailing)
		return { mailBefore: row.mailBefore ? withoutMail(row.mailBefore, mailing) : null };
	const before: MailBefore = row.mailBefore ?? neverMailed;
	const { mailState, mailReason, mailAt } =
		awaited(before.mailState) && !replacing ? neverMailed : before;
	return {
		// What became of another mail meanwhile is shown already.
		...(awaited(row.mailState) && { mailState, mailReason, mailAt }),
		mailing: before.mailing ?? null,
		mailBefore: before.mailBefore ?? null
	};
}

/** What is told of mails taken back: that some had gone, or that others have taken the place of all. A device can't know. */
function toldOfMails(
	{ eventId, personIds, mailing }: v.InferOutput<typeof mailingToSome>,
	mails: MailingStanding | null,
	left: readonly Registration[]
): Notice[] {
	if (!mails) return [];
	const { gone } = mails;
	if (gone > 0) return [{ notice: 'mails_gone', eventId, count: gone, of: personIds.length }];
	const replaced = left.some((row) => row.mailing && row.mailing !== mailing);
	return replaced ? [{ notice: 'changed_since', eventId }] : [];
}

/**
 * Takes mails back that a deed had sent, as far as they are in the outbox still: shown is what was before. How
 * many had gone is told.
 */
export const takeBackMails = defineMutation({
	name: 'registrations.take_back_mails',
	version: 1,
	schema: mailingToSome,
	questions: (args) => ({
		...asksForSome(args),
		mails: ask.mailing(args.eventId, args.mailing, args.personIds)
	}),
	decide: (args, { event, registrations, mails }, { actor }) => {
		const { eventId, personIds, mailing } = args;
		const refusal = whyNotChange(eventId, event, registrations, actor);
		if (refusal) return refuse(refusal);
		const rows = askedFor(personIds, registrations);
		const mailed = rows.filter((row) =>
			row.mailing === mailing ? (mails?.waiting.has(row.id) ?? true) : wasMailedBy(row, mailing)
		);
		const writes = patchesOf(mailed, (row) =>
			mailTakenBack(row, mailing, mails?.replacing.has(row.id) ?? true)
		);
		const registrationIds = mailed.map(({ id }) => id);
		return accept(
			writes,
			mailed.length > 0 ? [{ effect: 'take_back_mails', eventId, mailing, registrationIds }] : [],
			toldOfMails(args, mails, mailed.length > 0 ? [] : rows)
		);
	}
});
