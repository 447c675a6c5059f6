import { Unreadable } from './unreadable.ts';

const mostEntries = 5000;
/** All entries together, unpacked, in bytes. 100,000 people are about 60 MB of XML. */
const mostUnpacked = 400 * 1024 * 1024;
/** Sheets pack about 10 to 40 times; what packs 250 times and is large is a bomb. */
const largestRatio = 250;
const smallEnough = 20 * 1024 * 1024;

interface Entry {
	name: string;
	method: number;
	/** Bytes. */
	packed: number;
	unpacked: number;
	/** Where the packed bytes begin. */
	start: number;
}

/** Where the list of entries ends: the last such mark, as far back as a comment can be long. */
function endOfDirectory(view: DataView): number {
	const first = Math.max(0, view.byteLength - 22 - 0xffff);
	for (let at = view.byteLength - 22; at >= first; at--) {
		if (view.getUint32(at, true) === 0x06054b50) return at;
	}
	throw new Unreadable('damaged');
}

function entryAt(view: DataView, at: number): { entry: Entry; next: number } {
	if (view.getUint32(at, true) !== 0x02014b50) throw new Unreadable('damaged');
	if (view.getUint16(at + 8, true) & 0x2041) throw new Unreadable('encrypted');
	const [nameLength, extraLength, commentLength] = [28, 30, 32].map((by) =>
		view.getUint16(at + by, true)
	) as [number, number, number];
	const local = view.getUint32(at + 42, true);
	if (view.getUint32(local, true) !== 0x04034b50) throw new Unreadable('damaged');
	const entry = {
		name: new TextDecoder().decode(
			new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength)
		),
		method: view.getUint16(at + 10, true),
		packed: view.getUint32(at + 20, true),
		unpacked: view.getUint32(at + 24, true),
		start: local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
	};
	return { entry, next: at + 46 + nameLength + extraLength + commentLength };
}

function directory(bytes: Uint8Array): Entry[] {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	try {
		const end = endOfDirectory(view);
		const count = view.getUint16(end + 10, true);
		if (count > mostEntries) throw new Unreadable('bomb');
		const entries: Entry[] = [];
		for (let at = view.getUint32(end + 16, true); entries.length < count;) {
			const { entry, next } = entryAt(view, at);
			entries.push(entry);
			at = next;
		}
		return entries;
	} catch (error) {
		if (error instanceof RangeError) throw new Unreadable('damaged');
		throw error;
	}
}

/** Refuses by what the directory declares, before anything is unpacked. */
function refuseBombs(entries: readonly Entry[], size: number): void {
	const sum = (key: 'packed' | 'unpacked') =>
		entries.reduce((total, entry) => total + entry[key], 0);
	const unpacked = sum('unpacked');
	// Entries that lie over each other unpack the same bytes many times.
	if (unpacked > mostUnpacked || sum('packed') > size) throw new Unreadable('bomb');
	if (unpacked > smallEnough && unpacked / size > largestRatio) throw new Unreadable('bomb');
}

async function inflated(
	bytes: Uint8Array<ArrayBuffer>,
	{ packed, unpacked, start }: Entry
): Promise<Uint8Array> {
	const stream = new Blob([bytes.subarray(start, start + packed)])
		.stream()
		.pipeThrough(new DecompressionStream('deflate-raw'));
	const whole = new Uint8Array(unpacked);
	let length = 0;
	for (const reader = stream.getReader(); ;) {
		const { done, value } = await reader
			.read()
			.catch(() => Promise.reject(new Unreadable('damaged')));
		if (done) break;
		// More than was declared: the directory lied.
		if (length + value.length > unpacked) {
			await reader.cancel().catch(() => {});
			throw new Unreadable('bomb');
		}
		whole.set(value, length);
		length += value.length;
	}
	if (length !== unpacked) throw new Unreadable('damaged');
	return whole;
}

/**
 * Unpacks the entries whose name `wanted` accepts. Counts and sizes are checked before and while
 * unpacking. Throws `Unreadable`.
 */
export async function unzip(
	bytes: Uint8Array<ArrayBuffer>,
	wanted: (name: string) => boolean
): Promise<Map<string, Uint8Array>> {
	const entries = directory(bytes);
	refuseBombs(entries, bytes.length);
	const files = new Map<string, Uint8Array>();
	for (const entry of entries) {
		if (!wanted(entry.name)) continue;
		if (entry.start + entry.packed > bytes.length) throw new Unreadable('damaged');
		if (entry.method === 0)
			files.set(entry.name, bytes.subarray(entry.start, entry.start + entry.packed));
		else if (entry.method === 8) files.set(entry.name, await inflated(bytes, entry));
		else throw new Unreadable('damaged');
	}
	return files;
}

/** The names of all entries, without unpacking any. Throws `Unreadable`. */
export const zipNames = (bytes: Uint8Array): string[] => directory(bytes).map(({ name }) => name);
