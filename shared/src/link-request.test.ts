import { describe, expect, it } from 'vitest';
import type { Event } from './events.ts';
import { requestLink } from './link-request.ts';
import type { Registration } from './registrations.ts';

const eventId = '00000000-0000-4000-8000-000000000001';
const args = { eventId, email: 'ines@example.org' };
const by = { actor: { kind: 'attendee' as const }, now: 0 };
const event = (fields: Partial<Event> = {}) =>
	({ id: eventId, status: 'scheduled', deletedAt: null, ...fields }) as Event;
const registered = (status: Registration['status']) =>
	new Map([['person', { id: 'registration', status, email: args.email } as Registration]]);

const decide = (toEvent: Event | undefined, registrations: Map<string, Registration>) =>
	requestLink.decide(args, { event: toEvent, registered: registrations }, by);

describe('asking for a link again', () => {
	it.each(['registered', 'waiting_list'] as const)('sends it to who is %s', (status) => {
		expect(decide(event(), registered(status))).toEqual({
			ok: true,
			writes: [
				{
					write: 'patch',
					entity: 'registrations',
					id: 'registration',
					fields: { mailState: 'queued', mailReason: null }
				}
			],
			effects: [
				{ effect: 'mail', mail: 'confirmation', eventId, registrationIds: ['registration'] }
			],
			notices: []
		});
	});

	it.each([
		['an unknown address', event(), new Map<string, Registration>()],
		['a cancelled registration', event(), registered('cancelled')],
		['a cancelled event', event({ status: 'cancelled' }), registered('registered')],
		['a deleted event', event({ deletedAt: 1 }), registered('registered')],
		['no event', undefined, registered('registered')]
	] as const)('does nothing for %s, and doesn’t say so', (_, toEvent, registrations) => {
		expect(decide(toEvent, registrations)).toEqual({
			ok: true,
			writes: [],
			effects: [],
			notices: []
		});
	});
});
