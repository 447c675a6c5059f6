import { encode } from 'uqr';

/** A QR code as one SVG path of horizontal strokes, a unit per module. */
export interface EntryCode {
	path: string;
	/** Modules across, the quiet zone of four included. */
	size: number;
}

/** Draws the code that the door scans: the access link itself. */
export function entryCode(link: string): EntryCode {
	const { data, size } = encode(link, { ecc: 'L', border: 4 });
	return { path: data.map(strokes).join(''), size };
}

function strokes(row: boolean[], y: number): string {
	let path = '';
	for (let x = 0; x < row.length; x++) {
		if (!row[x]) continue;
		const start = x;
		while (row[x + 1]) x++;
		path += `M${start} ${y}.5h${x - start + 1}`;
	}
	return path;
}
