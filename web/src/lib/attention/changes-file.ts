import { formatNumber, formatShortDay, viewerZone } from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';
import {
	readChanges,
	writeChanges,
	type Changes,
	type ChangesOwner,
	type ChangesProblem
} from '#lib/sync/changes-file.ts';
import { isFull } from '#lib/sync/full-disk.ts';
import { local } from '#lib/sync/local.svelte.ts';
import { saveFile } from '#lib/ui/save-file.ts';

/** More than this, in bytes, is no file of ours: a queue of 100,000 imported people is a third of it. */
const longestFile = 100_000_000;

export const countOf = ({ waiting, refused }: Changes): number => waiting.length + refused.length;

/** Lets the browser save changes as a file, with or without network. */
export function saveChanges(owner: ChangesOwner, changes: Changes): void {
	const now = local.now();
	const date = formatShortDay(now, viewerZone());
	const name = m.attention_file_name({ organisation: owner.organisation.name, date });
	const bytes = writeChanges(owner, changes, now);
	saveFile(
		{ bytes, type: 'application/json', extension: 'json' },
		name.replace(/[\\/:*?"<>|]/g, ' ')
	);
}

/** What came of loading a file, in words. */
export interface LoadingTold {
	loaded: boolean;
	words: string;
}

/** Takes in the changes of a file, each once; all of them, or none. */
export async function loadChanges(file: Blob, owner: ChangesOwner): Promise<LoadingTold> {
	const read =
		file.size > longestFile
			? ({ problem: 'unreadable' } as const)
			: readChanges(await file.text(), owner);
	if ('problem' in read) return { loaded: false, words: problemWords(read) };
	try {
		const count = countOf(await local.load(read));
		if (count === 0) return { loaded: true, words: m.attention_file_known() };
		return { loaded: true, words: m.attention_file_loaded({ count, shown: formatNumber(count) }) };
	} catch (error) {
		const full = isFull(error);
		return {
			loaded: false,
			words: full ? m.attention_file_full() : m.attention_unsaved_text()
		};
	}
}

function problemWords(problem: ChangesProblem): string {
	switch (problem.problem) {
		case 'unreadable':
			return m.attention_file_unreadable();
		case 'newer':
			return m.attention_file_newer();
		case 'other_organisation':
			return m.attention_file_other_organisation({ name: problem.name });
		case 'other_person':
			return m.attention_file_other_person({ name: problem.name });
	}
}
