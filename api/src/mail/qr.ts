import { crc32, deflateSync } from 'node:zlib';
import { encode } from 'uqr';

/** Pixels per module, so that phones and screens of any density scale it down, never up. */
const scale = 6;

/** Modules of white around it (ISO/IEC 18004). */
const quietZone = 4;

/** A QR code as a PNG of black and white, one bit a pixel. */
export function qrPng(text: string): Buffer {
	const { data, size } = encode(text, { ecc: 'M', border: quietZone });
	const width = size * scale;
	const rows = data.map((row) => scanline(row, width));
	const pixels = Buffer.concat(rows.flatMap((row) => Array<Buffer>(scale).fill(row)));
	return Buffer.concat([
		Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
		chunk('IHDR', header(width)),
		chunk('IDAT', deflateSync(pixels, { level: 9 })),
		chunk('IEND', Buffer.alloc(0))
	]);
}

/** Width and height, one bit, greyscale (PNG specification, 11.2.1). */
function header(width: number): Buffer {
	const bytes = Buffer.alloc(13);
	bytes.writeUInt32BE(width, 0);
	bytes.writeUInt32BE(width, 4);
	bytes[8] = 1;
	return bytes;
}

/** A row of pixels after the byte that says it is not filtered; a set bit is white. */
function scanline(modules: readonly boolean[], width: number): Buffer {
	const bytes = Buffer.alloc(1 + Math.ceil(width / 8));
	for (let x = 0; x < width; x++) {
		if (!modules[Math.floor(x / scale)]) bytes[1 + (x >> 3)]! |= 0x80 >> (x & 7);
	}
	return bytes;
}

function chunk(type: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const length = Buffer.alloc(4);
	const check = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	check.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, check]);
}
