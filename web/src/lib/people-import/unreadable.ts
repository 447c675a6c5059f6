/** The largest file that is read, in bytes. */
export const largestFile = 50 * 1024 * 1024;

/** Why a file can't be read as a sheet. The interface has a sentence for each. */
export const unreadableReasons = [
	'too_big',
	'empty_file',
	'is_pdf',
	'is_image',
	'is_html',
	'is_other_spreadsheet',
	'is_other_file',
	'encrypted',
	'damaged',
	'bomb',
	'too_slow'
] as const;
export type UnreadableReason = (typeof unreadableReasons)[number];

/** Thrown while a file is read; `reason` says what to tell. */
export class Unreadable extends Error {
	reason: UnreadableReason;

	constructor(reason: UnreadableReason) {
		super(reason);
		this.name = 'Unreadable';
		this.reason = reason;
	}
}
