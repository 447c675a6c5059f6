import { Unreadable } from './unreadable.ts';

const filePass = 0x002f;
const hyperlink = 0x01b8;

/** The most cells that the hyperlinks of a sheet may cover: each becomes an object in memory. */
export const mostLinkedCells = 1_000_000;

function linkedCells(view: DataView, at: number): number {
	const [top = 0, bottom = 0, left = 0, right = 0] = [0, 2, 4, 6].map((by) =>
		view.getUint16(at + by, true)
	);
	return Math.max(0, bottom - top + 1) * Math.max(0, right - left + 1);
}

/** Walks the records of an Excel 97–2003 stream. Throws `Unreadable`: encrypted, or built to fill the memory. */
export function checkBiff(stream: Uint8Array): void {
	const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
	let linked = 0;
	for (let at = 0; at + 4 <= view.byteLength;) {
		const type = view.getUint16(at, true);
		const length = view.getUint16(at + 2, true);
		if (type === filePass) throw new Unreadable('encrypted');
		if (type === hyperlink && at + 12 <= view.byteLength) linked += linkedCells(view, at + 4);
		if (linked > mostLinkedCells) throw new Unreadable('bomb');
		at += 4 + length;
	}
}
