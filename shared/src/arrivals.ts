import type { Event } from './events.ts';
import type { Registration } from './registrations.ts';

/** How somebody came: the team marked it, or their link led them into the live room. */
export type ArrivalKind = 'desk' | 'room';

/** That somebody came: when (UTC ms), and how. */
export interface Arrival {
	at: number;
	by: ArrivalKind;
}

type Entered = Pick<Registration, 'admittedAt' | 'ledInAt'>;

/** A registration's one arrival, the earlier where somebody came both ways; null: nobody came by it. */
export function arrivalOf({ admittedAt, ledInAt }: Entered): Arrival | null {
	if (ledInAt !== null && (admittedAt === null || ledInAt < admittedAt))
		return { at: ledInAt, by: 'room' };
	return admittedAt === null ? null : { at: admittedAt, by: 'desk' };
}

/** Whether somebody came, whatever became of their registration since. */
export const hasArrived = ({ admittedAt, ledInAt }: Entered): boolean =>
	admittedAt !== null || ledInAt !== null;

/** Whether somebody who has a place hasn't come. */
export const isMissed = (row: Entered & Pick<Registration, 'status'>): boolean =>
	row.status === 'registered' && !hasArrived(row);

/** How long before an event starts somebody can be marked at the desk: badges are given out the evening before. In ms. */
const deskOpensBefore = 24 * 3_600_000;

/** Whether the desk marks who came by now. What is over is still noted. */
export const deskIsOpen = ({ status, startsAt }: Event, now: number): boolean =>
	status !== 'cancelled' && (status !== 'scheduled' || now >= startsAt - deskOpensBefore);
