import type { Event } from '@foyer/shared/events';
import { revealKeys } from '@foyer/shared/key-mutations';
import type { KeyUse, Registration } from '@foyer/shared/registrations';
import { api } from '#lib/api.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';
import { saveForRegistrants } from './registration-deeds.ts';

/**
 * Notes that keys leave the app, before they do; the server logs it once there is network.
 * @returns whether it is noted: if not, which is told, nothing is to be shown
 */
export const noteUse = async (
	event: Pick<Event, 'id'>,
	rows: readonly Pick<Registration, 'personId'>[],
	way: KeyUse
): Promise<boolean> =>
	(
		await saveForRegistrants(revealKeys, event, rows, m.registrations_uses(), {
			way,
			at: local.now()
		})
	).saved;

const uses: Record<KeyUse, typeof m.registrations_use_shown> = {
	shown: m.registrations_use_shown,
	copied: m.registrations_use_copied,
	mailed: m.registrations_use_mailed,
	shared: m.registrations_use_shared,
	code: m.registrations_use_code,
	opened: m.registrations_use_opened,
	exported: m.registrations_use_exported
};

/** Who took the link, the latest first. Needs the network. */
export const readUses = async (
	{ id: eventId }: Pick<Event, 'id'>,
	{ id: registrationId }: Pick<Registration, 'id'>
) =>
	api.access.reveals.query({
		organisationId: local.membership?.organisation.id ?? '',
		eventId,
		registrationId
	});

/** What somebody did with a link, as a sentence. */
export const useWords = ({ by, way }: { by: string; way: KeyUse }): string =>
	uses[way]({ name: by });
