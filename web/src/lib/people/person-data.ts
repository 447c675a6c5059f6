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

const readFile = (personId: string): Promise<object> =>
	api.people.file.query({ organisationId: organisationId(), personId });

/** Whose file was asked for and hasn't come, by the last time that it was. */
const awaited = new Map<string, symbol>();

/** Saves all that is held of a person as a file to be handed to them; without network, what this device holds. */
export async function savePersonFile(person: Person, read = readFile): Promise<void> {
	const about = `file of ${person.id}`;
	const ask = Symbol(about);
	awaited.set(person.id, ask);
	try {
		save(await read(person.id), person);
		awaited.delete(person.id);
		// What this device holds is a part of the file that they have now.
		for (const toast of toasts.shown) if (toast.about === about) toasts.dismiss(toast.id);
	} catch {
		// It was asked for again since: that answer counts.
		if (awaited.get(person.id) !== ask) return;
		const run = () => save(deviceFile(person, heldOf(person), local.now()), person);
		toasts.show(m.person_file_away(), {
			...{ tone: 'attention', about },
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
