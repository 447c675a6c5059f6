import { gzipSync } from 'node:zlib';

/** A page rendered once for all of its viewers, with gaps for what differs. */
export interface Template {
	/** The page's text before, between and after the gaps. */
	texts: string[];
	/** Which slot fills each gap. */
	slots: string[];
	/** The page's Content-Security-Policy. */
	policy: string;
	/** The whole page compressed, where there are no gaps: the same bytes for everyone. */
	gzipped: Uint8Array<ArrayBuffer> | null;
}

/** What stands for a slot while the page is rendered: no text that people write, and unchanged by escaping. */
export const slotMark = (slot: string): string => `\u{f8ff}${slot}\u{f8fe}`;

const mark = /\u{f8ff}(\w+)\u{f8fe}/u;

/** Takes a rendered page apart at its marks. */
export function toTemplate(html: string, policy: string): Template {
	const pieces = html.split(new RegExp(mark, 'gu'));
	const texts = pieces.filter((_, i) => i % 2 === 0);
	const slots = pieces.filter((_, i) => i % 2 === 1);
	return { texts, slots, policy, gzipped: slots.length === 0 ? gzip(html) : null };
}

/** Fills the gaps; values are escaped for text and quoted attributes. */
export function fill({ texts, slots }: Template, values: Readonly<Record<string, string>>): string {
	return texts.map((text, i) => text + escape(values[slots[i] ?? ''] ?? '')).join('');
}

/** Level 6: a waiting page takes half a millisecond. */
export const gzip = (html: string): Uint8Array<ArrayBuffer> => new Uint8Array(gzipSync(html));

const entities: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;'
};

const escape = (text: string): string =>
	text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
