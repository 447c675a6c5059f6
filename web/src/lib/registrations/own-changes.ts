import type { Event } from '@foyer/shared/events';
import type { OwnChange, Registration } from '@foyer/shared/registrations';
import { api } from '#lib/api.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';

const words: Record<OwnChange, () => string> = {
	withdrawn: m.registrations_own_withdrawn,
	came_back: m.registrations_own_came_back,
	renamed: m.registrations_own_named,
	reminders_stopped: m.registrations_own_reminders_stopped,
	reminders_wanted: m.registrations_own_reminders_wanted,
	erasure_asked: m.registrations_own_erasure_asked,
	erasure_dropped: m.registrations_own_erasure_dropped
};

/** What a registrant changed from their link, the latest first. Needs the network. */
export const readOwnChanges = async (
	{ id: eventId }: Pick<Event, 'id'>,
	{ id: registrationId }: Pick<Registration, 'id'>
) =>
	api.registrations.ownChanges.query({
		organisationId: local.membership?.organisation.id ?? '',
		eventId,
		registrationId
	});

/** What was changed, as a sentence. */
export const ownChangeWords = ({
	change,
	before
}: {
	change: OwnChange;
	before: string | null;
}): string =>
	change === 'renamed' && before ? m.registrations_own_renamed({ name: before }) : words[change]();
