import { pino, type DestinationStream, type Logger } from 'pino';
import type { Config } from './config.ts';

interface Fault {
	name?: unknown;
	message?: unknown;
	stack?: unknown;
	/** SQLSTATE, or Node's own. */
	code?: unknown;
	cause?: unknown;
}

/**
 * What a log may hold of an error. Drivers put a statement's values beside the message, and those are
 * people's addresses: only what is named here is written.
 */
function toLogged(error: unknown): unknown {
	if (typeof error !== 'object' || error === null) return error;
	const { name, message, stack, code, cause } = error as Fault;
	return {
		type: name,
		message,
		stack,
		code,
		...(cause === undefined ? {} : { cause: toLogged(cause) })
	};
}

/** Logs as JSON lines, without secrets or personal data. */
export const openLog = (
	level: Config['logLevel'],
	destination: DestinationStream = pino.destination(2)
): Logger => pino({ level, serializers: { err: toLogged } }, destination);
