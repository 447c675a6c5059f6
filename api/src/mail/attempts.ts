import type { Delivery, Message } from './transport.ts';

/** For how long a taken mail is this process's alone, in ms. A process that died leaves it to others after that. */
export const claimMs = 120_000;

/** For how long a mail is tried, in ms. */
const givenUpAfter = 24 * 3_600_000;

/** A mail that this process has taken to send. */
export interface TakenMail {
	/** Null: there is nothing to send any more, and that is recorded. */
	compose(): Promise<Message | null>;
	/** Records what became of it. */
	settle(delivery: Delivery): Promise<void>;
}

/**
 * When a deferred mail is tried again (UTC ms): after 1, 2, 4, … minutes, at most an hour; null where it
 * has been tried for a day.
 */
export function nextAttempt(
	{ attempts, createdAt }: { attempts: number; createdAt: number },
	now: number
): number | null {
	const next = now + Math.min(2 ** (attempts - 1), 60) * 60_000;
	return next - createdAt > givenUpAfter ? null : next;
}
