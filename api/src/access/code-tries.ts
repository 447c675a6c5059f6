import { networkOf, siteOf } from '../client-ip.ts';
import type { Context } from '../context.ts';
import { forgetTries, returnTokens, takeToken, type Allowance } from '../throttle.ts';
import type { PublicEvent } from './access.reads.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const month = 30 * day;

type TriesContext = Pick<Context, 'db' | 'config' | 'now'>;

/** One network, an office or a venue, at all events. */
const perNetwork: Allowance = { limit: 60, windowMs: hour };

/** One address at one event, from one site: what a person who mistypes needs. */
const shortly: Allowance = { limit: 5, windowMs: 15 * minute };
const perGuesser: Allowance = { limit: 10, windowMs: day };

/** One address at one event, from everywhere: of 10,000 codes, half a percent a month. */
const perAddress: readonly Allowance[] = [
	{ limit: 20, windowMs: day },
	{ limit: 50, windowMs: month }
];

/** All addresses of one event, from everywhere: who tries one code on each of many gets no further. */
const perEvent: readonly Allowance[] = [
	{ limit: 200, windowMs: day },
	{ limit: 500, windowMs: month }
];

interface Count {
	key: string;
	allowance: Allowance;
}

/** The counts that a try falls under. */
interface Counts {
	network: Count;
	shortly: Count;
	guesser: Count;
	/** Those in which tries of others are counted too. */
	shared: Count[];
}

/** Who tries, and at what. */
export interface CodeTry {
	event: PublicEvent;
	/** As it is stored, known or not. */
	email: string;
	ip: string;
}

/**
 * Windows lie side by side, shorter ones within longer ones, and a key names its own: what a right code
 * takes back it takes from the very windows in which it was counted, and lends nothing to a later one.
 */
function countsOf({ event, email, ip }: CodeTry, now: number): Counts {
	const count = (what: string, allowance: Allowance): Count => ({
		key: `code:${what}:${allowance.windowMs}:${Math.floor(now / allowance.windowMs)}`,
		allowance
	});
	const guesser = `site:${siteOf(ip)}:${event.ref}:${email}`;
	return {
		network: count(`network:${networkOf(ip)}`, perNetwork),
		shortly: count(guesser, shortly),
		guesser: count(guesser, perGuesser),
		shared: [
			...perAddress.map((allowance) => count(`address:${event.ref}:${email}`, allowance)),
			...perEvent.map((allowance) => count(`event:${event.ref}`, allowance))
		]
	};
}

/** A try that was counted and may be looked at. */
export interface CountedTry {
	/** It has proved right: it and the guesser's earlier ones at this address were no guesses. */
	proved(): Promise<void>;
}

/**
 * Counts a try before its code is looked at. Whoever is over a count takes nothing from those after it, so
 * that one guesser can't use up what all share.
 * @returns null where there were too many
 */
export async function countCodeTry(
	context: TriesContext,
	codeTry: CodeTry
): Promise<CountedTry | null> {
	const counts = countsOf(codeTry, context.now());
	for (const { key, allowance } of [
		counts.network,
		counts.shortly,
		counts.guesser,
		...counts.shared
	]) {
		if (!(await takeToken(context, key, allowance)).allowed) return null;
	}
	return { proved: () => uncount(context, counts) };
}

async function uncount(context: TriesContext, counts: Counts): Promise<void> {
	await returnTokens(context, counts.network.key);
	await forgetTries(context, counts.shortly.key);
	const tries = await forgetTries(context, counts.guesser.key);
	for (const { key } of counts.shared) await returnTokens(context, key, tries);
}
