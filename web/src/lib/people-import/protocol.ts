import type {
	ImportContext,
	PersonRow,
	SheetCheck,
	SheetRefusal
} from '@foyer/shared/people-import';
import type { UnreadableReason } from './unreadable.ts';
import type { WrittenFile } from '#lib/spreadsheets/spreadsheet-file.ts';
import type { RowNotes } from './write-file.ts';

/** Why nothing of a file can be imported. */
export type Refusal = { refusal: UnreadableReason } | SheetRefusal;

/** A checked sheet, but for its ready rows, which come in parts. */
export interface CheckedSheet extends Omit<SheetCheck, 'refusal' | 'ready'> {
	sheetName: string | null;
	otherSheets: string[];
}

/** What the page asks of the worker. */
export type Ask =
	| { ask: 'read'; file: Blob; context: ImportContext }
	| ({ ask: 'columns' } & Required<Pick<ImportContext, 'chosen' | 'touched'>>)
	| { ask: 'write'; notes: RowNotes }
	| { ask: 'template'; headers: readonly string[] };

/** What the worker answers: progress and rows as they come, then one of the others. */
export type Answer =
	| { answer: 'checking'; done: number; of: number }
	| { answer: 'ready'; rows: PersonRow[] }
	| { answer: 'checked'; sheet: CheckedSheet }
	| { answer: 'refused'; refusal: Refusal }
	| { answer: 'written'; file: WrittenFile };
