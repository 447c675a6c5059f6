import type { SheetRow } from '@foyer/shared/people-import';

/** A sheet as read from a file, before anything in it is checked. */
export interface ReadSheet {
	/** How it goes out again with its errors. */
	format: 'xlsx' | 'csv';
	delimiter: string;
	rows: SheetRow[];
	sheetName: string | null;
	/** Sheets of the same file that are not read. */
	otherSheets: string[];
}
