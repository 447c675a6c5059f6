import type { WrittenFile } from '#lib/spreadsheets/spreadsheet-file.ts';
import type { ExportTable } from './export-file.ts';

/** A file being written in a thread of its own, so that the page goes on; it may be ended at any time. */
export interface Writing {
	/** Rejects where the file can't be made; never settles once it was ended. */
	file: Promise<WrittenFile>;
	end(): void;
}

/** Writes a table as a file. */
export function write(table: ExportTable): Writing {
	const worker = new Worker(new URL('./export.worker.ts', import.meta.url), { type: 'module' });
	const file = new Promise<WrittenFile>((resolve, reject) => {
		worker.onmessage = ({ data }: MessageEvent<WrittenFile>) => resolve(data);
		// A thread that ran out of memory, or whose script didn't load.
		worker.onerror = () => reject(new Error('the file could not be written'));
	}).finally(() => worker.terminate());
	worker.postMessage(table);
	return { file, end: () => worker.terminate() };
}
