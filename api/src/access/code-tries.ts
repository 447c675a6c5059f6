import { networkOf, siteOf } from '../client-ip.ts';
import type { Context } from '../context.ts';
import { forgetTries, returnTokens, takeTokens, type Allowance, type Count } from '../throttle.ts';
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

/** All addresses of one event, from one site: nobody shuts the code for all of them from one place in a day. */
const perSite: Allowance = { limit: 100, windowMs: day };

/** All addresses of one event, from everywhere: who tries one code on each of many gets no further. */
const perEvent: readonly Allowance[] = [
	{ limit: 200, windowMs: day },
	{ limit: 500, windowMs: month }
];

/** The counts that a try falls under. */
interface Counts {
	shortly: Count;
	guesser: Count;
	network: Count;
	/** Those in which tries at other addresses, or from elsewhere, are counted too. */
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
	const site = siteOf(ip);
	const guesser = `guesser:${site}:${event.ref}:${email}`;
	return {
		shortly: count(guesser, shortly),
		guesser: count(guesser, perGuesser),
		network: count(`network:${networkOf(ip)}`, perNetwork),
		shared: [
			count(`site:${site}:${event.ref}`, perSite),
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
 * Counts a try before its code is looked at: under all of its counts, or under none where one of them is
 * full. What is refused takes nothing from anybody, and what is counted is what was looked at, so that a
 * right code can give back no more than was taken.
 * @returns null where there were too many
 */
export async function countCodeTry(
	context: TriesContext,
	codeTry: CodeTry
): Promise<CountedTry | null> {
	const counts = countsOf(codeTry, context.now());
	const { shortly, guesser, network, shared } = counts;
	if (!(await takeTokens(context, [shortly, guesser, network, ...shared]))) return null;
	return { proved: () => uncount(context, counts) };
}

/** All at once, in the order of counting. */
const uncount = (context: TriesContext, { shortly, guesser, network, shared }: Counts) =>
	context.db.transaction().execute(async (db) => {
		const within = { ...context, db };
		const lately = await forgetTries(within, shortly.key);
		const tries = await forgetTries(within, guesser.key);
		await returnTokens(within, network.key, lately);
		for (const { key } of shared) await returnTokens(within, key, tries);
	});
