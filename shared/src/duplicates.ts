import type { Person } from './people.ts';

/** Two people who may be one, and why. */
export interface Duplicate {
	one: Person;
	other: Person;
	why: 'name' | 'address';
}

/** A name to be compared: without accents, case, order, or anything but letters and digits. */
const nameKey = ({
	firstName,
	lastName
}: Pick<Person, 'firstName' | 'lastName'>): string | null => {
	const words = folded(`${firstName} ${lastName}`).match(/[\p{L}\p{N}]+/gu) ?? [];
	// A first name alone says little.
	return words.length > 1 ? words.sort().join(' ') : null;
};

const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Providers at whom dots in a name mean nothing. */
const dotless = new Set(['gmail.com', 'googlemail.com']);

/**
 * An address to be compared: what is often written otherwise for the same mailbox is left out, and the two most
 * frequent slips in a domain put right.
 */
const addressKey = ({ email }: Pick<Person, 'email'>): string | null => {
	const at = email?.lastIndexOf('@') ?? -1;
	if (!email || at < 1) return null;
	const domain = email.slice(at + 1).replace(/\.(con|cmo|ocm)$/, '.com');
	const name = email.slice(0, at).replace(/\+.*$/, '');
	const plain = dotless.has(domain) ? name.replaceAll('.', '') : name.replace(/[-_]/g, '.');
	return `${plain}@${domain === 'googlemail.com' ? 'gmail.com' : domain}`;
};

const keysOf = (person: Person): [why: Duplicate['why'], key: string | null][] => [
	['address', addressKey(person)],
	['name', nameKey(person)]
];

/** Whether somebody who compared two people found that they aren't one. */
export const areToldApart = (one: Person, other: Person): boolean =>
	one.toldApart.includes(other.id) || other.toldApart.includes(one.id);

/** More who share a name than this are a word that many rows have, not one person. */
const mostAlike = 5;

/**
 * Finds who may be there twice, by keys: each person costs the same, however many there are.
 * Fed in slices, so that a page stays alive over 100,000 people.
 */
export class DuplicateFinder {
	readonly #byKey = { name: new Map<string, Person[]>(), address: new Map<string, Person[]>() };

	take(person: Person): void {
		if (person.deletedAt !== null || person.mergedInto !== null) return;
		for (const [why, key] of keysOf(person)) {
			if (key === null) continue;
			const alike = this.#byKey[why].get(key);
			if (alike) alike.push(person);
			else this.#byKey[why].set(key, [person]);
		}
	}

	/** Each pair once, similar addresses first: they say more than a name. Without those who were told apart. */
	found(): Duplicate[] {
		const pairs = new Map<string, Duplicate>();
		for (const why of ['address', 'name'] as const) {
			for (const alike of this.#byKey[why].values()) {
				if (alike.length > mostAlike) continue;
				const all = alike.toSorted(byAge);
				for (const [at, other] of all.entries()) {
					// The oldest, or the oldest whom they weren't told apart from.
					const one = all.slice(0, at).find((each) => !areToldApart(each, other));
					if (!one) continue;
					const pair = [one.id, other.id].sort().join();
					if (!pairs.has(pair)) pairs.set(pair, { one, other, why });
				}
			}
		}
		return [...pairs.values()];
	}
}

/** The older first: it is the one that links and lists know. */
const byAge = (a: Person, b: Person): number => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
