import type { Group } from './groups.ts';
import { folded } from './own-cells.ts';

/** A group as cells may name it. */
export interface NamedGroup extends Pick<Group, 'id' | 'name' | 'smart'> {
	/** Its name to be compared. */
	key: string;
}

/** Groups as cells name them. Of two with one name, a manual one counts: it can be joined. */
export function namedGroups(groups: readonly Pick<Group, 'id' | 'name' | 'smart'>[]): NamedGroup[] {
	const byKey = new Map<string, NamedGroup>();
	for (const { id, name, smart } of groups) {
		const key = folded(name);
		if (!byKey.has(key) || !smart) byKey.set(key, { id, name, smart, key });
	}
	return [...byKey.values()];
}

/** Between the names of a cell: a mark, or the word that a list written out has before its last item. */
const between = /(\s*(?::::|[,;|\n])\s*(?:(?:and|et|en)\s+)?|\s+(?:and|et|en)\s+)/u;

/** A name in quotes, in which quotes are doubled: whatever stands within is part of it. */
const quoted = /(^|[,;|\n]|:::)\s*"((?:[^"]|"")+)"\s*(?=$|[,;|\n]|:::)/gu;

/** A group's name as a cell of several holds it, so that it is read as one where no group is called so yet. */
export const groupNameText = (name: string): string =>
	between.test(name) || name.includes('"') || name.startsWith('*')
		? `"${name.replaceAll('"', '""')}"`
		: name;

const isWord = (separator: string): boolean => !/[,;|\n:]/u.test(separator);

/** A cell with more names than this isn't looked through for names that hold a comma. */
const mostPieces = 60;

export interface GroupsMeant {
	known: NamedGroup[];
	/** Names of no group, as they are written. */
	unknown: string[];
}

/**
 * The groups that a cell names: separated by commas, semicolons, bars, lines or `:::`, or written out ("A, B and
 * C"). A name that holds such a mark itself is found as long as there is a group of that name, or in quotes.
 */
export function groupsMeant(text: string, groups: ReadonlyMap<string, NamedGroup>): GroupsMeant {
	const known = new Map<string, NamedGroup>();
	const unknown = new Map<string, string>();
	const unquoted = text.trim().replace(quoted, (_, before: string, within: string) => {
		const name = within.replaceAll('""', '"').trim();
		const group = groups.get(folded(name)) ?? groups.get(folded(`"${name}"`));
		if (known.size + unknown.size >= mostPieces) return before;
		if (group) known.set(group.id, group);
		else if (name) unknown.set(folded(name), name);
		return before;
	});
	// At even places names, at odd ones what stands between them.
	const pieces = unquoted.split(between).slice(0, mostPieces * 2 + 1);
	for (let at = 0; at < pieces.length;) {
		const found = longestKnown(pieces, at, groups);
		if (found) {
			known.set(found.group.id, found.group);
			at = found.next;
			continue;
		}
		const { name, next } = unknownName(pieces, at, groups);
		// Google's own begin with an asterisk.
		if (name && !name.startsWith('*') && !unknown.has(folded(name)))
			unknown.set(folded(name), name);
		at = next;
	}
	return { known: [...known.values()], unknown: [...unknown.values()] };
}

function longestKnown(
	pieces: readonly string[],
	at: number,
	groups: ReadonlyMap<string, NamedGroup>
): { group: NamedGroup; next: number } | undefined {
	for (let end = pieces.length; end > at; end -= 2) {
		const group = groups.get(folded(pieces.slice(at, end).join('')));
		if (group) return { group, next: end + 1 };
	}
	return undefined;
}

/** Up to the next mark, or to the next word before a group that is known. */
function unknownName(
	pieces: readonly string[],
	at: number,
	groups: ReadonlyMap<string, NamedGroup>
): { name: string; next: number } {
	let end = at + 1;
	while (end < pieces.length && isWord(pieces[end] ?? '') && !longestKnown(pieces, end + 1, groups))
		end += 2;
	return { name: pieces.slice(at, end).join('').trim(), next: end + 1 };
}
