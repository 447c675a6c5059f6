import { isFormulaError, unguarded } from '@foyer/shared/delimited-text';
import { findHeader, type Cell, type SheetRow } from '@foyer/shared/people-import';
import Papa from 'papaparse';
import type { ReadSheet } from './sheet.ts';

const delimiters = [',', ';', '\t', '|'] as const;

const numbered = (cells: readonly string[][]): SheetRow[] =>
	cells.map((row, at) => ({ row: at + 1, cells: row.map(plain) }));

/** `="0470"` is how Excel keeps zeros, `'+32` how an export keeps text from being taken for a formula. */
const plain = (cell: string): Cell =>
	isFormulaError(cell)
		? { text: cell, error: true }
		: unguarded(cell.replace(/^="([^"]*)"$/, '$1'));

/** So many quotes that nothing closes are taken for slips. */
const mostOpenQuotes = 10;

/** A quote that nothing closes is left out: else all rows below it would stand in its cell. */
function parse(text: string, delimiter: string, preview = 0): SheetRow[] {
	let read = text;
	for (let left = mostOpenQuotes; ; left--) {
		const { data, errors } = Papa.parse<string[]>(read, { delimiter, preview });
		const within = errors.find(({ code }) => code === 'MissingQuotes')?.index;
		if (within === undefined || left === 0) return numbered(data);
		read = read.slice(0, within - 1) + read.slice(within);
	}
}

/** The delimiter under which most columns are known; with none known, the one that makes most cells. */
function delimiterOf(text: string): string {
	const beginning = text.slice(0, 200_000);
	const weights = delimiters.map((delimiter) => {
		const rows = parse(beginning, delimiter, 30);
		const known = findHeader(rows.filter(({ cells }) => cells.some(Boolean)))?.columns.length ?? 0;
		const cells = rows.reduce((sum, row) => sum + row.cells.length, 0);
		return { delimiter, weight: known * 100_000 + cells };
	});
	return weights.reduce((best, each) => (each.weight > best.weight ? each : best)).delimiter;
}

/** Reads comma, semicolon, tab or bar separated text (RFC 4180 and what Excel makes of it). */
export function readDelimited(text: string): ReadSheet {
	const named = /^sep=(.)\r?\n/i.exec(text);
	const body = named ? text.slice(named[0].length) : text;
	const delimiter = named?.[1] ?? delimiterOf(body);
	const rows = parse(body, delimiter);
	return { format: 'csv', delimiter, rows, sheetName: null, otherSheets: [] };
}
