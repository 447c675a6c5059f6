import * as v from 'valibot';
import { emailSchema } from './email.ts';
import { idSchema } from './fields.ts';
import { accept, ask, defineMutation, type Write } from './mutation.ts';

/**
 * Somebody asks, on an event's page, for the link of an address again. Made by the server, never pushed
 * by a device. Always accepted, so that the answer doesn't tell whether the address is known; the mail
 * goes to the address alone.
 */
export const requestLink = defineMutation({
	name: 'registrations.request_link',
	version: 1,
	schema: v.object({ eventId: idSchema, email: emailSchema }),
	questions: ({ eventId, email }) => ({
		event: ask.row('events', eventId),
		registered: ask.registrationsByEmail(eventId, [email])
	}),
	decide: ({ eventId, email }, { event, registered }) => {
		if (!event || event.deletedAt !== null || event.status === 'cancelled') return accept([]);
		const all = [...new Set(registered.values())].filter(({ status }) => status !== 'cancelled');
		// Who was merged may be registered under each of their addresses.
		const exact = all.filter((row) => row.email === email);
		const registrationIds = (exact.length > 0 ? exact : all).map(({ id }) => id);
		const writes = registrationIds.map((id): Write => ({
			write: 'patch',
			entity: 'registrations',
			id,
			fields: { mailState: 'queued', mailReason: null }
		}));
		return accept(
			writes,
			writes.length > 0 ? [{ effect: 'mail', mail: 'confirmation', eventId, registrationIds }] : []
		);
	}
});
