import { hasArrived } from './arrivals.ts';
import type { MailState, Registration } from './registrations.ts';

/**
 * Some registrations: those for an event (null: any) that aren't cancelled, of a mail state (null: any); or those by
 * which somebody came, whatever became of them.
 */
export interface Standing {
	eventId: string | null;
	state: MailState | null;
	attended: boolean;
}

/** The standings that conditions ask for, each by the fact that it answers. */
export const standingOf = {
	registered: (eventId: string | null): Standing => ({ eventId, state: null, attended: false }),
	mailed: (eventId: string | null, state: MailState): Standing => ({
		eventId,
		state,
		attended: false
	}),
	attended: (eventId: string | null): Standing => ({ eventId, state: null, attended: true })
};

/** A standing as the key of a map. */
export const standingKey = ({ eventId, state, attended }: Standing): string =>
	`${eventId ?? ''}|${attended ? 'attended' : (state ?? '')}`;

/** What standings look at of a registration. */
export interface Place extends Pick<Registration, 'eventId' | 'status' | 'mailState'> {
	arrived: boolean;
}

/** What standings look at of a registration as devices hold it. */
export const placeOf = (
	row: Pick<Registration, 'eventId' | 'status' | 'mailState' | 'admittedAt' | 'ledInAt'>
): Place => ({
	eventId: row.eventId,
	status: row.status,
	mailState: row.mailState,
	arrived: hasArrived(row)
});

/** Whether a registration is one of those. */
export const hasStanding = (place: Place, { eventId, state, attended }: Standing): boolean =>
	(attended ? place.arrived : place.status !== 'cancelled') &&
	(eventId === null || place.eventId === eventId) &&
	(state === null || place.mailState === state);
