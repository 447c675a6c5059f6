import { deflateRawSync } from 'node:zlib';

type Bytes = Uint8Array<ArrayBuffer>;

/** An entry of a zip made by hand, so that its directory can lie. */
export type ZipEntry = { name: string } & (
	{ data: Bytes } | { packed: Bytes; unpacked: number; declaredPacked?: number }
);

export const deflated = (bytes: Bytes): Bytes => Uint8Array.from(deflateRawSync(bytes));

function header(entry: ZipEntry, local: number | null): Bytes {
	const name = new TextEncoder().encode(entry.name);
	const packed = 'data' in entry ? entry.data : entry.packed;
	const size = local === null ? 30 : 46;
	const view = new DataView(new ArrayBuffer(size + name.length));
	const skip = local === null ? 0 : 2;
	view.setUint32(0, local === null ? 0x04034b50 : 0x02014b50, true);
	view.setUint16(4 + skip, 20, true);
	view.setUint16(8 + skip, 'data' in entry ? 0 : 8, true);
	view.setUint32(
		18 + skip,
		'data' in entry ? packed.length : (entry.declaredPacked ?? packed.length),
		true
	);
	view.setUint32(22 + skip, 'data' in entry ? packed.length : entry.unpacked, true);
	view.setUint16(26 + skip, name.length, true);
	if (local !== null) view.setUint32(42, local, true);
	new Uint8Array(view.buffer).set(name, size);
	return new Uint8Array(view.buffer);
}

function joined(parts: readonly Bytes[]): Bytes {
	const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

/** A zip file of the given entries, stored or packed beforehand. */
export function zipOf(entries: readonly ZipEntry[]): Bytes {
	const starts: number[] = [];
	const files: Bytes[] = [];
	let at = 0;
	for (const entry of entries) {
		starts.push(at);
		for (const part of [header(entry, null), 'data' in entry ? entry.data : entry.packed]) {
			files.push(part);
			at += part.length;
		}
	}
	const directory = joined(entries.map((entry, index) => header(entry, starts[index] ?? 0)));
	const end = new DataView(new ArrayBuffer(22));
	end.setUint32(0, 0x06054b50, true);
	end.setUint16(8, entries.length, true);
	end.setUint16(10, entries.length, true);
	end.setUint32(12, directory.length, true);
	end.setUint32(16, at, true);
	return joined([...files, directory, new Uint8Array(end.buffer)]);
}
