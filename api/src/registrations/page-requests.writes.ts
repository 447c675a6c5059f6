import { isOpenToAttendees } from '@foyer/shared/events';
import { requestLink } from '@foyer/shared/link-request';
import { signUp } from '@foyer/shared/registration-mutations';
import type { PublicEvent } from '../access/access.reads.ts';
import { writeAndTell, type Context } from '../context.ts';
import { writeTenant, type TenantTx } from '../db/tenant.ts';
import { applyOnServer } from '../sync/apply.ts';

/** What an attendee fills in, with the language of the page. */
export interface SignUp {
	firstName: string;
	lastName: string;
	email: string;
	language: string;
}

/** How many are done before anything else is looked at. */
const mostAtOnce = 200;

/** How long one that failed waits, in ms: what is wrong then is a fault of ours. */
const retryMs = 60_000;

/**
 * Keeps a sign-up, to be done in a moment: what it comes to depends on whether the address is known.
 * @returns whether the event takes any
 */
export const keepSignUp = (
	context: Context,
	{ organisation, id: eventId }: PublicEvent,
	given: SignUp
): Promise<boolean> =>
	writeTenant(context.db, organisation.id, async (tx) => {
		const now = context.now();
		const event = await tx
			.selectFrom('events')
			.select(['status', 'endsAt', 'startsBy'])
			.where('organisationId', '=', organisation.id)
			.where('id', '=', eventId)
			.where('deletedAt', 'is', null)
			.executeTakeFirst();
		if (!event || !isOpenToAttendees(event, now)) return false;
		await tx
			.insertInto('pageRequests')
			.values({
				organisationId: organisation.id,
				eventId,
				kind: 'sign_up',
				...given,
				askedAt: now,
				dueAt: now
			})
			.execute();
		return true;
	});

/** Keeps the wish of whoever has an address for their link, to be done in a moment. */
export async function keepLinkRequest(
	context: Context,
	{ organisation, id: eventId }: PublicEvent,
	email: string
): Promise<void> {
	const now = context.now();
	await writeTenant(context.db, organisation.id, (tx) =>
		tx
			.insertInto('pageRequests')
			.values({
				organisationId: organisation.id,
				eventId,
				kind: 'link',
				email,
				askedAt: now,
				dueAt: now
			})
			.execute()
	);
}

interface Due {
	organisationId: string;
	id: number;
}

/**
 * Does what was asked on events' pages, in the order in which it came. Several processes may do it at once; each
 * request is done by one, and is gone with what it did.
 */
export async function doPageRequests(context: Context, signal?: AbortSignal): Promise<void> {
	for (const due of await readDue(context)) {
		if (signal?.aborted) return;
		try {
			await writeAndTell(context, due.organisationId, (tx) => doOne(context, tx, due));
		} catch (err) {
			context.log.error({ err }, 'what was asked on a page not done, to be tried again');
			await putOff(context, due);
		}
	}
}

const readDue = ({ db, now }: Context): Promise<Due[]> =>
	db
		.selectFrom('pageRequests')
		.select(['organisationId', 'id'])
		.where('dueAt', '<=', now())
		.orderBy('id')
		.limit(mostAtOnce)
		.execute();

async function doOne(context: Context, tx: TenantTx, { organisationId, id }: Due): Promise<void> {
	// First: another process that has it under way is waited for here, and leaves none.
	const asked = await tx
		.deleteFrom('pageRequests')
		.where('organisationId', '=', organisationId)
		.where('id', '=', id)
		.returning(['kind', 'eventId', 'email', 'firstName', 'lastName', 'language', 'askedAt'])
		.executeTakeFirst();
	if (!asked) return;
	const { kind, eventId, email, firstName, lastName, language, askedAt } = asked;
	// By when it was asked: nobody comes too late because we did. Two of one person's at once are one registration.
	const by = { actor: { kind: 'attendee' }, now: askedAt } as const;
	if (kind === 'link') {
		await applyOnServer(context, tx, organisationId, requestLink, { eventId, email }, by);
		return;
	}
	const newcomer = { id: context.newId(), registrationId: context.newId() };
	const args = { ...newcomer, eventId, email, firstName, lastName, language };
	await applyOnServer(context, tx, organisationId, signUp, args, by);
}

const putOff = ({ db, now }: Context, { organisationId, id }: Due) =>
	db
		.updateTable('pageRequests')
		.set({ dueAt: now() + retryMs })
		.where('organisationId', '=', organisationId)
		.where('id', '=', id)
		.execute();
