import type { PersonRow } from '@foyer/shared/people-import';
import { longestBatch, type importPeople } from '@foyer/shared/registration-mutations';
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

type EarlierRows = ReadonlyMap<string | null | undefined, ImportRow>;

/** Empty cells say nothing: what is known of a person stays. */
function rowOf(
	{ person }: PersonRow,
	{ knownIdByEmail, newId }: Plan,
	earlier: EarlierRows
): ImportRow {
	const said = Object.fromEntries(Object.entries(person).filter(([, value]) => value));
	const before = earlier.get(person.email);
	const id = before?.id ?? ((person.email && knownIdByEmail(person.email)) || newId());
	return { ...said, id, registrationId: before?.registrationId ?? newId() };
}

/**
 * The mutations that import rows, each short enough for one transaction. Rows keep the ids that they
 * had in `earlier` batches, some of which may have been saved.
 */
export function importBatches(
	rows: readonly PersonRow[],
	plan: Plan,
	earlier: readonly ImportBatch[]
): ImportBatch[] {
	const { eventId, confirmations } = plan;
	const before: EarlierRows = new Map(
		earlier.flatMap((batch) => batch.rows).map((row) => [row.email, row])
	);
	const made = rows.map((row) => rowOf(row, plan, before));
	return Array.from({ length: Math.ceil(made.length / longestBatch) }, (_, at) => ({
		eventId,
		confirmations,
		rows: made.slice(at * longestBatch, (at + 1) * longestBatch)
	}));
}
