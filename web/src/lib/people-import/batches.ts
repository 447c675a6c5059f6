import type { PersonRow } from '@foyer/shared/people-import';
import { importPeople, longestBatch } from '@foyer/shared/registration-mutations';
import type { ConfirmationChoice } from '@foyer/shared/registrations';
import type * as v from 'valibot';

/** The arguments of one mutation `people.import`. */
export type ImportBatch = v.InferInput<typeof importPeople.schema>;

interface Plan {
	eventId: string | null;
	confirmations: ConfirmationChoice;
	/** The id of the person who has an address already (in lower case). */
	knownIdByEmail: (email: string) => string | undefined;
	newId: () => string;
}

type ImportRow = ImportBatch['rows'][number];

/** Empty cells say nothing: what is known of a person stays. */
function rowOf({ person }: PersonRow, { knownIdByEmail, newId }: Plan): ImportRow {
	const said = Object.fromEntries(Object.entries(person).filter(([, value]) => value));
	const id = (person.email && knownIdByEmail(person.email)) || newId();
	return { ...said, id, registrationId: newId() };
}

/** The mutations that import rows, each short enough for one transaction. */
export function importBatches(rows: readonly PersonRow[], plan: Plan): ImportBatch[] {
	const { eventId, confirmations } = plan;
	const count = Math.ceil(rows.length / longestBatch);
	return Array.from({ length: count }, (_, at) => ({
		eventId,
		confirmations,
		rows: rows.slice(at * longestBatch, (at + 1) * longestBatch).map((row) => rowOf(row, plan))
	}));
}
