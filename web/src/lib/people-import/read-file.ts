import { readDelimited } from './delimited.ts';
import { kindOf } from './kind.ts';
import type { ReadSheet } from './sheet.ts';
import { decodedText } from './text.ts';
import { largestFile, Unreadable } from './unreadable.ts';
import { readBiff, readCompound, readZip } from './workbook.ts';

async function readKind(bytes: Uint8Array<ArrayBuffer>): Promise<ReadSheet> {
	switch (kindOf(bytes)) {
		case 'zip':
			return readZip(bytes);
		case 'compound':
			return readCompound(bytes);
		case 'biff':
			return readBiff(bytes);
		case 'text':
			return readDelimited(decodedText(bytes));
	}
}

/** Reads a sheet from a file's bytes, by its content whatever its name. Throws `Unreadable` alone. */
export async function readFile(bytes: Uint8Array<ArrayBuffer>): Promise<ReadSheet> {
	if (bytes.length > largestFile) throw new Unreadable('too_big');
	try {
		return await readKind(bytes);
	} catch (error) {
		// The parsers throw whatever they stumble over.
		throw error instanceof Unreadable ? error : new Unreadable(reasonOf(error));
	}
}

const reasonOf = (error: unknown) =>
	error instanceof Error && /password/i.test(error.message) ? 'encrypted' : 'damaged';
