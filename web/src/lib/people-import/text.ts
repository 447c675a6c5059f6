import { Unreadable } from './unreadable.ts';

/** The UTF-16 that a text without a mark must be: half of its bytes are zeros, on one side. */
function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
	const start = bytes.subarray(0, 4096);
	const zeros = [0, 0];
	for (const [at, byte] of start.entries()) if (byte === 0) zeros[at % 2]! += 1;
	const [even = 0, odd = 0] = zeros;
	if (odd > start.length / 4 && even < odd / 8) return 'utf-16le';
	if (even > start.length / 4 && odd < even / 8) return 'utf-16be';
	return undefined;
}

function encodingOf(bytes: Uint8Array): string {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
	if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
	return unmarkedUtf16(bytes) ?? 'utf-8';
}

function decode(bytes: Uint8Array): string {
	const encoding = encodingOf(bytes);
	try {
		return new TextDecoder(encoding, { fatal: encoding === 'utf-8' }).decode(bytes);
	} catch {
		// What isn't UTF-8 comes from an Excel for Windows of western Europe.
		return new TextDecoder('windows-1252').decode(bytes);
	}
}

/** Text in UTF-8, UTF-16 or Windows-1252. Throws `Unreadable` for a web page and for what is no text. */
export function decodedText(bytes: Uint8Array): string {
	const text = decode(bytes);
	if (text.includes('\0')) throw new Unreadable('is_other_file');
	if (/^\s*<(?:\?xml|!doctype|!--|[a-z]+[\s>])/i.test(text.slice(0, 1000)))
		throw new Unreadable('is_html');
	return text;
}
