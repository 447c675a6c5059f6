import type { Event } from '@foyer/shared/events';
import type { Registration } from '@foyer/shared/registrations';
import { api } from '#lib/api.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';

type Openings = Awaited<ReturnType<typeof api.access.timeline.query>>;

/** What a registrant did, as far as their link tells. */
export type Step = 'opened' | 'waited' | 'joined' | 'machine';

const stepOf = ({ state, automated }: Openings[number]): Step => {
	if (automated) return 'machine';
	if (state === 'live') return 'joined';
	return state === 'waiting' || state === 'no_room' ? 'waited' : 'opened';
};

/** Several openings in a row that came to the same. */
export interface HistoryEntry {
	step: Step;
	/** The latest of them, and the first; UTC ms. */
	at: number;
	since: number;
	count: number;
}

/** Openings, the latest first, those in a row that came to the same taken together. */
export function historyOf(openings: Openings): HistoryEntry[] {
	const entries: HistoryEntry[] = [];
	for (const opening of openings) {
		const step = stepOf(opening);
		const last = entries.at(-1);
		if (last?.step === step) {
			last.since = opening.at;
			last.count += 1;
		} else entries.push({ step, at: opening.at, since: opening.at, count: 1 });
	}
	return entries;
}

/** What became of a registrant's link, the latest first. Needs the network. */
export const readHistory = async (
	{ id: eventId }: Pick<Event, 'id'>,
	{ id: registrationId }: Pick<Registration, 'id'>
): Promise<HistoryEntry[]> =>
	historyOf(
		await api.access.timeline.query({
			organisationId: local.membership?.organisation.id ?? '',
			eventId,
			registrationId
		})
	);

const words: Record<Step, () => string> = {
	opened: m.registrations_history_opened,
	waited: m.registrations_history_waited,
	joined: m.registrations_history_joined,
	machine: m.registrations_history_machine
};

export const stepWords = (step: Step): string => words[step]();
