import { checkSheet, type ImportContext, type SheetCheck } from '@foyer/shared/people-import';
import type { Answer, Ask } from './protocol.ts';
import { readFile } from './read-file.ts';
import type { ReadSheet } from './sheet.ts';
import { largestFile, Unreadable } from './unreadable.ts';
import { fileWithErrors, template } from './write-file.ts';

/** Rows in one message: the page takes each in a few milliseconds. */
const rowsInMessage = 2000;

const answer = (message: Answer) => self.postMessage(message);

/** What was read last, and by what it is checked. */
let held: { sheet: ReadSheet; context: ImportContext } | null = null;
let read: { sheet: ReadSheet; check: SheetCheck } | null = null;

function tell({ sheet, check }: { sheet: ReadSheet; check: SheetCheck }): void {
	const { refusal: _, ready, ...rest } = check;
	for (let at = 0; at < ready.length; at += rowsInMessage) {
		answer({ answer: 'ready', rows: ready.slice(at, at + rowsInMessage) });
	}
	const { sheetName, otherSheets } = sheet;
	answer({ answer: 'checked', sheet: { ...rest, sheetName, otherSheets } });
}

/** How a delimited text writes numbers: a semicolon stands between cells where a comma stands in them. */
const notationOf = ({ format, delimiter }: ReadSheet, { notation }: ImportContext) =>
	format === 'csv' && (delimiter === ';' || delimiter === ',')
		? { ...notation, decimal: delimiter === ';' ? (',' as const) : ('.' as const) }
		: notation;

async function readAndCheck(file: Blob, context: ImportContext): Promise<void> {
	if (file.size > largestFile) throw new Unreadable('too_big');
	const sheet = await readFile(new Uint8Array(await file.arrayBuffer()));
	held = { sheet, context: { ...context, notation: notationOf(sheet, context) } };
	check(held);
}

function check({ sheet, context }: { sheet: ReadSheet; context: ImportContext }): void {
	const told = (done: number, of: number) => answer({ answer: 'checking', done, of });
	const check = checkSheet(sheet.rows, told, context);
	if (check.refusal !== null) {
		answer({ answer: 'refused', refusal: check });
		return;
	}
	read = { sheet, check };
	tell(read);
}

function checkAnew({ chosen, touched }: Extract<Ask, { ask: 'columns' }>): void {
	if (held) check({ ...held, context: { ...held.context, chosen, touched } });
}

async function respond(message: Ask): Promise<void> {
	switch (message.ask) {
		case 'read':
			return readAndCheck(message.file, message.context);
		case 'columns':
			return checkAnew(message);
		case 'write':
			if (read)
				answer({ answer: 'written', file: fileWithErrors(read.sheet, read.check, message.notes) });
			return;
		case 'template':
			answer({ answer: 'written', file: template(message.headers) });
	}
}

self.onmessage = ({ data }: MessageEvent<Ask>) => {
	respond(data).catch((error: unknown) => {
		// A file can go away while it is read (a stick pulled out).
		const reason = error instanceof Unreadable ? error.reason : 'damaged';
		answer({ answer: 'refused', refusal: { refusal: reason } });
	});
};
