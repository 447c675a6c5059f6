import type { Registration } from '@foyer/shared/registrations';

/** What is said of an event without showing who is registered for it. */
export interface RegistrationCounts {
	/** Who holds a place. */
	registered: number;
	/** Whose mail was rejected. */
	rejected: number;
	/** Who could be sent a confirmation and hasn't been. */
	unsent: number;
	/** Who asks to be erased; missing from what was counted before that could be asked. */
	erasures?: number;
}

export function countsOf(rows: Iterable<Registration>): RegistrationCounts {
	const counts = { registered: 0, rejected: 0, unsent: 0, erasures: 0 };
	for (const { status, mailState, email, erasureAskedAt } of rows) {
		// Devices of before hold rows that say nothing of it.
		if (typeof erasureAskedAt === 'number') counts.erasures++;
		if (status === 'registered') counts.registered++;
		if (status === 'cancelled' || email === null) continue;
		if (mailState === 'rejected') counts.rejected++;
		if (mailState === 'not_sent') counts.unsent++;
	}
	return counts;
}
