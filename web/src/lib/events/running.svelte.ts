import type { Event } from '@foyer/shared/events';
import { api, refusalOf } from '#lib/api.ts';
import { isRefusal, refusalWords } from '#lib/i18n/refusals.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';

/** Why an event can't be started or ended from here now; undefined where it can. */
export function blockedRunning(event: Event): string | undefined {
	if (local.status.offlineSince !== null) return m.events_needs_network();
	if (local.isWaiting('events', event.id)) return m.events_needs_sync();
	return undefined;
}

/** Starting and ending, which are decided by the server alone: one event at a time is live. */
class Running {
	/** The event for which an answer is awaited. */
	busy = $state<string | null>(null);

	/** Opens the doors now, and says why where they stay closed. */
	start(event: Event): Promise<void> {
		return this.#ask(event, async (ids) => {
			const answer = await api.events.start.mutate(ids);
			if (answer.outcome === 'another_live') {
				toasts.show(m.events_another_live({ title: answer.title }), {
					tone: 'attention',
					lasts: 10_000
				});
			} else if (answer.outcome === 'not_scheduled') {
				toasts.show(m.events_not_scheduled(), { tone: 'attention' });
			} else {
				toasts.show(m.events_started({ title: event.title }), { tone: 'ok' });
			}
		});
	}

	end(event: Event): Promise<void> {
		return this.#ask(event, async (ids) => {
			const { outcome } = await api.events.end.mutate(ids);
			const ended = outcome === 'ended';
			toasts.show(ended ? m.events_ended({ title: event.title }) : m.events_not_live(), {
				tone: ended ? 'ok' : 'attention'
			});
		});
	}

	async #ask(
		event: Event,
		run: (ids: { organisationId: string; eventId: string }) => Promise<void>
	): Promise<void> {
		const organisationId = local.membership?.organisation.id;
		if (this.busy || !organisationId) return;
		this.busy = event.id;
		try {
			await run({ organisationId, eventId: event.id });
			await local.sync();
		} catch (error) {
			toasts.show(failureWords(refusalOf(error)), { tone: 'refused' });
		} finally {
			this.busy = null;
		}
	}
}

function failureWords(refusal: string | null): string {
	if (refusal === null) return m.events_unreachable();
	return isRefusal(refusal) ? refusalWords(refusal) : m.events_failed();
}

export const running = new Running();
