import { encode } from 'uqr';

/** A QR code as one SVG path, a unit per module. */
export interface QrDrawing {
	path: string;
	/** Modules across, the quiet zone of four included. */
	size: number;
}

/** Draws a text as a QR code. */
export function drawQr(text: string): QrDrawing {
	const { data, size } = encode(text, { ecc: 'M', border: 4 });
	const path = data
		.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
		.join('');
	return { path, size };
}
