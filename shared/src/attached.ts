import type { FragmentChange, PackedRows, PullAnswer } from './sync.ts';

/**
 * The media type of an answer whose rows stand after its JSON, for who says that it takes one: within the JSON each
 * of their quotes would be escaped and read again, by server and device, where nobody looks at them.
 *
 * The JSON, which has no line feed; a line feed; the rows' texts, one after the other. All in UTF-8. In place of a
 * text the JSON has its length in bytes.
 */
export const attachedType = 'application/vnd.foyer.attached';

/** Rows whose text stands after the JSON. */
interface Detached {
	count: number;
	/** The text's length. */
	bytes: number;
}

/** What takes the place of packed rows. */
type Put = (rows: PackedRows | Detached) => PackedRows | Detached;

const lineFeed = 0x0a;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** An answer without its rows' texts, which are added to some: what it says of them, `attached` replaces. */
export const detached = (answer: PullAnswer, texts: Uint8Array[]): PullAnswer =>
	withRows(answer, (rows) => {
		if (!('json' in rows)) return rows;
		const text = encoder.encode(rows.json);
		texts.push(text);
		return { count: rows.count, bytes: text.byteLength };
	});

/**
 * The answer again.
 * @param texts all of them, one after the other
 * @throws RangeError where they are longer or shorter than the answer says
 */
export function attached(answer: PullAnswer, texts: Uint8Array): PullAnswer {
	let at = 0;
	const whole = withRows(answer, (rows) => {
		if ('json' in rows) return rows;
		const text = texts.subarray(at, (at += rows.bytes));
		return { count: rows.count, json: decoder.decode(text) };
	});
	if (at !== texts.byteLength) throw new RangeError('not all of an answer');
	return whole;
}

/** JSON and texts as they travel. */
export function framed(json: Uint8Array, texts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const parts = [json, Uint8Array.of(lineFeed), ...texts];
	const frame = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
	let at = 0;
	for (const part of parts) {
		frame.set(part, at);
		at += part.byteLength;
	}
	return frame;
}

/**
 * The two apart.
 * @throws SyntaxError where the JSON isn't whole
 */
export function unframed(frame: Uint8Array): { json: unknown; texts: Uint8Array } {
	const end = frame.indexOf(lineFeed);
	if (end === -1) throw new SyntaxError('not all of an answer');
	const json: unknown = JSON.parse(decoder.decode(frame.subarray(0, end)));
	return { json, texts: frame.subarray(end + 1) };
}

const withRows = (answer: PullAnswer, put: Put): PullAnswer => ({
	...answer,
	scopes: answer.scopes.map((scope) => ({
		...scope,
		changes: scope.changes.map((change) => ({ ...change, rows: putIn(change, put) }))
	}))
});

/** Few rows travel as they are. */
const putIn = ({ rows }: FragmentChange, put: Put): FragmentChange['rows'] =>
	'count' in rows ? (put(rows) as PackedRows) : rows;
