import type { Import, KeptReason } from '@foyer/shared/imports';
import { formatList } from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';
import { counted } from './import-words.ts';
import type { Outcome } from './people-import.svelte.ts';

type Counted = (inputs: { count: number; shown: string }) => string;

const told = (counts: readonly (readonly [count: number, words: Counted])[]): string =>
	formatList(counts.flatMap(([count, words]) => (count > 0 ? [words(counted(count))] : [])));

type Counts = Pick<Import, 'made' | 'changed' | 'registered'>;

const deedsOf = ({ made, changed, registered }: Counts) =>
	[
		[made, m.import_did_made],
		[changed, m.import_did_changed],
		[registered, m.import_did_registered]
	] as const;

/** What an import did. */
export const didWords = (counts: Counts): string => told(deedsOf(counts)) || m.import_did_nothing();

/** What a file that has just been imported did, and of how many all was there already. */
export const outcomeWords = (outcome: Outcome): string =>
	told([
		...deedsOf(outcome),
		[outcome.waiting, m.import_did_wait],
		[outcome.same, m.import_did_same]
	]);

/** What taking it back did. */
export const undidWords = ({ removed, putBack, cancelled }: Import): string =>
	told([
		[removed, m.import_undid_removed],
		[putBack, m.import_undid_put_back],
		[cancelled, m.import_undid_cancelled]
	]) || m.import_did_nothing();

/** Why somebody stays, in whole or in part. */
export const keptWords: Record<KeptReason, () => string> = {
	touched: m.import_kept_touched,
	opened: m.import_kept_opened,
	edited: m.import_kept_edited
};
