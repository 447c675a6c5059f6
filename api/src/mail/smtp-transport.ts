import { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { Logger } from 'pino';
import { oneAtATime, type Gate } from '../gate.ts';
import { judgeFailure } from './smtp-failures.ts';
import type { Delivery, Message, Transport } from './transport.ts';

/** How many connections are held to the server; each sends one mail at a time. */
const connections = 5;

const limits = {
	maxConnections: connections,
	maxMessages: 100,
	connectionTimeout: 15_000,
	greetingTimeout: 15_000,
	socketTimeout: 60_000,
	dnsTimeout: 15_000
};

/**
 * Sends by SMTP. Connections carry mails side by side, but each waits with its end (the dot that makes
 * the server accept it) until the one before is accepted and recorded.
 */
export function smtpTransport(url: string, log: Logger): Transport {
	const pool = createTransport({ url, pool: true, ...limits });
	const gate = oneAtATime();
	const turns = new WeakMap<object, Turn>();
	pool.use('stream', (mail, done) => {
		const turn = turns.get(mail.data.raw as Buffer);
		if (turn) mail.message.processFunc((input) => Readable.from(turn.holdBack(input)));
		done();
	});
	return {
		async deliver(message, settle) {
			const turn = takeTurn(gate);
			turns.set(message.raw, turn);
			try {
				const delivery = await attempt(pool, message);
				if (delivery.state === 'deferred' && delivery.outage) {
					log.warn({ reason: delivery.reason }, 'mail server out of reach');
				}
				await settle(delivery);
			} finally {
				turn.end();
			}
		},
		async close() {
			pool.close();
		}
	};
}

/** A message's place in the line: taken when all but its end is sent, left when it is settled. */
interface Turn {
	holdBack(input: Readable): AsyncGenerator<Buffer>;
	end(): void;
}

function takeTurn(gate: Gate): Turn {
	let over = false;
	let leave = () => {};
	return {
		async *holdBack(input) {
			for await (const chunk of input) yield chunk as Buffer;
			leave = await gate.enter();
			// The connection was lost while it waited.
			if (over) leave();
		},
		end() {
			over = true;
			leave();
		}
	};
}

async function attempt(
	pool: ReturnType<typeof createTransport>,
	{ id, from, to, raw }: Message
): Promise<Delivery> {
	try {
		const dsn = { id, return: 'headers', notify: ['failure', 'delay'], recipient: to };
		await pool.sendMail({ envelope: { from, to }, raw, dsn });
		return { state: 'sent', reason: null };
	} catch (error) {
		return judgeFailure(error);
	}
}
