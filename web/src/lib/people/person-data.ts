import type { Person } from '@foyer/shared/people';
import { api } from '#lib/api.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';
import { saveFile } from '#lib/ui/save-file.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { nameWords } from './people-words.ts';

const organisationId = (): string => local.membership?.organisation.id ?? '';

/** Erases a person for good. Needs the network: what is erased must be erased everywhere. */
export async function askErasure(personId: string): Promise<void> {
	await api.people.erase.mutate({ organisationId: organisationId(), personId });
}

/** Who asked to be erased. Needs the network. */
export const readErasureRequests = async () =>
	api.people.erasureRequests.query({ organisationId: organisationId() });

/** Saves all that is held of a person as a file to be handed to them. Needs the network. */
export async function savePersonFile(person: Person): Promise<void> {
	try {
		const file = await api.people.file.query({
			organisationId: organisationId(),
			personId: person.id
		});
		const bytes = JSON.stringify(file, null, '\t');
		const name = nameWords(person).replace(/[^\p{L}\p{N}@._-]+/gu, '-');
		saveFile({ bytes, type: 'application/json', extension: 'json' }, name);
	} catch {
		toasts.show(m.person_file_away(), { tone: 'attention' });
	}
}
