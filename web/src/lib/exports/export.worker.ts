import { exportFile, type ExportTable } from './export-file.ts';
import type { Told } from './writing.ts';

let table: Omit<ExportTable, 'rows'> | null = null;
const rows: ExportTable['rows'][number][] = [];

self.onmessage = ({ data }: MessageEvent<Told>) => {
	if (data.told === 'begin') table = data.table;
	else if (data.told === 'rows') rows.push(...data.rows);
	else if (table) self.postMessage(exportFile({ ...table, rows }));
};
