import type { WrittenFile } from '#lib/spreadsheets/spreadsheet-file.ts';
import type { ExportTable } from './export-file.ts';

/** What is told to the thread that writes: of what, rows of it, and that there are no more. */
export type Told =
	| { told: 'begin'; table: Omit<ExportTable, 'rows'> }
	| { told: 'rows'; rows: ExportTable['rows'] }
	| { told: 'end' };

/** Rows to be handed over at once: the page copies them before it gets its turn. */
export const rowsAtOnce = 1000;

/** A file being written in a thread of its own, so that the page goes on; it may be ended at any time. */
export interface Writing {
	/** Hands rows over, `rowsAtOnce` at most. */
	add(rows: ExportTable['rows']): void;
	/** Rejects where the file can't be made; never settles once it was ended. */
	finish(): Promise<WrittenFile>;
	end(): void;
}

/** Begins to write a table as a file. */
export function write(table: Omit<ExportTable, 'rows'>): Writing {
	const worker = new Worker(new URL('./export.worker.ts', import.meta.url), { type: 'module' });
	const tell = (told: Told) => worker.postMessage(told);
	const file = new Promise<WrittenFile>((resolve, reject) => {
		worker.onmessage = ({ data }: MessageEvent<WrittenFile>) => resolve(data);
		// A thread that ran out of memory, or whose script didn't load.
		worker.onerror = () => reject(new Error('the file could not be written'));
	}).finally(() => worker.terminate());
	// It may fail before anybody waits for it.
	file.catch(() => {});
	tell({ told: 'begin', table });
	return {
		add: (rows) => tell({ told: 'rows', rows }),
		finish() {
			tell({ told: 'end' });
			return file;
		},
		end: () => worker.terminate()
	};
}
