import { requestLink } from '@foyer/shared/link-request';
import { signUp } from '@foyer/shared/registration-mutations';
import type { Outcome } from '@foyer/shared/sync';
import { writeAndTell, type Context } from '../context.ts';
import { applyOnServer } from '../sync/apply.ts';
import type { PublicEvent } from '../access/access.reads.ts';

const attendee = { kind: 'attendee' } as const;

/** What an attendee fills in, with the language of the page. */
export interface SignUp {
	firstName: string;
	lastName: string;
	email: string;
	language: string;
}

/** Signs an attendee up by the rule that all registrations follow. */
export function signUpForEvent(
	context: Context,
	event: PublicEvent,
	given: SignUp
): Promise<Outcome> {
	const organisationId = event.organisation.id;
	const args = {
		...given,
		id: context.newId(),
		registrationId: context.newId(),
		eventId: event.id
	};
	return writeAndTell(context, organisationId, (tx) =>
		applyOnServer(context, tx, organisationId, signUp, args, {
			actor: attendee,
			now: context.now()
		})
	);
}

/** Sends the link again to who has this address, if somebody registered has. */
export function sendLinkAgain(
	context: Context,
	event: PublicEvent,
	email: string
): Promise<Outcome> {
	const organisationId = event.organisation.id;
	return writeAndTell(context, organisationId, (tx) =>
		applyOnServer(
			context,
			tx,
			organisationId,
			requestLink,
			{ eventId: event.id, email },
			{ actor: attendee, now: context.now() }
		)
	);
}
