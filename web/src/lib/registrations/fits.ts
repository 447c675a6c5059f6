import { fold } from '#lib/people/fold.ts';

/** Whether every word of a query stands somewhere in a folded text; an empty query fits everything. */
export function fits(folded: string, query: string): boolean {
	return fold(query)
		.split(' ')
		.every((word) => folded.includes(word));
}
