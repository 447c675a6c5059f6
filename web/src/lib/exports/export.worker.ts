import { exportFile, type ExportTable } from './export-file.ts';

self.onmessage = ({ data }: MessageEvent<ExportTable>) => self.postMessage(exportFile(data));
