import { Unreadable, type UnreadableReason } from './unreadable.ts';

/** How a file's content is packed, whatever its name says. */
export type Kind = 'zip' | 'compound' | 'biff' | 'text';

const signatures: readonly [string, Kind | UnreadableReason][] = [
	['50 4b 03 04', 'zip'],
	['50 4b 05 06', 'empty_file'],
	['d0 cf 11 e0 a1 b1 1a e1', 'compound'],
	['09 00 04 00', 'biff'],
	['09 02 06 00', 'biff'],
	['09 04 06 00', 'biff'],
	['09 08 08 00', 'biff'],
	['25 50 44 46', 'is_pdf'],
	['89 50 4e 47', 'is_image'],
	['ff d8 ff', 'is_image'],
	['47 49 46 38', 'is_image'],
	['49 49 2a 00', 'is_image'],
	['4d 4d 00 2a', 'is_image'],
	['1f 8b', 'is_other_file'],
	['52 61 72 21', 'is_other_file'],
	['37 7a bc af', 'is_other_file']
];

const kinds: readonly string[] = ['zip', 'compound', 'biff', 'text'] satisfies Kind[];

/**
 * What a file is, by its content: people rename files, and browsers guess types by name.
 * Throws `Unreadable` for what is no sheet.
 */
export function kindOf(bytes: Uint8Array): Kind {
	if (bytes.length === 0) throw new Unreadable('empty_file');
	const start = [...bytes.subarray(0, 8)]
		.map((byte) => byte.toString(16).padStart(2, '0'))
		.join(' ');
	const found = signatures.find(([signature]) => start.startsWith(signature))?.[1] ?? 'text';
	if (kinds.includes(found)) return found as Kind;
	throw new Unreadable(found as UnreadableReason);
}
