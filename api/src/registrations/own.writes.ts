import type { Mutation } from '@foyer/shared/mutation';
import {
	askErasure,
	comeBack,
	correctName,
	dropErasure,
	stopReminders,
	wantReminders,
	withdraw
} from '@foyer/shared/own-registration';
import type { OwnDeed } from '@foyer/shared/pages';
import type { Outcome } from '@foyer/shared/sync';
import type { PublicEvent } from '../access/access.reads.ts';
import type { KnownRegistration } from '../access/known-registrations.ts';
import { writeAndTell, type Context } from '../context.ts';
import { applyOnServer } from '../sync/apply.ts';

const mutations: Record<OwnDeed, unknown> = {
	withdraw,
	come_back: comeBack,
	correct_name: correctName,
	stop_reminders: stopReminders,
	want_reminders: wantReminders,
	ask_erasure: askErasure,
	drop_erasure: dropErasure
};

/** Does what an attendee asks of the registration that they have proved to be theirs. */
export function changeOwnRegistration(
	context: Context,
	event: PublicEvent,
	{ id, personId, keyVersion }: Pick<KnownRegistration, 'id' | 'personId' | 'keyVersion'>,
	deed: OwnDeed,
	name: { firstName: string; lastName: string } | null = null
): Promise<Outcome> {
	const organisationId = event.organisation.id;
	const args = { eventId: event.id, personId, registrationId: id, keyVersion, ...name };
	return writeAndTell(context, organisationId, (tx) =>
		applyOnServer(context, tx, organisationId, mutations[deed] as Mutation, args, {
			actor: { kind: 'attendee' },
			now: context.now()
		})
	);
}
