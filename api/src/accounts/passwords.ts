import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { TRPCError } from '@trpc/server';

const hash = promisify(argon2);

/** Cost of a hash (RFC 9106, 4): memory in KiB, passes, lanes. */
interface Cost {
	memory: number;
	passes: number;
	parallelism: number;
}

/** OWASP's first choice for argon2id with 19 MiB. Stored hashes with another cost are renewed at sign-in. */
const cost: Cost = { memory: 19_456, passes: 2, parallelism: 1 };
const tagLength = 32;

/** Each hashing holds 19 MiB and a thread of the pool, which file and name look-ups need too. */
const mostAtOnce = 2;
const mostWaiting = 50;
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(run: () => Promise<T>): Promise<T> {
	if (waiting.length >= mostWaiting)
		throw new TRPCError({ code: 'SERVICE_UNAVAILABLE', message: 'busy' });
	if (running < mostAtOnce) running++;
	else await new Promise<void>((resolve) => waiting.push(resolve));
	try {
		return await run();
	} finally {
		// A turn passes on to who waits, or ends.
		const next = waiting.shift();
		if (next) next();
		else running--;
	}
}

/** The same characters typed on different keyboards give the same hash. */
const tagOf = (
	password: string,
	nonce: Buffer,
	{ memory, passes, parallelism }: Cost
): Promise<Buffer> =>
	inTurn(() =>
		hash('argon2id', {
			message: password.normalize('NFKC'),
			nonce,
			memory,
			passes,
			parallelism,
			tagLength
		})
	);

/**
 * Hashes a password with argon2id.
 * @returns a PHC string: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`
 * @throws TRPCError `busy` when too many wait
 */
export async function hashPassword(password: string): Promise<string> {
	const nonce = randomBytes(16);
	return format(cost, nonce, await tagOf(password, nonce, cost));
}

/**
 * Whether a password is the one that was hashed. Without a stored hash the answer is no, after the
 * same work.
 * @throws TRPCError `busy` when too many wait
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
	const parsed = stored === null ? undefined : parse(stored);
	if (!parsed) {
		await tagOf(password, randomBytes(16), cost);
		return false;
	}
	const tag = await tagOf(password, parsed.nonce, parsed.cost);
	return tag.length === parsed.tag.length && timingSafeEqual(tag, parsed.tag);
}

/** Whether a stored hash was made at another cost than hashes are made now. */
export function isOutdated(stored: string): boolean {
	const made = parse(stored)?.cost;
	return (
		!made ||
		made.memory !== cost.memory ||
		made.passes !== cost.passes ||
		made.parallelism !== cost.parallelism
	);
}

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

const format = ({ memory, passes, parallelism }: Cost, nonce: Buffer, tag: Buffer): string =>
	`$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(nonce)}$${base64(tag)}`;

const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

function parse(stored: string): { cost: Cost; nonce: Buffer; tag: Buffer } | undefined {
	const match = phc.exec(stored);
	if (!match) return undefined;
	const [, memory, passes, parallelism, nonce = '', tag = ''] = match;
	return {
		cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
		nonce: Buffer.from(nonce, 'base64'),
		tag: Buffer.from(tag, 'base64')
	};
}
