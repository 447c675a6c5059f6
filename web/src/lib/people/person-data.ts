import type { Person } from '@foyer/shared/people';
import { api } from '#lib/api.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';
import { saveFile } from '#lib/ui/save-file.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { deviceFile, type HeldOfPerson } from './device-file.ts';
import { nameWords } from './people-words.ts';

const organisationId = (): string => local.membership?.organisation.id ?? '';

/** Erases a person for good. Needs the network: what is erased must be erased everywhere. */
export async function askErasure(personId: string): Promise<void> {
	await api.people.erase.mutate({ organisationId: organisationId(), personId });
}

/** Who asked to be erased. Needs the network. */
export const readErasureRequests = async () =>
	api.people.erasureRequests.query({ organisationId: organisationId() });

/** Saves all that is held of a person as a file to be handed to them; without network, what this device holds. */
export async function savePersonFile(person: Person): Promise<void> {
	try {
		const file = await api.people.file.query({
			organisationId: organisationId(),
			personId: person.id
		});
		save(file, person);
	} catch {
		const run = () => save(deviceFile(person, heldOf(person), local.now()), person);
		toasts.show(m.person_file_away(), {
			tone: 'attention',
			action: { label: m.person_file_here(), run }
		});
	}
}

function save(file: object, person: Person): void {
	const bytes = JSON.stringify(file, null, '\t');
	const name = nameWords(person).replace(/[^\p{L}\p{N}@._-]+/gu, '-');
	saveFile({ bytes, type: 'application/json', extension: 'json' }, name);
}

const heldOf = ({ id }: Person): HeldOfPerson => ({
	organisation: local.membership?.organisation.name ?? '',
	fields: local.all('customFields'),
	groups: local.all('groups'),
	registrations: local.registrationsOfPerson(id),
	eventOf: (eventId) => local.event(eventId),
	invitations: local.invitations?.of(id)
});
